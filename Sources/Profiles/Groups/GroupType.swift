/// A kind of group, such as stores or households, and the profile properties by which profiles join groups of it.
///
/// Who is in a group is nowhere kept: a profile is in it as long as one of the joining properties holds the group's id and
/// the group is there, whichever of the two came first.
public struct GroupType: Sendable, Equatable {
  public var id: String
  /// What people call one group, such as `Store`.
  public var name: String
  /// What people call several, such as `Stores`.
  public var pluralName: String
  /// Names of profile properties; a profile joins the groups whose ids they hold. A property may not exist yet.
  public var joinedBy: [String]
  /// What groups of the type have, in the order in which it was defined. Names are the type's own; none is an identifier.
  public var properties: [Property]

  public init(
    id: String, name: String? = nil, pluralName: String? = nil, joinedBy: [String], properties: [Property] = []
  ) {
    self.id = id
    self.name = name ?? id
    self.pluralName = pluralName ?? name ?? id
    self.joinedBy = joinedBy
    self.properties = properties
  }

  /// Throws `invalidDefinition` where the id or a name is malformed, or no property joins.
  public func validate() throws {
    try NameCheck.id(id, of: "group type")
    guard !joinedBy.isEmpty else {
      throw ProfilesError(
        .invalidDefinition, "no property joins profiles to groups of type '\(id)'",
        hint: "name the profile property that holds the groups' ids")
    }
    for name in joinedBy { try Property(name: name).validate() }
    for property in properties { try property.validate() }
  }
}
