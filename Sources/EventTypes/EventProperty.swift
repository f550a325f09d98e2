import Records

/// One property of an event type, or of an object in it.
public struct EventProperty: Sendable, Codable, Equatable {
  /// `[a-z][a-z0-9_]*`, unique among its neighbours; the name of the value in an event.
  public var key: String
  /// What people read.
  public var name: String
  public var type: EventPropertyType
  /// An event without it is refused; inside an object, one that has the object without it.
  public var isRequired: Bool
  /// An event may have several values, as a list.
  public var isMultiple: Bool
  /// Personal data: previews, logs and reports never show its values.
  public var isSensitive: Bool
  /// What an `object` consists of, one at least; empty for the other types.
  public var properties: [EventProperty]

  private enum CodingKeys: String, CodingKey {
    case key, name, type, properties
    case isRequired = "required"
    case isMultiple = "multiple"
    case isSensitive = "sensitive"
  }

  public init(
    key: String, name: String? = nil, type: EventPropertyType = .text, isRequired: Bool = false,
    isMultiple: Bool = false, isSensitive: Bool = false, properties: [EventProperty] = []
  ) {
    self.key = key
    self.name = name ?? key
    self.type = type
    self.isRequired = isRequired
    self.isMultiple = isMultiple
    self.isSensitive = isSensitive
    self.properties = properties
  }
}

/// What values of a property are.
public enum EventPropertyType: String, Codable, Sendable, CaseIterable {
  case text
  /// A whole number of up to 36 digits.
  case number
  /// A number of up to 36 digits, with a fraction or without.
  case decimal
  /// ISO 8601, `2026-01-31T08:00:00Z`; without a zone it is UTC, without a time midnight.
  case dateTime = "date-time"
  /// Has properties of its own, such as the products of an order.
  case object
}

extension EventPropertyType {
  /// What a value has to be, for messages.
  public var expectation: String {
    switch self {
    case .text: "a text"
    case .number: "a whole number of \(ExactDecimal.digitLimit) digits at most"
    case .decimal: "a number of \(ExactDecimal.digitLimit) digits at most"
    case .dateTime: "a date and time, such as 2026-01-31T08:00:00Z"
    case .object: "an object"
    }
  }
}
