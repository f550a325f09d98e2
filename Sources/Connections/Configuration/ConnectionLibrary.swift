import Audit
import Foundation
import PluginHost
import Profiles
import Records

/// The connections of an installation, by name: those of the files in its folder, and those that the store keeps.
///
/// A connection that a file of the folder describes is ruled by that file. It is changed by changing the file, and each
/// content that was seen becomes a version. Without a file the store rules: the newest version is what the connection is.
/// When a ruling file goes, its connection goes with it; its versions stay.
///
/// Any thread. Everything throws ``ConnectionsError``, ``ProfilesError`` where the store fails, and `AuditError`.
public struct ConnectionLibrary: Sendable {
  /// Where ruling files lie.
  public let folder: URL
  let store: any ProfileStore
  let catalogue: PluginCatalogue
  /// Nil: changes are noted nowhere but in the versions.
  let audit: AuditLog?
  /// Where runs that go on leave their marks.
  let spoolFolder: URL

  public init(
    folder: URL, store: any ProfileStore, catalogue: PluginCatalogue, audit: AuditLog?, spoolFolder: URL
  ) {
    self.folder = folder.absoluteURL.standardizedFileURL
    self.store = store
    self.catalogue = catalogue
    self.audit = audit
    self.spoolFolder = spoolFolder
  }

  // MARK: Finding

  /// The connection of this name.
  public func connection(_ name: String) throws -> Connection { try member(name).connection() }

  /// The connection as it was in this version, under the names that it and its goals have now.
  public func connection(_ name: String, version number: Int64) throws -> Connection {
    _ = try readable(name, number)
    return try earlier(name, number).checkedConnection()
  }

  /// The connection of a run, as it is now; `asThen`: as it was in the run, where that is known.
  public func connection(of run: Run, asThen: Bool) throws -> Connection {
    guard asThen, let version = run.version else { return try connection(run.connection) }
    return try connection(run.connection, version: version)
  }

  /// The YAML of a version, or of what the connection is now; also where this program does not understand it.
  public func text(of name: String, version number: Int64?) throws -> String {
    if let number { return try ConnectionFile(version(number, of: name)).source.text }
    let member = try member(name)
    if let text = member.text { return text }
    return try member.connection().source.text
  }

  /// What there is of this name.
  public func member(_ name: String) throws -> ConnectionMember {
    let content = try ConnectionFolder.Content(of: folder)
    let version = try store.read { try $0.currentVersion(of: name) }
    if let connection = content.connections.first(where: { $0.id == name }) {
      return ConnectionMember(ruledBy: connection, version)
    }
    // A file with errors may be the one that is meant.
    if let refusal = content.refusals.first(where: { $0.file?.deletingPathExtension().lastPathComponent == name }) {
      throw refusal.error
    }
    if let version { return ConnectionMember(version) }
    let known = try content.connections.map(\.id) + store.read { try $0.currentVersions() }.map(\.connection)
    throw ConnectionsError(
      .unknownName, "there is no connection '\(name)', and no such file",
      hint: Suggestion.hint(for: name, among: Array(Set(known)).sorted())
        ?? "put its file into \(folder.path), or store it with 'millrace apply FILE'")
  }

  /// All that can be run or could be run again, favourites first, then by name; and the folder's files that cannot be used.
  public func members() throws -> (members: [ConnectionMember], refused: [ConnectionsError]) {
    let content = try ConnectionFolder.Content(of: folder)
    let versions = try store.read { try $0.currentVersions() }
    var members = content.connections.map { connection in
      ConnectionMember(ruledBy: connection, versions.first { $0.connection == connection.id })
    }
    for version in versions where !members.contains(where: { $0.id == version.connection }) {
      members.append(ConnectionMember(version))
    }
    members.sort { ($0.isFavorite ? 0 : 1, $0.id) < ($1.isFavorite ? 0 : 1, $1.id) }
    return (members, content.refused)
  }

  // MARK: Keeping

  /// Makes the file's content the connection. Nothing happens where it is so already. Throws with everything that is wrong
  /// with the file, its plugins included, and where another file rules the connection.
  public func apply(_ file: ConnectionFile, note: String? = nil) throws -> KeptVersion {
    let connection = try checked(file)
    if let conflict = try ruledElsewhere(file, connection) { throw conflict }
    let ruling = try rulingFile(of: connection.id)
    return try store.write { try keep(connection, ruledBy: ruling, .apply, note, $0) }
  }

