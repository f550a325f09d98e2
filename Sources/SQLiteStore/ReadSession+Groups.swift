import Foundation
import GRDB
import Profiles

extension ReadSession {
  func groupTypes() throws -> [GroupType] {
    try Row.fetchAll(database, sql: "SELECT id, name, plural_name, joined_by, properties FROM group_type ORDER BY id")
      .map { row in
        let decoder = JSONDecoder()
        guard let joinedBy = try? decoder.decode([String].self, from: Data((row[3] as String).utf8)),
          let properties = try? decoder.decode([Property].self, from: Data((row[4] as String).utf8))
        else { throw Self.unreadable("group type", row[0]) }
        return GroupType(id: row[0], name: row[1], pluralName: row[2], joinedBy: joinedBy, properties: properties)
      }
  }

  func withGroup(_ type: String, _ id: UnsafeRawBufferPointer, _ body: (GroupRow) throws -> Void) throws -> Bool {
    try using(.group) { statement in
      try statement.with(1, type) {
        statement.bind(2, text: id)
        guard try statement.step() else { return false }
        try body(group(statement))
        return true
      }
    }
  }

  func groups(_ type: String, after id: String, limit: Int, _ body: (GroupRow) throws -> Void) throws -> Int {
    try using(.groupsAfter) { statement in
      try statement.with(1, type) {
        try statement.with(2, id) {
          statement.bind(3, Int64(limit))
          var count = 0
          while try statement.step() {
            try body(group(statement))
            count += 1
          }
          return count
        }
      }
    }
  }

  private func group(_ statement: PreparedStatement) -> GroupRow {
    GroupRow(
      id: statement.bytes(0), created: Timestamp(microseconds: statement.integer(1)),
      modified: Timestamp(microseconds: statement.integer(2)), document: statement.bytes(3))
  }

  func groupCount(_ type: String) throws -> Int {
    try Int.fetchOne(database, sql: "SELECT count(*) FROM group_entry WHERE type = ?", arguments: [type]) ?? 0
  }
}
