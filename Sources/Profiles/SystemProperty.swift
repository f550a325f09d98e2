/// What the store knows of a profile besides its document: usable in segments and in export mappings, and not to be written,
/// except for the permission level.
public enum SystemProperty: String, Sendable, CaseIterable {
  case profileID = "profile_id"
  case created = "profile_created"
  case modified = "profile_modified"
  case permission = "permission_level"

  /// What imports and exports call the interactions that a profile has seen. They are kept beside its document, and
  /// segments ask for them with `viewed`.
  public static let viewedInteractions = "viewed_interactions"

  public var type: Property.ValueType {
    switch self {
    case .profileID: .number
    case .created, .modified: .dateTime
    case .permission: .text
    }
  }

  /// The value as text: the decimal id, ISO 8601 in UTC, or the permission level's name.
  public func text(of profile: ProfileRow) -> String {
    switch self {
    case .profileID: profile.id.description
    case .created: profile.created.description
    case .modified: profile.modified.description
    case .permission: profile.permission.description
    }
  }
}
