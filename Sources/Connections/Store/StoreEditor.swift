import Audit
import EventTypes
import Foundation
import PluginHost
import Profiles
import Records

/// Changes what a store has beside connections, for commands and pages alike: what refers to it is looked at, and the audit log has
/// a line of each change. Where that line cannot be written, nothing changes.
///
/// Any thread. Everything throws ``ProfilesError`` and `AuditError`; ``ConnectionsError`` where connections cannot be read.
public struct StoreEditor: Sendable {
  let library: ConnectionLibrary
  private var store: any ProfileStore { library.store }

  public init(_ library: ConnectionLibrary) { self.library = library }

  private func write<Result>(
    _ action: String, _ facts: KeyValuePairs<String, JSONValue>, _ body: (any ProfileWriter) throws -> Result
  ) throws -> Result {
    try store.write { writer in
      let result = try body(writer)
      try library.audit?.append(action, facts, isDurable: true)
      return result
    }
  }

  // MARK: Segments and lifecycles

  /// Adds or replaces it. An event type that a plugin offers is remembered with its first use.
  public func put(_ segment: Segment) throws {
    let offers = try segment.condition.eventTypeReferences.isEmpty ? [] : library.catalogue.scan()
    try write("segment.put", ["segment": .string(segment.id)]) { writer in
      try writer.acceptEventTypes(of: [segment.condition], offers)
      try writer.putSegment(segment)
    }
  }

  /// `notFound`; `conflict` where a goal, a lifecycle or another segment uses it.
  public func deleteSegment(_ id: String) throws {
    if let user = try uses(ofSegment: id).first {
      throw ProfilesError(
        .conflict, "segment '\(id)' is used by goal '\(user.goal)' of connection '\(user.connection)'",
        hint: "change or delete that goal first")
    }
    try write("segment.delete", ["segment": .string(id)]) { writer in
      guard try writer.deleteSegment(id) else { throw Self.missing("segment", id) }
    }
  }

  /// The goals that export the segment, or tell who is in it.
  public func uses(ofSegment id: String) throws -> [Touchpoint] {
    try library.connections().flatMap { connection in
      connection.goals.filter { $0.uses(segment: id) }.map { Touchpoint(connection: connection.id, goal: $0.name) }
    }
  }

  /// Adds or replaces it; touches of stages that are gone are forgotten.
  public func put(_ lifecycle: Lifecycle) throws {
    let conditions = lifecycle.stages.map(\.condition)
    let offers = try conditions.allSatisfy(\.eventTypeReferences.isEmpty) ? [] : library.catalogue.scan()
    try write("lifecycle.put", ["lifecycle": .string(lifecycle.id)]) { writer in
      try writer.acceptEventTypes(of: conditions, offers)
      try writer.putLifecycle(lifecycle)
    }
  }

  /// `notFound`; `conflict` where a segment or another lifecycle uses it.
  public func deleteLifecycle(_ id: String) throws {
    try write("lifecycle.delete", ["lifecycle": .string(id)]) { writer in
      _ = try writer.lifecycle(id)
      _ = try writer.deleteLifecycle(id)
    }
  }

  // MARK: Privacy

  public func put(_ objective: Objective) throws {
    try write("objective.put", ["objective": .string(objective.id)]) { try $0.putObjective(objective) }
  }

  /// `notFound`; `conflict` where a connection is linked to it.
  public func deleteObjective(_ id: String) throws {
    if let user = try uses(ofObjective: id).first {
      throw ProfilesError(
        .conflict, "connection '\(user.id)' is linked to objective '\(id)'", hint: "change that connection first")
    }
    try write("objective.delete", ["objective": .string(id)]) { writer in
      guard try writer.deleteObjective(id) else { throw Self.missing("objective", id) }
    }
  }

  /// The connections that process only who consented to it.
  public func uses(ofObjective id: String) throws -> [Connection] {
    try library.connections().filter { $0.objectives.contains(id) }
  }

  public func put(_ zone: PrivacyZone) throws {
    try write("zone.put", ["zone": .string(zone.id), "needs": .string(zone.needs.rawValue)]) { try $0.putZone(zone) }
  }

  /// `notFound`; `conflict` where an objective has it.
  public func deleteZone(_ id: String) throws {
    try write("zone.delete", ["zone": .string(id.uppercased())]) { writer in
      guard try writer.deleteZone(id) else { throw Self.missing("zone", id) }
    }
  }

