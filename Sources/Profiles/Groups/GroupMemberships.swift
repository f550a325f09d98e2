/// Finds the groups of one profile after another. One thread at a time.
public final class GroupMemberships {
  private let types: [GroupType]
  private let document: DocumentReader
  /// Index in the document's reader of each type's joining properties.
  private let joining: [[Int]]

  public init(types: [GroupType]) {
    self.types = types
    var names: [String] = []
    joining = types.map { type in
      type.joinedBy.map { name in
        if let known = names.firstIndex(of: name) { return known }
        names.append(name)
        return names.count - 1
      }
    }
    document = DocumentReader(properties: names)
  }

  /// Lends each group that the profile is in, by type and in the order of its values. One that several properties name
  /// comes several times. `corruptDocument` where the profile's document is not what a store writes.
  public func forEachGroup(
    of profile: ProfileRow, in facts: any ProfileFacts, _ body: (GroupType, GroupRow) throws -> Void
  ) throws {
    try document.read(profile.document)
    for (type, properties) in zip(types, joining) {
      for property in properties {
        for id in document.values(property) {
          _ = try id.withBytes { id in try facts.withGroup(type.id, id) { try body(type, $0) } }
        }
      }
    }
  }
}
