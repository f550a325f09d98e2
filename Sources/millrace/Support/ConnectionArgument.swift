import ArgumentParser
import Connections
import Foundation

/// The connection that a command is about: a file, or the name of one in the home folder's `connections`.
struct ConnectionArgument: ParsableArguments {
  @Argument(
    help: "A connection file, or its name without .yaml in the home folder's connections.",
    completion: .file(extensions: ["yaml", "yml"]))
  var connection: String

  func url(in home: Home) -> URL {
    let given = URL(fileURLWithPath: connection)
    if connection.contains("/") || FileManager.default.fileExists(atPath: given.path) { return given }
    let named = home.connections.appendingPathComponent(connection + ".yaml")
    return FileManager.default.fileExists(atPath: named.path) ? named : given
  }

  /// The connection, with the file's warnings told. Throws ``ConnectionsError``.
  func load(in home: Home) throws -> Connection {
    let file = try ConnectionFile(contentsOf: url(in: home))
    let connection = try file.checkedConnection()
    for warning in file.diagnostics { Terminal.say("\(warning)") }
    return connection
  }
}
