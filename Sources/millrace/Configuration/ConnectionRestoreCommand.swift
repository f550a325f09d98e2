import ArgumentParser
import Connections

struct ConnectionRestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Make an earlier version the newest.",
    discussion: """
      Where a file rules the connection the file becomes what it was. What the connection imported and sent meanwhile stays.

      Example:
        millrace connection restore newsletter 3 --note "too many rejects"
      """)

  @OptionGroup var argument: ConnectionName

  @Argument(help: "The version's number.")
  var version: Int64

  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    try homeOptions.folder.change { try $0.restore(argument.connection, version, note: argument.note) }
  }
}