  /// Why the file cannot be applied; nil where it can, as far as other files go.
  func ruledElsewhere(_ file: ConnectionFile, _ connection: Connection) throws -> ConnectionsError? {
    guard let ruling = try rulingFile(of: connection.id), ruling != file.source.file else { return nil }
    return ConnectionsError(
      .conflict, "connection '\(connection.id)' is ruled by the file \(ruling.path)",
      hint: "change that file, or remove it to let the store keep the connection")
  }

  private func rulingFile(of name: String) throws -> URL? {
    try ConnectionFolder.Content(of: folder).connections.first { $0.id == name }?.source.file
  }

  /// Keeps what ruling files say, each where it changed; connections of other files are passed over. What cannot be kept is told by `warn`; its connection runs all the
  /// same. Throws ``ProfilesError`` where the store fails.
  public func follow(_ connections: [Connection], warn: (String) -> Void) throws {
    for connection in connections where connection.source.file?.deletingLastPathComponent().path == folder.path {
      do {
        try connection.checkKeepable(with: catalogue)
        try store.write { _ = try keep(connection, ruledBy: connection.source.file, .file, nil, $0) }
      } catch let error as ProfilesError {
        throw error
      } catch {
        warn("the file of connection '\(connection.id)' is run, and not kept as a version: \(error)")
      }
    }
  }

  /// Removes a connection that the store rules. Its versions, runs and profiles stay.
  public func delete(_ name: String, note: String? = nil) throws -> ConnectionVersion {
    let member = try member(name)
    if case .file(let file) = member.ruler {
      throw ConnectionsError(
        .conflict, "connection '\(name)' is ruled by the file \(file.path)", hint: "remove the file")
    }
    guard let version = member.version, member.ruler != .deleted else {
      throw ConnectionsError(.unknownName, "connection '\(name)' is deleted already")
    }
    return try store.write { writer in
      try add(
        ConnectionVersion(
          connection: name, text: "", folder: version.folder, origin: .delete, actor: actor, note: note), writer)
    }
  }

  var actor: String { AuditActor.current.description }

  /// The file's connection, after everything that can be said without asking Iterable.
  func checked(_ file: ConnectionFile) throws -> Connection {
    let found = file.diagnostics(with: catalogue)
    let errors = found.filter { $0.severity == .error }
    if file.connection != nil, !errors.isEmpty {
      throw ConnectionsError(
        .invalidFile, "\(file.name) has \(errors.count == 1 ? "an error" : "\(errors.count) errors")",
        diagnostics: file.diagnostics + found)
    }
    let connection = try file.checkedConnection()
    try connection.checkKeepable(with: catalogue)
    return connection
  }

  func keep(
    _ connection: Connection, ruledBy file: URL?, _ origin: ConnectionVersion.Origin, _ note: String?,
    _ writer: any ProfileWriter
  ) throws -> KeptVersion {
    let source = connection.source
    if let current = try writer.currentVersion(of: connection.id), current.text == source.text,
      current.file == file?.path, current.origin != .delete,
      current.folder == source.folder.path || !connection.dependsOnFolder(with: catalogue)
    {
      return KeptVersion(version: current, isNew: false)
    }
    let version = ConnectionVersion(
      connection: connection.id, text: source.text, folder: source.folder.path, file: file?.path, origin: origin,
      actor: actor, note: note)
    return KeptVersion(version: try add(version, writer), isNew: true)
  }

  /// The version, numbered and in the audit log: where that cannot be written, nothing changes.
  func add(_ version: ConnectionVersion, _ writer: any ProfileWriter) throws -> ConnectionVersion {
    let version = try writer.addVersion(version)
    try audit?.append(
      "connection.\(version.origin.rawValue)",
      [
        "connection": .string(version.connection), "version": .integer(version.number),
        "file": version.file.map { .string($0) } ?? .null, "note": version.note.map { .string($0) } ?? .null,
      ], isDurable: true)
    return version
  }
}

/// What became of a text that was to be kept.
public struct KeptVersion: Sendable {
  public var version: ConnectionVersion
  /// False: it was so already.
  public var isNew: Bool
}
