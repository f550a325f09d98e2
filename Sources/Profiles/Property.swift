/// A profile property's definition. Its values in a profile are a list of unique values of the one type.
public struct Property: Sendable, Equatable, Codable {
  /// What the values are, and how they are written in a profile's document.
  public enum ValueType: String, Sendable, Codable, CaseIterable {
    /// A JSON string.
    case text
    /// A JSON string: an e-mail address, trimmed, as it was written otherwise.
    case email
    /// A JSON number in its shortest exact decimal spelling; `decimal` and `currency` alike.
    case number, decimal, currency
    /// A JSON string: ISO 8601 in UTC, `2026-01-31T08:00:00Z`, with the fraction it came with.
    case dateTime = "date_time"

    public var isNumeric: Bool { self == .number || self == .decimal || self == .currency }
  }

  /// Letters, digits, `-`, `_` and `.`, at most 200 bytes. Does not change once stored.
  public var name: String
  public var type: ValueType
  /// Whether profiles can be found by it.
  public var isIdentifier: Bool
  public var title: String?

  public init(name: String, type: ValueType = .text, isIdentifier: Bool = false, title: String? = nil) {
    self.name = name
    self.type = type
    self.isIdentifier = isIdentifier
    self.title = title
  }

  /// Throws `invalidDefinition` where the name cannot be a property's: malformed, or a system property's.
  public func validate() throws {
    try NameCheck.id(name, of: "property")
    guard SystemProperty(rawValue: name) == nil, name != SystemProperty.viewedInteractions else {
      throw ProfilesError(
        .invalidDefinition, "'\(name)' is a system property and cannot be defined", hint: "choose another name")
    }
  }
}
