import Foundation
import GRDB
import GRDBSQLite
import Profiles

extension WriteSession {
  func putGroupType(_ type: GroupType) throws {
    try type.validate()
    if let before = try groupTypes().first(where: { $0.id == type.id }), try groupCount(type.id) > 0 {
      for property in before.properties
      where type.properties.first(where: { $0.name == property.name })?.type != property.type {
        throw ProfilesError(
          .conflict,
          "property '\(property.name)' of group type '\(type.id)' is of type \(property.type.rawValue), and there are groups",
          hint: "use a property with another name")
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    try database.execute(
      sql: "INSERT OR REPLACE INTO group_type (id, name, plural_name, joined_by, properties) VALUES (?, ?, ?, ?, ?)",
      arguments: [
        type.id, type.name, type.pluralName, String(decoding: try encoder.encode(type.joinedBy), as: UTF8.self),
        String(decoding: try encoder.encode(type.properties), as: UTF8.self),
      ])
  }

  func deleteGroupType(_ id: String) throws -> Bool {
    if let user = try lifecycles().first(where: { $0.stages.contains { $0.condition.asks(forGroupsOf: id) } }) {
      throw ProfilesError(
        .conflict, "group type '\(id)' is used by lifecycle '\(user.id)'", hint: "change or delete that one first")
    }
    if let user = try segments().first(where: { $0.condition.asks(forGroupsOf: id) }) {
      throw ProfilesError(
        .conflict, "group type '\(id)' is used by segment '\(user.id)'", hint: "change or delete that one first")
    }
    try database.execute(sql: "DELETE FROM group_entry WHERE type = ?", arguments: [id])
    try database.execute(sql: "DELETE FROM group_type WHERE id = ?", arguments: [id])
    return database.changesCount > 0
  }

  func insertGroup(_ type: String, _ id: UnsafeRawBufferPointer, _ editor: DocumentEditor) throws {
    editor.finish()
    try using(.insertGroup) { statement in
      statement.bind(2, text: id)
      statement.bind(3, now.microseconds)
      statement.bind(4, text: editor.document)
      try statement.with(1, type) { try statement.run() }
    }
  }

  func updateGroup(_ type: String, _ id: UnsafeRawBufferPointer, _ editor: DocumentEditor) throws -> Bool {
    guard editor.finish() else { return false }
    try using(.updateGroup) { statement in
      statement.bind(2, text: id)
      statement.bind(3, text: editor.document)
      statement.bind(4, now.microseconds)
      try statement.with(1, type) { try statement.run() }
    }
    guard sqlite3_changes(connection) == 1 else {
      throw ProfilesError(
        .notFound, "there is no group '\(String(decoding: id, as: UTF8.self))' of type '\(type)'",
        hint: "it may have been deleted with its type")
    }
    return true
  }
}
