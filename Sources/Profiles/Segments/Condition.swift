import Records

/// What a profile must be to belong to a segment.
///
///     {"all": [{"property": "email", "exists": true},
///              {"property": "country", "one_of": ["NL", "BE"]},
///              {"not": {"segment": "unsubscribed"}}]}
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

  /// `invalidDefinition` with the path, such as `where.all[1].one_of`, where it is not a condition.
  public init(_ json: JSONValue, path: String = "where") throws { fatalError("skeleton") }

  public var json: JSONValue { fatalError("skeleton") }
}
