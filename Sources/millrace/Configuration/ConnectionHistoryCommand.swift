import ArgumentParser
import Connections
import Profiles

struct ConnectionHistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "A connection's versions: who made each, when, how and why.")

  @Argument(help: "The connection's name.")
  var connection: String

  @Option(name: .long, help: "So many at most.")
  var limit = 20

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let versions = try home.library(home.openStoreForReading()).history(of: connection, limit: limit)
    guard outputOptions.output == .table else { return Terminal.print(.array(versions.map(VersionAccount.json))) }
    var table = Table("VERSION", "AT", "BY", "HOW", "NOTE", numeric: [0])
    for version in versions {
      table.add(
        String(version.number), String(version.at.description.prefix(19)) + "Z", version.actor, version.origin.rawValue,
        version.note ?? "")
    }
    table.print()
  }
}
