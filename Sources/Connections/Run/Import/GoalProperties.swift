import Profiles
import Records

/// The properties of profiles, or of groups, that an import goal writes, by the index that its editor knows them by.
///
/// Their order is that of the goal's pairs and mappings, whichever of them existed before, so that the documents which an
/// interrupted run writes are those of an undisturbed one.
struct GoalProperties {
  /// Identifiers of the goal's pairs first, in their order; then what its mappings write.
  private(set) var all: [Property] = []
  /// Index in `all` of each mapping's property; nil as long as a new property's type is not known, and where the mapping
  /// fills something else.
  private(set) var ofMapping: [Int?] = []
  /// Properties that the store does not have yet.
  private(set) var new: [Property] = []

  private let link: [LinkPair]
  private let mappings: [Mapping]
  private var known: [String: Property]

  /// Throws ``ConnectionsError`` where a pair's property is no identifier, ``ProfilesError`` where a name cannot be one.
  init(_ goal: ImportProfilesGoal, known: [Property]) throws {
    try self.init(link: goal.link, goal.mappings, of: goal.name, known: known)
  }

  /// As the other, for a goal that links nothing. Throws ``ProfilesError`` where a name cannot be a property's.
  init(_ goal: ImportGroupsGoal, known: [Property]) throws {
    try self.init(link: [], goal.mappings, of: goal.name, known: known)
  }

  private init(link: [LinkPair], _ mappings: [Mapping], of goal: String, known: [Property]) throws {
    self.link = link
    self.mappings = mappings
    self.known = Dictionary(known.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for pair in link {
      let name = pair.property
      let property =
        self.known[name] ?? Property(name: name, type: name == "email" ? .email : .text, isIdentifier: true)
      guard property.isIdentifier else {
        throw ConnectionsError(
          .unknownName, "property '\(name)' of goal '\(goal)' is no identifier, so it cannot link",
          hint: "make it one with 'millrace property', or link by another property")
      }
      try add(property)
    }
    for mapping in mappings where mapping.systemTarget == nil {
      if let type = mapping.type ?? (mapping.strategy == .sum ? .number : nil) {
        try add(Property(name: mapping.property, type: type))
      } else if self.known[mapping.property] == nil {
        try Property(name: mapping.property).validate()
      }
    }
    arrange()
  }

  private mutating func add(_ property: Property) throws {
    guard known[property.name] == nil else { return }
    try property.validate()
    known[property.name] = property
    new.append(property)
  }

  private mutating func arrange() {
    all = link.map { known[$0.property]! }
    ofMapping = mappings.map { mapping in
      if let index = all.firstIndex(where: { $0.name == mapping.property }) { return index }
      guard let property = known[mapping.property] else { return nil }
      all.append(property)
      return all.count - 1
    }
    // Who refuses an objective has not consented to it any more, and the other way round.
    let consents = [Objective.consentedProperty, Objective.refusedProperty]
    for name in consents where all.contains(where: { consents.contains($0.name) && $0.name != name }) {
      if let property = known[name], !all.contains(where: { $0.name == name }) { all.append(property) }
    }
  }

  /// Decides the types of new properties that the batch has values for; whether it decided any.
  mutating func decideTypes(from batch: Batch) -> Bool {
    var decided = false
    for (index, mapping) in mappings.enumerated()
    where ofMapping[index] == nil && known[mapping.property] == nil && mapping.systemTarget == nil {
      guard let column = batch.column(named: mapping.field),
        let type = PropertyTypeGuess.type(of: batch.cells(column), in: batch)
      else { continue }
      let property = Property(name: mapping.property, type: type)
      known[property.name] = property
      new.append(property)
      decided = true
    }
    if decided { arrange() }
    return decided
  }

  /// What the store does not have yet, for whoever defines it there now.
  mutating func takeNew() -> [Property] {
    defer { new = [] }
    return new
  }
}
