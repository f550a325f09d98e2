import ArgumentParser
import Connections
import Foundation
import Records

struct ApplyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Make connections what their files say, as a new version of each.",
    discussion: """
      The connection can be named in every command then, without its file, and 'millrace serve' runs it. Where nothing
      changed there is no new version. Nothing is applied where one of the files has an error.

      A connection that a file in the home folder's 'connections' describes is ruled by that file: change the file instead.

      Examples:
        millrace plan newsletter.yaml && echo nothing to do
        millrace apply newsletter.yaml --note "points are added up"
        millrace connection history newsletter
      """)

  @Argument(help: "Connection files.", completion: .file(extensions: ["yaml", "yml"]))
  var files: [String]

  @Flag(name: .long, help: "Show what would change, and change nothing.")
  var dryRun = false

  @Option(name: .long, help: "Why, for the history.")
  var note: String?

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let library = try home.library(dryRun ? home.openStoreForReading() : home.openStore())
    let read = try files.map { try ConnectionFile(contentsOf: URL(fileURLWithPath: $0)) }
    let plans = try read.map { try library.plan($0) }
    let isTable = outputOptions.output == .table
    var results: [JSONValue] = []
    for (file, plan) in zip(read, plans) {
      if isTable { PlanAccount.show(plan) }
      guard !dryRun else {
        results.append(PlanAccount.json(plan))
        continue
      }
      let kept = try library.apply(file, note: note)
      if isTable { VersionAccount.tell(kept) }
      results.append(VersionAccount.json(kept))
    }
    if !isTable { Terminal.print(.array(results)) }
  }
}