  // MARK: Properties and groups

  public func put(_ property: Property) throws {
    try write("property.put", ["property": .string(property.name)]) { try $0.putProperty(property) }
  }

  /// Adds the type, or changes its names and what joins it; its groups and their properties stay. Answers the joining
  /// properties that there are none of yet.
  public func putGroupType(_ id: String, name: String?, pluralName: String?, joinedBy: [String]) throws -> [String] {
    try write("group_type.put", ["group_type": .string(id)]) { writer in
      let before = try writer.groupTypes().first { $0.id == id }
      try writer.putGroupType(
        GroupType(
          id: id, name: name, pluralName: pluralName, joinedBy: joinedBy, properties: before?.properties ?? []))
      let known = try writer.properties().map(\.name)
      return joinedBy.filter { !known.contains($0) }
    }
  }

  /// Answers how many groups went with it. `notFound`; `conflict` where there are groups and they may not go, or a segment
  /// uses it.
  public func deleteGroupType(_ id: String, withGroups: Bool) throws -> Int {
    try write("group_type.delete", ["group_type": .string(id)]) { writer in
      let count = try writer.groupCount(id)
      guard withGroups || count == 0 else {
        throw ProfilesError(
          .conflict, "there are \(count) groups of type '\(id)'", hint: "delete them with it: --with-groups")
      }
      guard try writer.deleteGroupType(id) else { throw try writer.missingGroupType(id) }
      return count
    }
  }

  // MARK: Event types

  /// All of them, or none.
  public func add(_ offered: [EventTypeImport.Offered]) throws -> [EventTypeImport] {
    let ids = JSONValue.array(offered.map { .string("\($0.type.id) \($0.type.version)") })
    return try write("event_type.import", ["event_types": ids]) { writer in
      let outcomes = try EventTypeImport.consider(offered, writer)
      for outcome in outcomes { try writer.acceptEventType(outcome.offered.type, from: outcome.offered.origin) }
      return outcomes
    }
  }

  /// `notFound`; `conflict` where profiles have events of it, or a segment asks for them.
  public func deleteEventType(_ id: String) throws {
    try write("event_type.delete", ["event_type": .string(id)]) { writer in
      guard try writer.deleteEventType(id) else {
        throw ProfilesError(
          .notFound, "no event type '\(id)' was imported", hint: "'millrace event-type list' shows them")
      }
    }
  }

  // MARK: Profiles

  public func setPermission(_ id: ProfileID, _ level: PermissionLevel) throws {
    let facts: KeyValuePairs<String, JSONValue> = [
      "profile": .string(id.description), "permission_level": .string(level.description),
    ]
    try write("profile.set_permission", facts) { try $0.setPermission(id, level) }
  }

  /// Removes the profile and all that is known of it. `notFound`.
  public func erase(_ id: ProfileID) throws {
    try write("profile.erase", ["profile": .string(id.description)]) { writer in
      guard try writer.erase(id) else { throw Self.missing("profile", id.description) }
    }
  }

  /// Notes that all that is known of the profile is handed out.
  public func noteExport(of id: ProfileID) throws {
    try library.audit?.append("profile.export", ["profile": .string(id.description)], isDurable: true)
  }

  private static func missing(_ kind: String, _ id: String) -> ProfilesError {
    ProfilesError(.notFound, "there is no \(kind) '\(id)'", hint: "'millrace \(kind) list' shows them")
  }
}

extension ConnectionLibrary {
  /// Those that can be read.
  fileprivate func connections() throws -> [Connection] {
    try members().members.compactMap { try? $0.connection() }
  }
}

extension ProfileWriter {
  fileprivate func acceptEventTypes(of conditions: [Condition], _ offers: [PluginCatalogue.Entry]) throws {
    guard !offers.isEmpty else { return }
    let types = EventTypeCatalogue(plugins: offers, accepted: try eventTypes())
    for type in Set(conditions.flatMap(\.eventTypeReferences)) {
      if let entry = types.entries.first(where: { $0.type.id == type }), let origin = entry.newOrigin {
        try acceptEventType(entry.type, from: origin)
      }
    }
  }
}

extension Goal {
  fileprivate func uses(segment: String) -> Bool {
    guard case .exportProfiles(let goal) = self else { return false }
    return goal.segment == segment
      || goal.mappings.contains {
        if case .segments(let chosen?) = $0.source { chosen.contains(segment) } else { false }
      }
  }
}
