import Foundation
import Profiles
import Records

/// What the store knows of one profile, read at one moment.
struct ProfileFactsRead {
  let id: ProfileID
  /// The value of its first identifier.
  let name: String
  let created: Timestamp
  let modified: Timestamp
  let permission: PermissionLevel
  let definitions: [Property]
  /// In the order of the document.
  let properties: [(name: String, values: [String])]
  let segments: [Segment]
  let groups: [(type: GroupType, id: String)]
  let stages: [(Lifecycle, ProfileStages.Stage)]
  /// What was said of each objective, nil nothing, and whether the profile may be used for it.
  let consents: [(Objective, said: Bool?, isAllowed: Bool)]
  let zone: String?
  let interactions: [(name: String, first: Timestamp, last: Timestamp, count: Int)]
  let trace: ProfileTrace
  /// Those that went on when the profile last changed.
  let runs: [Run]

  /// Nil where there is no such profile.
  init?(_ id: ProfileID, _ reader: any ProfileReader) throws {
    let definitions = try reader.properties()
    let (lifecycles, objectives, zones) = (try reader.lifecycles(), try reader.objectives(), try reader.zones())
    var read: (json: JSONValue, created: Timestamp, modified: Timestamp, permission: PermissionLevel)?
    var segments: [Segment] = []
    var groups: [(type: GroupType, id: String)] = []
    var stages: [ProfileStages.Stage] = []
    var allowed: [Bool] = []
    _ = try reader.withProfile(id) { row in
      read = (try row.json(), row.created, row.modified, row.permission)
      segments = try reader.segments().filter { try reader.predicate($0.condition).matches(row, in: reader) }
      try GroupMemberships(types: reader.groupTypes()).forEachGroup(of: row, in: reader) { type, group in
        if !groups.contains(where: { $0 == (type, group.idText) }) { groups.append((type, group.idText)) }
      }
      stages = try ProfileStages(of: row, in: reader).stages
      allowed = try objectives.map { try ConsentCheck(objectives: [$0], zones: zones).allows(document: row.document) }
    }
    guard let read else { return nil }
    self.id = id
    self.definitions = definitions
    let properties = (read.json["properties"]?.object ?? []).map { member in
      (name: member.key, values: (member.value.array ?? []).map { $0.string ?? $0.text })
    }
    self.properties = properties
    func values(_ name: String) -> [String] { properties.first { $0.name == name }?.values ?? [] }
    name = definitions.naming.lazy.compactMap { values($0.name).first }.first ?? "Profile \(id)"
    (created, modified, permission) = (read.created, read.modified, read.permission)
    self.segments = segments
    self.groups = groups
    self.stages = stages.compactMap { stage in
      lifecycles.first { $0.id == stage.reference.lifecycle }.map { ($0, stage) }
    }
    let (consented, refused) = (values(Objective.consentedProperty), values(Objective.refusedProperty))
    consents = zip(objectives, allowed).map { objective, isAllowed in
      (objective, refused.contains(objective.id) ? false : consented.contains(objective.id) ? true : nil, isAllowed)
    }
    zone = values(PrivacyZone.property).first
    var interactions: [(name: String, first: Timestamp, last: Timestamp, count: Int)] = []
    try reader.viewedInteractions(of: id) { view in
      interactions.append((view.nameText ?? view.idText, view.first, view.last, Int(view.count)))
    }
    self.interactions = interactions
    trace = try reader.trace(of: id)
    runs = try reader.runs(at: read.modified)
  }
}

extension [Property] {
  /// The identifiers, e-mail addresses before others: what people know each other by.
  var naming: [Property] {
    filter { $0.isIdentifier && $0.type == .email } + filter { $0.isIdentifier && $0.type != .email }
  }
}
