import Foundation
import Profiles

/// A connection of an installation: what rules it, what it says, and its version.
public struct ConnectionMember: Sendable {
  public enum Ruler: Sendable, Equatable {
    case file(URL)
    case store
    /// A file ruled it, which is gone or is another connection's now.
    case lostFile(String)
    case deleted
  }

  public let id: String
  public let ruler: Ruler
  /// The current version. Nil where none was kept yet; a ruling file may be newer.
  public let version: ConnectionVersion?
  private let file: ConnectionFile?

  init(ruledBy connection: Connection, _ version: ConnectionVersion?) {
    id = connection.id
    ruler = .file(connection.source.file!)
    self.version = version
    file = ConnectionFile(connection)
  }

  init(_ version: ConnectionVersion) {
    id = version.connection
    ruler =
      if version.origin == .delete { .deleted } else if let file = version.file { .lostFile(file) } else { .store }
    self.version = version
    file = try? ConnectionFile(version)
  }

  /// Whether it is listed first; false where it cannot be read.
  public var isFavorite: Bool { file?.connection?.favorite ?? false }

  public var labels: [String] { file?.connection?.labels ?? [] }

  /// What it says or, where its file is gone, said last; nil where it is deleted.
  var text: String? { file?.source.text }

  /// The connection, to be run. Throws ``ConnectionsError`` where there is none, or this program cannot read it.
  public func connection() throws -> Connection {
    switch ruler {
    case .lostFile(let path):
      throw ConnectionsError(
        .unknownName, "the file \(path) of connection '\(id)' is gone",
        hint:
          "put it back, or let the store keep the connection with 'millrace connection restore \(id) \(version!.number)'"
      )
    case .deleted:
      throw ConnectionsError(
        .unknownName, "connection '\(id)' is deleted",
        hint: "'millrace connection history \(id)' shows its versions, 'millrace connection restore' brings one back")
    case .file, .store:
      return try checkedFile().checkedConnection()
    }
  }

  /// What it says now or, where it is gone, said last.
  func checkedFile() throws -> ConnectionFile {
    guard let file else { throw ConnectionsError(.unknownName, "connection '\(id)' is deleted") }
    guard file.connection == nil, let version else { return file }
    throw ConnectionsError(
      .invalidFile, "version \(version.number) of connection '\(id)' is not one that this program understands",
      hint: "write it to a file with 'millrace export \(id) -o FILE', change it there, and apply that",
      diagnostics: file.diagnostics)
  }
}

extension ConnectionFile {
  /// What the connection was read from.
  init(_ connection: Connection) {
    let source = connection.source
    self.init(
      parsing: source.text, name: source.file?.path ?? connection.id, folder: source.folder, file: source.file)
  }
}
