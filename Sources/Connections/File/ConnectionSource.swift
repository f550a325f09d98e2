import Foundation
import Profiles

/// What a connection was read from, which its versions keep.
public struct ConnectionSource: Sendable, Equatable {
  /// The YAML, comments and all.
  public var text: String
  /// Where relative paths in it begin.
  public var folder: URL
  /// Nil where the text comes from no file.
  public var file: URL?
}

extension ConnectionFile {
  /// What a stored version says. Its diagnostics call it `NAME@NUMBER`. Throws ``ConnectionsError`` for the version that
  /// deleted the connection.
  public init(_ version: ConnectionVersion) throws {
    guard version.origin != .delete else {
      throw ConnectionsError(
        .unknownName, "connection '\(version.connection)' was deleted by version \(version.number)",
        hint: "'millrace connection restore \(version.connection) NUMBER' brings an earlier version back")
    }
    self.init(
      parsing: version.text, name: "\(version.connection)@\(version.number)",
      folder: URL(fileURLWithPath: version.folder, isDirectory: true))
  }
}
