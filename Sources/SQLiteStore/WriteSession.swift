import GRDB
import GRDBSQLite
import Profiles

/// Writes through the store's one writing connection.
final class WriteSession: ReadSession, ProfileWriter {
  func insert(_ editor: DocumentEditor, permission: PermissionLevel) throws -> ProfileID {
    editor.finish()
    try using(.insertProfile) { statement in
      statement.bind(1, now.microseconds)
      statement.bind(2, Int64(permission.rawValue))
      statement.bind(3, text: editor.document)
      try statement.run()
    }
    let id = sqlite3_last_insert_rowid(connection)
    try followIdentifiers(of: id, editor)
    return ProfileID(rawValue: id)
  }

  func update(_ id: ProfileID, _ editor: DocumentEditor) throws -> Bool {
    guard editor.finish() else { return false }
    try using(.updateDocument) { statement in
      statement.bind(1, text: editor.document)
      statement.bind(2, now.microseconds)
      statement.bind(3, id.rawValue)
      try statement.run()
    }
    guard sqlite3_changes(connection) == 1 else { throw Self.noProfile(id) }
    try followIdentifiers(of: id.rawValue, editor)
    return true
  }

  private func followIdentifiers(of id: Int64, _ editor: DocumentEditor) throws {
    try editor.forEachIdentifierChange { property, key, isAdded in
      try setIdentifier(property.name, key, of: id, isAdded)
    }
  }

  func setIdentifier(_ property: String, _ key: UnsafeRawBufferPointer, of id: Int64, _ isAdded: Bool) throws {
    try using(isAdded ? .addIdentifier : .removeIdentifier) { statement in
      statement.bind(2, text: key)
      statement.bind(3, id)
      try statement.with(1, property) { try statement.run() }
    }
  }

  func setPermission(_ id: ProfileID, _ level: PermissionLevel) throws {
    try database.execute(
      sql: "UPDATE profile SET permission = ?1, modified_at = ?2 WHERE id = ?3 AND permission <> ?1",
      arguments: [level.rawValue, now.microseconds, id.rawValue])
    guard try database.changesCount > 0 || withProfile(id, { _ in }) else { throw Self.noProfile(id) }
  }

  func erase(_ id: ProfileID) throws -> Bool {
    let editor = DocumentEditor(properties: try properties().filter(\.isIdentifier))
    guard try withProfile(id, { try editor.begin($0.document) }) else { return false }
    for index in editor.properties.indices { editor.apply(index, .setOrClear, .absent) }
    editor.finish()
    try editor.forEachIdentifierChange { property, key, _ in
      try setIdentifier(property.name, key, of: id.rawValue, false)
      // Rejects name people as their source spelt them.
      try database.execute(
        sql: "DELETE FROM reject WHERE trim(identifier, ?) = ? COLLATE NOCASE",
        arguments: [" \t\r\n", String(decoding: key, as: UTF8.self)])
      try eraseRejectedRecords(naming: String(decoding: key, as: UTF8.self))
    }
    try database.execute(
      sql: "DELETE FROM reject WHERE profile = ? OR identifier = ?", arguments: [id.rawValue, "profile \(id)"])
    try eraseFromExchange(id)
    for table in ["event", "touch", "viewed_interaction", "outbox", "row_version", "membership"] {
      try database.execute(sql: "DELETE FROM \(table) WHERE profile = ?", arguments: [id.rawValue])
    }
    for table in ["sent", "sent_event"] {
      try database.execute(
        sql: "DELETE FROM \(table) WHERE goal IN (SELECT id FROM goal) AND profile = ?", arguments: [id.rawValue])
    }
    try database.execute(sql: "DELETE FROM profile WHERE id = ?", arguments: [id.rawValue])
    return true
  }

  /// Rejects whose record has the identifier as a value somewhere; others that only look so may go with them.
  private func eraseRejectedRecords(naming key: String) throws {
    let isNumber = key.allSatisfy { $0.isASCII && $0.isNumber }
    let texts = ["\"\(key)\""] + (isNumber ? key.count > 5 ? [key] : [":\(key),", ":\(key)}"] : [])
    for text in texts {
      try database.execute(
        sql: """
          DELETE FROM reject WHERE id IN (
            SELECT reject FROM reject_record WHERE instr(lower(CAST(record AS TEXT)), lower(?)) > 0
          )
          """, arguments: [text])
    }
  }

  /// Who was moved is forgotten; that somebody was, is not.
  private func eraseFromExchange(_ id: ProfileID) throws {
    try database.execute(
      sql: """
        UPDATE exchange SET erased = erased + 1
        WHERE EXISTS (SELECT 1 FROM exchanged WHERE exchange = exchange.id AND profile = ?)
        """, arguments: [id.rawValue])
    try database.execute(
      sql: "DELETE FROM exchanged WHERE exchange IN (SELECT id FROM exchange) AND profile = ?",
      arguments: [id.rawValue])
  }

  private static func noProfile(_ id: ProfileID) -> ProfilesError {
    ProfilesError(.notFound, "there is no profile \(id)", hint: "it may have been erased")
  }
}
