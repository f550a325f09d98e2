import Profiles
import Records

/// A property that an import would write though something else filled it before: two sources may be meant, or a prefix is
/// missing. From the goal's first run on it is not told any more.
struct ExistingProperty {
  var goal: String
  var mapping: Mapping

  static let hint = "what is there will be changed; set 'prefix', or name another property, if that is not meant"

  var message: String {
    "existing property '\(mapping.property)': it has values that no run of this connection brought"
  }

  /// In the order of the goals and mappings. Goes through profiles until each property that is asked for has a value.
  static func find(in connection: Connection, _ reader: any ProfileReader) throws -> [ExistingProperty] {
    let written = try Set(
      connection.goals.flatMap { goal in
        try reader.goal(connection: connection.id, name: goal.name)
          .flatMap { try reader.goalCheckpoint($0).written } ?? []
      })
    var found: [ExistingProperty] = []
    let groupTypes = try reader.groupTypes()
    for case .importGroups(let goal) in connection.goals {
      let known = groupTypes.first { $0.id == goal.groupType }?.properties.map(\.name) ?? []
      found += goal.mappings.filter { known.contains($0.property) && !written.contains($0.property) }
        .map { ExistingProperty(goal: goal.name, mapping: $0) }
    }
    var candidates: [ExistingProperty] = []
    let known = try Set(reader.properties().map(\.name)).subtracting(written)
    for case .importProfiles(let goal) in connection.goals {
      let linked = Set(goal.link.map(\.property))
      candidates += goal.mappings.filter { known.contains($0.property) && !linked.contains($0.property) }
        .map { ExistingProperty(goal: goal.name, mapping: $0) }
    }
    let filled = try reader.propertiesWithValues(among: Set(candidates.map(\.mapping.property)).sorted())
    return found + candidates.filter { filled.contains($0.mapping.property) }
  }
}

extension Connection {
  /// The properties of a goal's mappings that something else filled before.
  public func existingProperties(of goal: String, _ reader: any ProfileReader) throws -> Set<String> {
    Set(try ExistingProperty.find(in: self, reader).filter { $0.goal == goal }.map(\.mapping.property))
  }
}

extension ConnectionFile {
  /// Warnings for mappings to properties that something else filled, each at its place. Empty where the file has errors.
  public func existingProperties(_ reader: any ProfileReader) throws -> [Diagnostic] {
    guard let connection else { return [] }
    return try ExistingProperty.find(in: connection, reader).map {
      Diagnostic(
        file: name, position: $0.mapping.position, severity: .warning, message: $0.message, hint: ExistingProperty.hint)
    }
  }
}

private struct Enough: Error {}

extension ProfileReader {
  /// Which of the properties at least one profile has a value of.
  fileprivate func propertiesWithValues(among names: [String]) throws -> Set<String> {
    var open = Array(names.indices)
    guard !open.isEmpty else { return [] }
    let document = DocumentReader(properties: names)
    do {
      _ = try profiles(after: .first, limit: .max) { profile in
        try document.read(profile.document)
        open.removeAll { !document.values($0).isEmpty }
        if open.isEmpty { throw Enough() }
      }
    } catch is Enough {}
    return Set(names).subtracting(open.map { names[$0] })
  }
}
