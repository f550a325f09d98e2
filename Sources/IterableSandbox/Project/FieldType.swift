/// A data type of Iterable. A list has the type of its elements.
enum FieldType: String, Sendable {
  case string, date, long, double, boolean, object
  case geoLocation = "geo_location"

  /// The type that a value gives to a field that it is the first value of; `nil` for null and for an empty list.
  init?(of value: JSON, field: String) {
    switch value {
    case .null: return nil
    case .bool: self = .boolean
    case .number(let spelling): self = spelling.utf8.allSatisfy { $0 == 0x2D || $0 >= 0x30 } ? .long : .double
    case .string(let text): self = ProjectDate.isDate(text) ? .date : .string
    case .array(let values):
      guard let first = values.lazy.compactMap({ FieldType(of: $0, field: field) }).first else { return nil }
      self = first
    case .object: self = field.hasSuffix("_geo_location") ? .geoLocation : .object
    }
  }

  /// Whether a field of this type takes a value of another: texts take dates, doubles take longs.
  func accepts(_ other: FieldType) -> Bool {
    self == other || (self == .string && other == .date) || (self == .double && other == .long)
  }

  /// The words of a refusal for a value of this type.
  var incomingTypes: [String] {
    switch self {
    case .string: ["string", "keyword"]
    case .date: ["date", "string", "keyword"]
    default: [rawValue]
    }
  }
}
