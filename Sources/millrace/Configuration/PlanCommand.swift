import ArgumentParser
import Connections
import Foundation

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "What would a file change? The difference in meaning to what is kept; changes nothing.",
    discussion: """
      Each difference is an option with its path, what it is and what it would be; then what follows from it. An option that
      is not written is what it is by default, and the order of options, quotes and comments make no difference.

      Exit status: 0 where nothing would change, 2 where something would, 1 where that cannot be told.

      Examples:
        millrace plan newsletter.yaml
        millrace plan *.yaml --output json
      """)

  @Argument(help: "Connection files.", completion: .file(extensions: ["yaml", "yml"]))
  var files: [String]

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let library = try home.library(home.openStoreForReading())
    let plans = try files.map { try library.plan(ConnectionFile(contentsOf: URL(fileURLWithPath: $0))) }
    switch outputOptions.output {
    case .table: for plan in plans { PlanAccount.show(plan) }
    case .json: Terminal.print(.array(plans.map(PlanAccount.json)))
    }
    if plans.contains(where: { !$0.isEmpty }) { throw ExitCode.differences }
  }
}

extension ExitCode {
  /// Something would change.
  static let differences = ExitCode(2)
}
