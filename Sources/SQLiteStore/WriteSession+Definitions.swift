import EventTypes
import GRDB
import Profiles

extension WriteSession {
  func putProperty(_ property: Property) throws {
    try property.validate()
    let before = try properties().first { $0.name == property.name }
    if let before, before.type != property.type, try isUsed(property) {
      throw ProfilesError(
        .conflict, "property '\(property.name)' is of type \(before.type.rawValue) and profiles have values of it",
        hint: "add a property with another name")
    }
    try database.execute(
      sql: "INSERT OR REPLACE INTO property (name, type, is_identifier, title) VALUES (?, ?, ?, ?)",
      arguments: [property.name, property.type.rawValue, property.isIdentifier, property.title])
    if property.isIdentifier, before?.isIdentifier == false {
      try index(property)
    } else if !property.isIdentifier, before?.isIdentifier == true {
      try database.execute(sql: "DELETE FROM identifier WHERE property = ?", arguments: [property.name])
    }
  }

  private func isUsed(_ property: Property) throws -> Bool {
    try Bool.fetchOne(
      database, sql: "SELECT EXISTS (SELECT 1 FROM profile WHERE json_type(document, ?) IS NOT NULL)",
      arguments: ["$.\"\(property.name)\""]) ?? false
  }

  /// Enters every profile's values of a property that has just become an identifier.
  private func index(_ property: Property) throws {
    let reader = DocumentReader(properties: [property.name])
    let key = IdentifierKey()
    _ = try profiles(after: .first, limit: .max) { profile in
      try reader.read(profile.document)
      for value in reader.values(0) {
        try value.withBytes { bytes in
          guard let key = key.key(of: .text(bytes), type: property.type) else { return }
          try setIdentifier(property.name, key, of: profile.id.rawValue, true)
        }
      }
    }
  }

  func putSegment(_ segment: Segment) throws {
    try segment.validate()
    let others = try segments().filter { $0.id != segment.id }
    _ = try SegmentPredicate(
      segment.condition, properties: properties(), segments: others + [segment], groupTypes: groupTypes(),
      eventTypes: eventTypes().map(\.type), now: now)
    try database.execute(
      sql: "INSERT OR REPLACE INTO segment (id, name, condition) VALUES (?, ?, ?)",
      arguments: [segment.id, segment.name, segment.condition.json.text])
  }

  func deleteSegment(_ id: String) throws -> Bool {
    if let user = try segments().first(where: { $0.id != id && $0.condition.segmentReferences.contains(id) }) {
      throw ProfilesError(
        .conflict, "segment '\(id)' is used by segment '\(user.id)'", hint: "change or delete that one first")
    }
    try database.execute(sql: "DELETE FROM segment WHERE id = ?", arguments: [id])
    return database.changesCount > 0
  }

  func putObjective(_ objective: Objective) throws {
    try objective.validate()
    try database.execute(
      sql: "INSERT OR REPLACE INTO objective (id, title, needs) VALUES (?, ?, ?)",
      arguments: [objective.id, objective.title, objective.needs.rawValue])
  }

  func deleteObjective(_ id: String) throws -> Bool {
    try database.execute(sql: "DELETE FROM objective WHERE id = ?", arguments: [id])
    return database.changesCount > 0
  }

  func acceptEventType(
    _ type: EventType, from origin: AcceptedEventType.Origin
  ) throws -> EventTypeAcceptance {
    let acceptance = try EventTypeAcceptance(of: type, besides: eventTypes())
    if acceptance != .unchanged {
      try EventTypeRow(AcceptedEventType(type: type, origin: origin, acceptedAt: now)).insert(
        database, onConflict: .replace)
    }
    return acceptance
  }

  func deleteEventType(_ id: String) throws -> Bool {
    guard try !hasEvents(ofType: id) else {
      throw ProfilesError(
        .conflict, "profiles have events of type '\(id)'",
        hint: "it can be deleted when they have expired or are erased")
    }
    if let user = try segments().first(where: { $0.condition.eventTypeReferences.contains(id) }) {
      throw ProfilesError(
        .conflict, "event type '\(id)' is used by segment '\(user.id)'", hint: "change or delete that one first")
    }
    try database.execute(sql: "DELETE FROM event_type WHERE id = ?", arguments: [id])
    return database.changesCount > 0
  }
}
