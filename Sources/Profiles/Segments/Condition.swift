/// What a profile must be to belong to a segment.
///
///     {"all": [{"property": "email", "exists": true},
///              {"property": "country", "one_of": ["NL", "BE"]},
///              {"not": {"segment": "unsubscribed"}}]}
///
/// Tests of a property: `is` (or `equals`), `one_of`, `contains`, `starts_with`, `matches`, `exists`, `empty`, `within_last_days`, and
/// the bounds `greater_than`, `at_least` (or `after`), `less_than` (or `before`), `at_most`, `between`, of which one on each side can be
/// combined. Besides: `{"permission": "personal"}`, `{"consented": "news"}`, `{"refused": "news"}`,
/// `{"created": {"after": "2026-01-01"}}`, `{"modified": {"within_last_days": 7}}`.
public indirect enum Condition: Sendable, Equatable {
  case all([Condition])
  case any([Condition])
  case not(Condition)
  /// At least one of the property's values passes. The property is a profile's or a system property.
  case property(String, Test)
  case consented(objective: String)
  case refused(objective: String)
  case segment(String)

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
    case .property, .consented, .refused: []
    }
  }
}
