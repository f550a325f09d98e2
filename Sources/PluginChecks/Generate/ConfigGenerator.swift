import PluginHost
import Records

/// Configurations from a schema and a seed, each as the schema says.
struct ConfigGenerator {
  private let schema: ConfigSchema
  private var random: SeededGenerator
  /// For texts that name fields.
  private let fields: [String]
  /// For texts that name files.
  private let file: String

  init(_ schema: ConfigSchema, seed: UInt64, fields: [String], file: String) {
    self.file = file
    self.schema = schema
    random = SeededGenerator(seed: seed)
    self.fields = fields
  }

  /// Calls for each that differs from those before, what is required and nothing else first, until it answers false or
  /// that many were tried.
  mutating func each(of count: Int, _ use: (JSONValue) throws -> Bool) rethrows {
    var seen: [JSONValue] = []
    for attempt in 0..<count {
      guard let config = valid(tries: attempt == 0 ? 100 : 20, richness: attempt % 3), !seen.contains(config) else {
        continue
      }
      seen.append(config)
      guard try use(config) else { return }
    }
  }

  private mutating func valid(tries: Int, richness: Int) -> JSONValue? {
    for _ in 0..<tries {
      let (value, violations) = schema.validate(value(schema.json, richness, depth: 0))
      if violations.isEmpty { return value }
    }
    return nil
  }

  /// A value that may be as the schema says; what is said in forms is added to what the whole says.
  private mutating func value(_ schema: JSONValue, _ richness: Int, depth: Int) -> JSONValue {
    if let only = schema["const"] { return only }
    if let allowed = schema["enum"]?.array { return allowed.randomElement(using: &random) ?? .null }
    if depth > 0, let value = schema["default"], Bool.random(using: &random) { return value }
    let forms = schema["oneOf"]?.array ?? schema["anyOf"]?.array
    let form = forms?.randomElement(using: &random)
    let types = schema["type"]?.array?.compactMap(\.string) ?? schema["type"]?.string.map { [$0] } ?? []
    if types.isEmpty, let form, schema["properties"] == nil { return value(form, richness, depth: depth + 1) }
    switch types.randomElement(using: &random) ?? (schema["properties"] == nil ? "string" : "object") {
    case "null": return .null
    case "boolean": return .bool(.random(using: &random))
    case "integer": return .integer(Int64(number(schema)))
    case "number": return .integer(Int64(number(schema)))
    case "array": return .array(elements(schema, richness, depth: depth))
    case "object": return .object(members([schema] + (form.map { [$0] } ?? []), richness, depth: depth))
    default: return .string(text(schema))
    }
  }

  private mutating func members(_ schemas: [JSONValue], _ richness: Int, depth: Int) -> [JSONValue.Member] {
    let required = Set(schemas.flatMap { $0["required"]?.array?.compactMap(\.string) ?? [] })
    var members: [JSONValue.Member] = []
    for schema in schemas {
      for property in schema["properties"]?.object ?? [] where !members.contains(where: { $0.key == property.key }) {
        let wanted = richness > 0 && depth < 6 && Int.random(in: 0..<4, using: &random) < richness
        guard required.contains(property.key) || wanted else { continue }
        // A form may say no more of an option than the whole does, or less.
        let full = schemas.compactMap { $0["properties"]?[property.key] }.max { $0.text.count < $1.text.count }
        members.append(.init(key: property.key, value: value(full ?? property.value, richness, depth: depth + 1)))
      }
    }
    return members
  }

  private mutating func elements(_ schema: JSONValue, _ richness: Int, depth: Int) -> [JSONValue] {
    let least = Int(schema["minItems"]?.integer ?? 0)
    let most = min(Int(schema["maxItems"]?.integer ?? 4), max(least, 4))
    var elements: [JSONValue] = []
    for _ in 0..<Int.random(in: least...max(least, richness == 0 ? least : most), using: &random) {
      let element = value(schema["items"] ?? ["type": "string"], richness, depth: depth + 1)
      if schema["uniqueItems"]?.bool == true, elements.contains(element) { continue }
      elements.append(element)
    }
    return elements
  }

  private mutating func number(_ schema: JSONValue) -> Double {
    func bound(_ key: String) -> Double? {
      switch schema[key] {
      case .integer(let value): Double(value)
      case .number(let value): value
      default: nil
      }
    }
    let least = bound("minimum") ?? min(0, bound("maximum") ?? 0)
    let most = max(least, min(bound("maximum") ?? least + 100, least + 1e9))
    return Double.random(in: least...most, using: &random).rounded(.up)
  }

  private mutating func text(_ schema: JSONValue) -> String {
    if schema["x-millrace-file"]?.bool == true { return file }
    if schema["x-millrace-field"]?.bool == true { return fields.randomElement(using: &random)! }
    let longest = schema["maxLength"]?.integer.map { Int($0) } ?? 1000
    let least = schema["minLength"]?.integer.map { Int($0) } ?? 0
    // What names a field or a column does not always say so.
    let words = schema["examples"]?.array?.compactMap(\.string) ?? (Bool.random(using: &random) ? fields : Self.words)
    let text = String((words.randomElement(using: &random) ?? "a").unicodeScalars.prefix(longest))
    return text + String(repeating: "a", count: max(0, least - text.unicodeScalars.count))
  }

  /// One of them fits most patterns that options have.
  private static let words = [
    "a", "value", "NL", "nl", "en", "some_field", "some-name", "2024-01-31", "2024-01-31T12:00:00Z", "yyyy-MM-dd",
    "%Y-%m-%d",
    "%d.%m.%Y", "UTC", "Europe/Amsterdam", ",", "; ", "1", "12.5", "^[a-z]+$", "https://example.com/", "a@example.com",
    "+31",
    "#a0b1c2", "0123456789abcdef0123456789abcdef", "example.com", "*", "a*",
  ]
}
