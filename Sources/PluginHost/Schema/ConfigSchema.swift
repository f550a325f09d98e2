import Records

/// A processor's configuration schema: a subset of JSON Schema 2020-12.
///
/// The subset is `type`, `properties`, `required`, `additionalProperties`, `items`, `enum`, `const`, `minimum`,
/// `maximum`, `minLength`, `maxLength`, `pattern`, `minItems`, `maxItems`, `uniqueItems`, `oneOf`, `anyOf`, the
/// annotations `default`, `title`, `description`, `examples`, `format`, `$schema` and `$comment`, and Millrace's own
/// `x-millrace-field` (the text names a field), `x-millrace-file` (it names a file that the processor reads) and
/// `x-millrace-secret` (never shown).
public struct ConfigSchema: Sendable {
  /// The schema as JSON, for a form to be drawn from.
  public let json: JSONValue
  private let root: SchemaNode

  /// Throws ``PluginHostError`` with code `description` where the text is not a schema of the subset.
  public init(_ text: String) throws {
    do {
      json = try JSONValue(parsing: text)
    } catch let error as JSONSyntaxError {
      throw PluginHostError(.description, "the configuration schema is \(error)")
    }
    root = try SchemaNode(json, at: "")
  }

  /// Checks a configuration and fills defaults in. The value is usable where there are no violations.
  public func validate(_ value: JSONValue) -> (value: JSONValue, violations: [ConfigViolation]) {
    var violations: [ConfigViolation] = []
    let filled = root.validate(value, at: "", &violations)
    return (filled, violations)
  }

  /// Where the texts stand that carry the mark, as JSON pointers.
  public func pointers(of mark: TextMark, in value: JSONValue) -> Set<String> {
    var pointers: Set<String> = []
    root.collect(mark, in: value, at: "", into: &pointers)
    return pointers
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
