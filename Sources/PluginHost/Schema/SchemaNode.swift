import Records

/// One schema object, parsed.
final class SchemaNode: Sendable {
  enum ValueType: String, Sendable, CaseIterable {
    case null, boolean, integer, number, string, array, object

    func fits(_ value: JSONValue) -> Bool {
      switch (self, value) {
      case (.null, .null), (.boolean, .bool), (.integer, .integer), (.number, .integer), (.number, .number),
        (.string, .string), (.array, .array), (.object, .object):
        true
      case (.integer, .number(let number)): number == number.rounded() && number.magnitude < 1e15
      default: false
      }
    }
  }

  enum Additional: Sendable {
    case anything
    case nothing
    case schema(SchemaNode)
  }

  /// Empty: of any type.
  let types: [ValueType]
  /// `enum` or `const`; nil: any value.
  let allowed: [JSONValue]?
  let minimum: Double?
  let maximum: Double?
  let minLength: Int?
  let maxLength: Int?
  let pattern: String?
  let minItems: Int?
  let maxItems: Int?
  let uniqueItems: Bool
  let items: SchemaNode?
  let properties: [(key: String, schema: SchemaNode)]
  let required: [String]
  let additional: Additional
  let oneOf: [SchemaNode]
  let anyOf: [SchemaNode]
  let defaultValue: JSONValue?
  let marks: Set<TextMark>

  private static let keywords: Set<String> = [
    "type", "enum", "const", "minimum", "maximum", "minLength", "maxLength", "pattern", "minItems", "maxItems",
    "uniqueItems", "items", "properties", "required", "additionalProperties", "oneOf", "anyOf", "default",
    "title", "description", "examples", "format", "$schema", "$comment", "x-millrace-field", "x-millrace-file",
    "x-millrace-secret",
  ]

  /// Throws ``PluginHostError`` with code `description`, which names the place in the schema.
  init(_ json: JSONValue, at pointer: String) throws {
    let reader = KeywordReader(json: json, pointer: pointer)
    guard let members = json.object else { throw reader.fail("an object is expected") }
    for member in members where !Self.keywords.contains(member.key) {
      let hint = Suggestion.clause(for: member.key, among: Self.keywords)
      throw reader.fail("the keyword '\(member.key)' is not supported\(hint)")
    }
    types = try reader.types()
    allowed = try reader.array("enum") ?? json["const"].map { [$0] }
    minimum = try reader.number("minimum")
    maximum = try reader.number("maximum")
    minLength = try reader.count("minLength")
    maxLength = try reader.count("maxLength")
    pattern = try reader.pattern()
    minItems = try reader.count("minItems")
    maxItems = try reader.count("maxItems")
    uniqueItems = try reader.flag("uniqueItems")
    items = try json["items"].map { try SchemaNode($0, at: "\(pointer)/items") }
    properties = try reader.properties()
    required = try reader.words("required")
    additional = try reader.additional()
    oneOf = try reader.schemas("oneOf")
    anyOf = try reader.schemas("anyOf")
    defaultValue = json["default"]
    marks = Set(try TextMark.allCases.filter { try reader.flag($0.rawValue) })
  }
}

/// Reads the keywords of one schema object, strictly.
private struct KeywordReader {
  let json: JSONValue
  let pointer: String

  func fail(_ message: String) -> PluginHostError {
    PluginHostError(
      .description, "the configuration schema is wrong at '\(pointer.isEmpty ? "/" : pointer)': \(message)")
  }

  func types() throws -> [SchemaNode.ValueType] {
    let names: [JSONValue]
    switch json["type"] {
    case nil: return []
    case .string(let name): names = [.string(name)]
    case .array(let several): names = several
    default: throw fail("'type' is a text or a list of texts")
    }
    return try names.map { name in
      guard let type = name.string.flatMap(SchemaNode.ValueType.init(rawValue:)) else {
        throw fail("'type' is one of \(SchemaNode.ValueType.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      return type
    }
  }

  func array(_ key: String) throws -> [JSONValue]? {
    guard let value = json[key] else { return nil }
    guard let array = value.array, !array.isEmpty else { throw fail("'\(key)' is a list with something in it") }
    return array
  }

  func number(_ key: String) throws -> Double? {
    switch json[key] {
    case nil: nil
    case .integer(let value): Double(value)
    case .number(let value): value
    default: throw fail("'\(key)' is a number")
    }
  }

  func count(_ key: String) throws -> Int? {
    guard let value = json[key] else { return nil }
    guard let count = value.integer, count >= 0 else { throw fail("'\(key)' is a whole number from 0") }
    return Int(count)
  }

  func flag(_ key: String) throws -> Bool {
    guard let value = json[key] else { return false }
    guard let flag = value.bool else { throw fail("'\(key)' is true or false") }
    return flag
  }

  func words(_ key: String) throws -> [String] {
    guard let value = json[key] else { return [] }
    guard let words = value.array?.map(\.string), !words.contains(nil) else {
      throw fail("'\(key)' is a list of texts")
    }
    return words.compactMap { $0 }
  }

  func pattern() throws -> String? {
    guard let value = json["pattern"] else { return nil }
    // Compiling goes down into nested brackets without a limit of its own, and the pattern is a stranger's.
    guard let pattern = value.string, pattern.utf8.count <= 500, (try? Regex(pattern)) != nil else {
      throw fail("'pattern' is a regular expression of at most 500 bytes")
    }
    return pattern
  }

  func properties() throws -> [(key: String, schema: SchemaNode)] {
    guard let value = json["properties"] else { return [] }
    guard let members = value.object else { throw fail("'properties' is an object") }
    return try members.map { ($0.key, try SchemaNode($0.value, at: "\(pointer)/properties/\($0.key.pointerPart)")) }
  }

  func additional() throws -> SchemaNode.Additional {
    switch json["additionalProperties"] {
    case nil, .bool(true): .anything
    case .bool(false): .nothing
    case let schema?: .schema(try SchemaNode(schema, at: "\(pointer)/additionalProperties"))
    }
  }

  func schemas(_ key: String) throws -> [SchemaNode] {
    try (array(key) ?? []).enumerated().map { try SchemaNode($1, at: "\(pointer)/\(key)/\($0)") }
  }
}

extension String {
  /// As a part of a JSON pointer.
  var pointerPart: String { replacing("~", with: "~0").replacing("/", with: "~1") }
}
