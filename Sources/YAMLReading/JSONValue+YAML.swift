import Records

extension JSONValue {
  /// As YAML on one line: `{ field: points, strategy: sum }`.
  public var yaml: String {
    switch self {
    case .string(let text): ScalarText.text(text)
    case .array(let elements): "[" + elements.map(\.yaml).joined(separator: ", ") + "]"
    case .object([]): "{}"
    case .object(let members):
      "{ " + members.map { "\(ScalarText.text($0.key)): \($0.value.yaml)" }.joined(separator: ", ") + " }"
    case .null, .bool, .integer, .number: text
    }
  }
}
