import Profiles

extension ConditionDraft.Kind {
  /// What people choose when they add one.
  var label: String {
    switch self {
    case .property: "Property"
    case .event: "Events"
    case .segment: "Segment"
    case .lifecycle: "Lifecycle stage"
    case .consented: "Consented to an objective"
    case .refused: "Refused an objective"
    case .group: "In a group"
    case .viewed: "Viewed an interaction"
    case .permission: "Permission level"
    case .created: "Created"
    case .modified: "Modified"
    case .all: "Group: all of these"
    case .any: "Group: any of these"
    }
  }

  /// What its name is called.
  var nameLabel: String {
    switch self {
    case .property: "Property"
    case .event: "Event type"
    case .segment: "Segment"
    case .lifecycle: "Lifecycle"
    case .consented, .refused: "Objective"
    case .group: "Group type"
    case .viewed: "Interaction"
    case .permission, .created, .modified, .all, .any: ""
    }
  }

  /// What may be asked of a group's own properties.
  static let ofGroups: [Self] = [.property, .created, .modified, .all, .any]
}

extension TestDraft.Kind {
  var label: String {
    switch self {
    case .oneOf: "is one of"
    case .contains: "contains"
    case .startsWith: "starts with"
    case .matches: "matches the pattern"
    case .exists: "has a value"
    case .empty: "has no value"
    case .range: "is in a range"
    case .withinLastDays: "is in the last days"
    }
  }

  static let all = allCases.map { ($0.rawValue, $0.label) }
  /// Of moments that every profile has.
  static let ofMoments = [Self.range, .withinLastDays].map { ($0.rawValue, $0.label) }
}

extension ConditionDraft.GroupTest {
  var label: String {
    switch self {
    case .exists: "any group"
    case .oneOf: "one of these groups"
    case .meets: "a group that is like this"
    }
  }
}

extension PermissionLevel {
  var words: String {
    switch self {
    case .doNotTrack: "Do not track"
    case .anonymous: "Anonymous"
    case .personal: "Personal"
    }
  }

  static let choices = allCases.map { (value: $0.description, label: $0.words) }
}
