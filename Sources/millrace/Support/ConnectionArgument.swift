import ArgumentParser
import Connections
import Foundation

/// The connection that a command is about: a file, or the name of one that is ruled by a file of the home folder or by the
/// store.
struct ConnectionArgument: ParsableArguments {
  @Argument(
    help: "A connection file, or the name of a connection, as 'millrace connection list' shows it.",
    completion: .file(extensions: ["yaml", "yml"]))
  var connection: String

  /// The connection, with the file's warnings told. Throws ``ConnectionsError``.
  func load(in home: Home) throws -> Connection {
    var url = URL(fileURLWithPath: connection)
    // The run may go on on a thread that does not have the client's folder.
    if ServedCommand.current != nil { url = url.absoluteURL }
    guard connection.contains("/") || ConnectionFolder.isConnectionFile(url) || Self.isFile(url) else {
      return try home.library(home.openStoreForReading()).connection(connection)
    }
    let file = try ConnectionFile(contentsOf: url)
    let connection = try file.checkedConnection()
    for warning in file.diagnostics { Terminal.say("\(warning)") }
    return connection
  }

  private static func isFile(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && !isFolder.boolValue
  }
}
