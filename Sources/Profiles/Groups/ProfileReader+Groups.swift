import Records

extension ProfileReader {
  public func missingGroupType(_ id: String) throws -> ProfilesError {
    ProfilesError(
      .notFound, "there is no group type '\(id)'",
      hint: Suggestion.question(for: id, among: try groupTypes().map(\.id))
        ?? "'millrace group-type list' shows them")
  }

  /// Throws ``ProfilesError`` `notFound`.
  public func requireGroupType(_ id: String) throws -> GroupType {
    guard let type = try groupTypes().first(where: { $0.id == id }) else { throw try missingGroupType(id) }
    return type
  }
}

extension [GroupType] {
  /// The ids of the group types that profiles join by the property.
  public func joined(by property: Property) -> [String] {
    filter { $0.joinedBy.contains(property.name) }.map(\.id)
  }
}
