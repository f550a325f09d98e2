import EventTypes
import GRDB
import Profiles
import Records

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
      eventTypes: eventTypes().map(\.type), lifecycles: lifecycles(), now: now)
    try database.execute(
      sql: "INSERT OR REPLACE INTO segment (id, name, condition) VALUES (?, ?, ?)",
      arguments: [segment.id, segment.name, segment.condition.json.text])
  }

  func deleteSegment(_ id: String) throws -> Bool {
    if let user = try segments().first(where: { $0.id != id && $0.condition.segmentReferences.contains(id) }) {
      throw ProfilesError(
        .conflict, "segment '\(id)' is used by segment '\(user.id)'", hint: "change or delete that one first")
    }
    if let user = try lifecycles().first(where: { $0.stages.contains { $0.condition.segmentReferences.contains(id) } })
    {
      throw ProfilesError(
        .conflict, "segment '\(id)' is used by lifecycle '\(user.id)'", hint: "change or delete that one first")
    }
    try database.execute(sql: "DELETE FROM segment WHERE id = ?", arguments: [id])
    return database.changesCount > 0
  }

  func putLifecycle(_ lifecycle: Lifecycle) throws {
    try checkLifecycle(lifecycle, now: now)
    try database.execute(
      sql: "INSERT OR REPLACE INTO lifecycle (id, definition) VALUES (?, ?)",
      arguments: [lifecycle.id, lifecycle.json.text])
    let stages = JSONValue.array(lifecycle.stages.map { .string($0.id) }).text
    try database.execute(
      sql: "DELETE FROM touch WHERE lifecycle = ? AND stage NOT IN (SELECT value FROM json_each(?))",
      arguments: [lifecycle.id, stages])
  }

  func deleteLifecycle(_ id: String) throws -> Bool {
    if let user = try segments().first(where: { $0.condition.lifecycleReferences.contains(id) }) {
      throw ProfilesError(
        .conflict, "lifecycle '\(id)' is used by segment '\(user.id)'", hint: "change or delete that one first")
    }
    let user = try lifecycles().first { other in
      other.id != id && other.stages.contains { $0.condition.lifecycleReferences.contains(id) }
    }
    if let user {
      throw ProfilesError(
        .conflict, "lifecycle '\(id)' is used by lifecycle '\(user.id)'", hint: "change or delete that one first")
    }
    try database.execute(sql: "DELETE FROM touch WHERE lifecycle = ?", arguments: [id])
    try database.execute(sql: "DELETE FROM lifecycle WHERE id = ?", arguments: [id])
    return database.changesCount > 0
  }

  func putObjective(_ objective: Objective) throws {
    try objective.validate()
    let known = try zones().map(\.id)
    if let unknown = objective.zones.first(where: { !known.contains($0) }) {
      throw ProfilesError(
        .notFound, "there is no zone '\(unknown)'",
        hint: Suggestion.question(for: unknown, among: known) ?? "'millrace zone set' makes one")
    }
    try database.execute(
      sql: "INSERT OR REPLACE INTO objective (id, title, needs, zones) VALUES (?, ?, ?, ?)",
      arguments: [
        objective.id, objective.title, objective.needs.rawValue,
        JSONValue.array(objective.zones.map(JSONValue.string)).text,
      ])
  }

  func putZone(_ zone: PrivacyZone) throws {
    try zone.validate()
    try database.execute(
      sql: "INSERT OR REPLACE INTO zone (id, needs) VALUES (?, ?)", arguments: [zone.id, zone.needs.rawValue])
  }

  func deleteZone(_ id: String) throws -> Bool {
    let id = id.uppercased()
    if let user = try objectives().first(where: { $0.zones.contains(id) }) {
      throw ProfilesError(
        .conflict, "zone '\(id)' is one of objective '\(user.id)'", hint: "change that one first")
    }
    try database.execute(sql: "DELETE FROM zone WHERE id = ?", arguments: [id])
    return database.changesCount > 0
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
    let user = try lifecycles().first { $0.stages.contains { $0.condition.eventTypeReferences.contains(id) } }
    if let user {
      throw ProfilesError(
        .conflict, "event type '\(id)' is used by lifecycle '\(user.id)'", hint: "change or delete that one first")
    }
    try database.execute(sql: "DELETE FROM event_type WHERE id = ?", arguments: [id])
    return database.changesCount > 0
  }
}
