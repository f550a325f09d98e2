import Profiles
import Records

/// What becomes of a catalog's items in the store: groups of one type.
final class GroupStage: RecordStage {
  var result: GoalResult
  let rejects: RejectLog
  var versions = RowVersion()
  let work: GoalWork
  private let goal: ImportGroupsGoal
  private let type: String
  private let mapper: RecordMapper
  private let key: GroupKey

  /// Reads definitions. Throws ``ConnectionsError`` and ``ProfilesError``.
  init(
    _ goal: ImportGroupsGoal, _ work: GoalWork, _ rejects: RejectLog, result: GoalResult, _ reader: any ProfileReader
  ) throws {
    self.goal = goal
    self.work = work
    self.result = result
    type = goal.groupType
    let properties = try reader.groupType(of: goal).properties
    mapper = RecordMapper(goal.mappings, try GoalProperties(goal, known: properties))
    key = GroupKey(goal)
    self.rejects = rejects
  }

  func prepare(_ batch: Batch, _ writer: any ProfileWriter) throws {
    key.prepare(batch)
    mapper.prepare(batch)
    let new = mapper.takeNewProperties()
    guard !new.isEmpty else { return }
    // Another connection may have added properties since.
    var type = try writer.groupType(of: goal)
    type.properties.removeAll { property in new.contains { $0.name == property.name } }
    type.properties += new
    try writer.putGroupType(type)
  }

  func identifier(of row: Int) -> String? { key.identifier(of: row) }

  func apply(_ row: Int, of parcel: RecordPipeline.Parcel, _ writer: any ProfileWriter) throws -> Bool {
    guard let id = key.id(of: row) else { return try reject(row, "no_identifier", key.refusal, writer) }
    let isThere = try writer.withGroup(type, id) { try mapper.editor.begin($0.document) }
    if !isThere {
      guard goal.createGroups else {
        result.counters.passedOver += 1
        return false
      }
      mapper.editor.begin()
    }
    let hasSum = mapper.hasSum(row)
    if hasSum { nameVersion(of: row, of: parcel, .catalogItems) { $0.append(contentsOf: id) } }
    let isNew = try hasSum && (!isThere || !wasApplied(writer))
    result.counters.valuesRefused += mapper.apply(row, withSums: isNew)
    mapper.editor.finish()
    if !isThere {
      try writer.insertGroup(type, id, mapper.editor)
      result.counters.created += 1
    } else if try writer.updateGroup(type, id, mapper.editor) {
      result.counters.updated += 1
    } else {
      result.counters.unchanged += 1
    }
    if isNew {
      try versions.withBytes { try writer.markApplied(work.reference, subscriber: $0, stamp: $1, nil) }
    }
    return true
  }

  private func wasApplied(_ reader: any ProfileReader) throws -> Bool {
    try versions.withBytes { try reader.wasApplied(work.reference, subscriber: $0, stamp: $1) }
  }
}

extension ProfileReader {
  /// The type whose groups the goal imports. Throws ``ConnectionsError`` `unknownName`: a misspelt id would otherwise make a
  /// type that nobody joins.
  func groupType(of goal: ImportGroupsGoal) throws -> GroupType {
    let types = try groupTypes()
    guard let type = types.first(where: { $0.id == goal.groupType }) else {
      throw ConnectionsError(
        .unknownName, "there is no group type '\(goal.groupType)'",
        hint: Suggestion.question(for: goal.groupType, among: types.map(\.id))
          ?? "add it with 'millrace group-type add \(goal.groupType) --joined-by PROPERTY'")
    }
    return type
  }
}
