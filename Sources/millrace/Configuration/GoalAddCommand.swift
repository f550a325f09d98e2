import ArgumentParser
import Connections
import Foundation

struct GoalAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a goal behind the others.",
    discussion: """
      The goal is a YAML mapping, as an element of 'goals:' is one: all that it needs can be said there. 'goal copy' makes
      one like another.

      Example:
        millrace goal add newsletter customers.yaml
      """)

  @Argument(help: "The connection's name.")
  var connection: String

  @Argument(help: "A file with the goal's options.", completion: .file())
  var file: String

  @Option(name: .long, help: "Why, for the history.")
  var note: String?

  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let text = try Self.text(of: file)
    try homeOptions.folder.change { try $0.addGoal(text, to: connection, note: note) }
  }

  private static func text(of file: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: file), data.count <= ConnectionFile.sizeLimit,
      let text = String(data: data, encoding: .utf8)
    else {
      throw ConnectionsError(
        .file, "cannot read a goal from \(file)",
        hint: "it is a text in UTF-8 of at most \(ConnectionFile.sizeLimit >> 10) kB")
    }
    return text
  }
}
