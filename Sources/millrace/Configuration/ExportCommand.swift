import ArgumentParser
import Connections
import Foundation

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "A connection's YAML as it was applied, comments and all.",
    discussion: """
      Examples:
        millrace export newsletter -o newsletter.yaml
        millrace export newsletter --version 3
      """)

  @Argument(help: "The connection's name.")
  var connection: String

  @Option(name: .long, help: "This version. [the current one]")
  var version: Int64?

  @Option(name: [.customShort("o"), .customLong("to")], help: "The file to write.", completion: .file())
  var file: String?

  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let text = try home.library(home.openStoreForReading()).text(of: connection, version: version)
    guard let file else { return Terminal.write(text, to: STDOUT_FILENO) }
    do {
      try text.write(toFile: file, atomically: true, encoding: .utf8)
    } catch {
      throw ConnectionsError(.file, "cannot write \(file)", hint: "make its folder writable, or name another file")
    }
  }
}
