import Records

/// A processor's configuration schema: a subset of JSON Schema 2020-12.
public struct ConfigSchema: Sendable {
  /// The schema as JSON, for a form to be drawn from.
  public let json: JSONValue

  /// Throws ``PluginHostError`` with code `description` where the text is not a schema of the subset.
  public init(_ text: String) throws {
    json = try JSONValue(parsing: text)
  }

  /// Checks a configuration and fills defaults in. The value is usable where there are no violations.
  public func validate(_ value: JSONValue) -> (value: JSONValue, violations: [ConfigViolation]) {
    fatalError("not yet")
  }
}

/// One thing that is wrong in a configuration.
public struct ConfigViolation: Sendable, Equatable, CustomStringConvertible {
  /// JSON pointer to the value; empty for the whole configuration.
  public let pointer: String
  /// What was expected, with a suggestion where a key is unknown.
  public let message: String

  public var description: String { pointer.isEmpty ? message : "\(pointer): \(message)" }
}
