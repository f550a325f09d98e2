import ArgumentParser
import Connections
import Profiles

struct ConnectionDiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "What differs between two versions, in meaning.",
    discussion: """
      Examples:
        millrace connection diff newsletter        the version that rules against the one before
        millrace connection diff newsletter 3      version 3 against the one before
        millrace connection diff newsletter 3 7    version 7 against version 3
      """)

  @Argument(help: "The connection's name.")
  var connection: String

  @Argument(help: "A version's number. [the one that rules]")
  var first: Int64?

  @Argument(help: "A later one's.")
  var second: Int64?

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let library = try home.library(home.openStoreForReading())
    let new =
      try second ?? first ?? library.standing(of: connection).ruling ?? library.history(of: connection, limit: 1).first?
      .number ?? 1
    let old = second == nil ? new - 1 : first!
    guard old > 0 else {
      throw ConnectionsError(
        .unknownName, "version 1 of connection '\(connection)' has none before it",
        hint: "'millrace export \(connection) --version 1' shows it")
    }
    let plan = try library.difference(of: connection, from: old, to: new)
    switch outputOptions.output {
    case .table: PlanAccount.show(plan)
    case .json: Terminal.print(PlanAccount.json(plan))
    }
  }
}
