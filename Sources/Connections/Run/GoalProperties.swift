import Profiles
import Records

/// The properties that an import goal writes, by the index that its editor knows them by.
struct GoalProperties {
  /// Identifiers of the goal's pairs first, in their order; then what its mappings write.
  private(set) var all: [Property] = []
  /// Index in `all` of each mapping's property; nil as long as a new property's type is not known.
  private(set) var ofMapping: [Int?] = []
  /// Properties that the store does not have yet.
  private(set) var new: [Property] = []

  private let goal: ImportProfilesGoal

  /// Throws ``ConnectionsError`` where a pair's property is no identifier, ``ProfilesError`` where a name cannot be one.
  init(_ goal: ImportProfilesGoal, known: [Property]) throws {
    self.goal = goal
    let byName = Dictionary(known.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for pair in goal.link {
      let property =
        byName[pair.property]
        ?? Property(name: pair.property, type: pair.property == "email" ? .email : .text, isIdentifier: true)
      guard property.isIdentifier else {
        throw ConnectionsError(
          .unknownName, "property '\(pair.property)' of goal '\(goal.name)' is no identifier, so it cannot link",
          hint: "make it one with 'millrace property', or link by another property")
      }
      if byName[pair.property] == nil { try add(property) }
      all.append(property)
    }
    for mapping in goal.mappings {
      if let index = all.firstIndex(where: { $0.name == mapping.property }) {
        ofMapping.append(index)
      } else if let property = byName[mapping.property] {
        ofMapping.append(all.count)
        all.append(property)
      } else if let type = mapping.type ?? (mapping.strategy == .sum ? .number : nil) {
        ofMapping.append(all.count)
        let property = Property(name: mapping.property, type: type)
        try add(property)
        all.append(property)
      } else {
        try Property(name: mapping.property).validate()
        ofMapping.append(nil)
      }
    }
  }

  private mutating func add(_ property: Property) throws {
    try property.validate()
    new.append(property)
  }

  /// Decides the types of new properties that the batch has values for; whether it decided any.
  mutating func decideTypes(from batch: Batch) -> Bool {
    var decided = false
    for (index, mapping) in goal.mappings.enumerated() where ofMapping[index] == nil {
      if let same = all.firstIndex(where: { $0.name == mapping.property }) {
        ofMapping[index] = same
      } else if let column = batch.column(named: mapping.field),
        let type = PropertyTypeGuess.type(of: batch.cells(column), in: batch)
      {
        let property = Property(name: mapping.property, type: type)
        new.append(property)
        ofMapping[index] = all.count
        all.append(property)
        decided = true
      }
    }
    return decided
  }

  /// Defines what the store does not have yet.
  mutating func define(in writer: any ProfileWriter) throws {
    for property in new { try writer.putProperty(property) }
    new = []
  }
}
