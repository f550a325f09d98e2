import GRDB
import Profiles
import Records

extension ReadSession {
  func properties() throws -> [Property] {
    try Row.fetchAll(database, sql: "SELECT name, type, is_identifier, title FROM property ORDER BY name").map { row in
      guard let type = Property.ValueType(rawValue: row[1]) else { throw Self.unreadable("property", row[0]) }
      return Property(name: row[0], type: type, isIdentifier: row[2], title: row[3])
    }
  }

  func segments() throws -> [Segment] {
    try Row.fetchAll(database, sql: "SELECT id, name, condition FROM segment ORDER BY id").map { row in
      Segment(id: row[0], name: row[1], condition: try Condition(JSONValue(parsing: row[2] as String)))
    }
  }

  func objectives() throws -> [Objective] {
    try Row.fetchAll(database, sql: "SELECT id, title, needs, zones FROM objective ORDER BY id").map { row in
      guard let needs = Objective.Needs(rawValue: row[2]),
        let zones = try? JSONValue(parsing: row[3] as String).array?.compactMap(\.string)
      else { throw Self.unreadable("objective", row[0]) }
      return Objective(id: row[0], title: row[1], needs: needs, zones: zones)
    }
  }

  func zones() throws -> [PrivacyZone] {
    try Row.fetchAll(database, sql: "SELECT id, needs FROM zone ORDER BY id").map { row in
      guard let needs = Objective.Needs(rawValue: row[1]) else { throw Self.unreadable("zone", row[0]) }
      return PrivacyZone(id: row[0], needs: needs)
    }
  }

  func lifecycles() throws -> [Lifecycle] {
    try Row.fetchAll(database, sql: "SELECT id, definition FROM lifecycle ORDER BY id").map { row in
      guard let lifecycle = try? Lifecycle(JSONValue(parsing: row[1] as String)) else {
        throw Self.unreadable("lifecycle", row[0])
      }
      return lifecycle
    }
  }

  func eventTypes() throws -> [AcceptedEventType] {
    try Row.fetchAll(database, sql: "SELECT * FROM event_type ORDER BY id").map { row in
      guard let accepted = try? EventTypeRow(row: row).accepted else { throw Self.unreadable("event type", row["id"]) }
      return accepted
    }
  }

  static func unreadable(_ kind: String, _ name: String) -> ProfilesError {
    ProfilesError(.storeCorrupt, "the store's \(kind) '\(name)' cannot be read", hint: "restore it from a backup")
  }
}
