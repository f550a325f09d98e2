import Profiles

/// What a version of a connection said, under the names that the connection and its goals have now: whoever takes an
/// earlier version up again goes on with the same connection and the same goals, and begins none anew.
struct EarlierVersion {
  let file: ConnectionFile

  /// Throws ``ConnectionsError`` where the version deleted the connection, or where a goal's name of now is another goal's
  /// of then; ``ProfilesError``. A text that this program does not understand is left as it is.
  init(_ version: ConnectionVersion, _ reader: any ProfileReader) throws {
    let written = try ConnectionFile(version)
    guard let connection = written.connection else {
      file = written
      return
    }
    var editor = ConnectionEditor(written)
    if connection.id != version.connection { try editor.set("connection", to: version.connection, behind: []) }
    for rename in try GoalRename.all(of: version.connection, since: version.number, reader) {
      guard editor.hasGoal(rename.old) else { continue }
      guard !editor.hasGoal(rename.new) else {
        throw ConnectionsError(
          .conflict,
          "goal '\(rename.old)' of version \(version.number) was renamed '\(rename.new)' by version \(rename.version), "
            + "and version \(version.number) has another goal '\(rename.new)'",
          hint: "write it to a file with 'millrace export \(version.connection) --version \(version.number) -o FILE', "
            + "give its goals other names there, and apply that")
      }
      try editor.renameGoal(rename.old, to: rename.new)
    }
    file = editor.file
  }
}

/// A goal got another name and stayed the goal that it was.
struct GoalRename: Equatable {
  let old: String
  let new: String
  /// The number of the version that did it.
  let version: Int64

  /// Those behind the version of this number, in their order. Whoever changes a goal's name in a file begins a goal anew, so
  /// only what a command did counts.
  static func all(of connection: String, since number: Int64, _ reader: any ProfileReader) throws -> [GoalRename] {
    let versions = try reader.connectionVersions(connection, before: nil, limit: .max)
      .filter { $0.origin != .run }.sorted { $0.number < $1.number }
    return zip(versions, versions.dropFirst()).compactMap { before, after in
      guard after.origin == .goal, after.number > number else { return nil }
      return GoalRename(before, after)
    }
  }

  private init?(_ before: ConnectionVersion, _ after: ConnectionVersion) {
    func names(_ version: ConnectionVersion) -> [String]? {
      try? ConnectionFile(version).connection?.goals.map(\.name)
    }
    guard let old = names(before), let new = names(after), old.count == new.count else { return nil }
    let changed = zip(old, new).filter { $0 != $1 }
    // Two are a goal that was moved by one place.
    guard changed.count == 1 else { return nil }
    (self.old, self.new, version) = (changed[0].0, changed[0].1, after.number)
  }
}
