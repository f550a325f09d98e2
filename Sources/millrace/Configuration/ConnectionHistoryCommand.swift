import ArgumentParser
import Connections
import Profiles

struct ConnectionHistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "A connection's versions: who made each, when, how and why.",
    discussion: """
      The version that rules is marked with *. Versions of 'run' are texts that were run as files, and are not the connection.
      """)

  @Argument(help: "The connection's name.")
  var connection: String

  @Option(name: .long, help: "So many at most.")
  var limit = 20

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let library = try home.library(home.openStoreForReading())
    let versions = try library.history(of: connection, limit: limit)
    let standing = try library.standing(of: connection)
    guard outputOptions.output == .table else {
      return Terminal.print(.array(versions.map { VersionAccount.json($0, standing) }))
    }
    var table = Table("", "VERSION", "AT", "BY", "HOW", "NOTE", numeric: [1])
    for version in versions {
      table.add(
        version.number == standing.ruling ? "*" : "", String(version.number),
        String(version.at.description.prefix(19)) + "Z", version.actor, version.origin.rawValue,
        version.note ?? "")
    }
    table.print()
    if let reason = standing.reason {
      Terminal.say("no version rules: \(reason)")
    } else if let ruling = standing.ruling, !versions.contains(where: { $0.number == ruling }) {
      Terminal.say("version \(ruling) rules; --limit shows more")
    }
  }
}
