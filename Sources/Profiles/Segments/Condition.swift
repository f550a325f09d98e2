/// What a profile must be to belong to a segment.
///
///     {"all": [{"property": "email", "exists": true},
///              {"property": "country", "one_of": ["NL", "BE"]},
///              {"not": {"segment": "unsubscribed"}}]}
///
/// Tests of a property: `is` (or `equals`), `one_of`, `contains`, `starts_with`, `matches`, `exists`, `empty`, `within_last_days`, and
/// the bounds `greater_than`, `at_least` (or `after`), `less_than` (or `before`), `at_most`, `between`, of which one on each side can be
/// combined. Besides: `{"permission": "personal"}`, `{"consented": "news"}`, `{"refused": "news"}`,
/// `{"created": {"after": "2026-01-01"}}`, `{"modified": {"within_last_days": 7}}`,
/// `{"lifecycle": "customer", "stage": "loyal"}` (or `"one_of": ["new", "none"]`),
/// `{"viewed": "summer-banner", "within_last_days": 30}`; of groups `{"group": "store"}`,
/// `{"group": "store", "is": "AMS"}` (or `one_of`), `{"group": "store", "where": {"property": "city", "is": "Amsterdam"}}`;
/// and of events, see ``EventCondition``.
public indirect enum Condition: Sendable, Equatable {
  case all([Condition])
  case any([Condition])
  case not(Condition)
  /// At least one of the property's values passes. The property is a profile's or a system property.
  case property(String, Test)
  case consented(objective: String)
  case refused(objective: String)
  case segment(String)
  /// The profile is in a group of the type that passes.
  case group(String, GroupTest)
  /// In one of the stages, of which ``Lifecycle/noStage`` is none.
  case lifecycle(String, stages: [String])
  /// Has seen the interaction; ever, or in the last so many days.
  case viewed(interaction: String, withinLastDays: Int?)
  /// Enough events of a kind on the timeline.
  case event(EventCondition)

  public enum Test: Sendable, Equatable {
    case exists, empty
    /// Numbers compare as numbers, dates as moments, e-mail addresses without regard to case, text exactly.
    case oneOf([String])
    case contains(String)
    case startsWith(String)
    /// An ICU regular expression, found anywhere in the value.
    case matches(String)
    /// Numbers or dates, according to the property; nil: no bound on that side.
    case range(from: Bound?, to: Bound?)
    case withinLastDays(Int)
  }

  public enum GroupTest: Sendable, Equatable {
    case exists
    /// The group's id is one of these.
    case oneOf([String])
    /// Over the group's own properties, and when it was created or modified.
    case meets(Condition)
  }

  public struct Bound: Sendable, Equatable {
    public var value: String
    public var isIncluded: Bool

    public init(_ value: String, isIncluded: Bool) {
      self.value = value
      self.isIncluded = isIncluded
    }
  }

  /// The segments that it refers to itself.
  public var segmentReferences: Set<String> {
    switch self {
    case .all(let conditions), .any(let conditions): conditions.reduce(into: []) { $0.formUnion($1.segmentReferences) }
    case .not(let condition): condition.segmentReferences
    case .segment(let id): [id]
    case .property, .consented, .refused, .lifecycle, .viewed, .group, .event: []
    }
  }

  /// The lifecycles that it refers to itself.
  public var lifecycleReferences: Set<String> {
    switch self {
    case .all(let conditions), .any(let conditions):
      conditions.reduce(into: []) { $0.formUnion($1.lifecycleReferences) }
    case .not(let condition): condition.lifecycleReferences
    case .lifecycle(let id, _): [id]
    case .property, .consented, .refused, .segment, .viewed, .group, .event: []
    }
  }

  /// Whether it asks for groups of the type itself.
  public func asks(forGroupsOf type: String) -> Bool {
    switch self {
    case .all(let conditions), .any(let conditions): conditions.contains { $0.asks(forGroupsOf: type) }
    case .not(let condition): condition.asks(forGroupsOf: type)
    case .group(let id, _): id == type
    case .property, .consented, .refused, .segment, .lifecycle, .viewed, .event: false
    }
  }

  /// The event types that it refers to itself.
  public var eventTypeReferences: Set<String> {
    switch self {
    case .all(let conditions), .any(let conditions):
      conditions.reduce(into: []) { $0.formUnion($1.eventTypeReferences) }
    case .not(let condition): condition.eventTypeReferences
    case .event(let event): [event.type]
    case .property, .consented, .refused, .segment, .lifecycle, .viewed, .group: []
    }
  }
}
