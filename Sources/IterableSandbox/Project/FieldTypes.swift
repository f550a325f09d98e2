/// The types of the fields of one category (`user`, or one event name), fixed by the first value for good.
/// Names are case-sensitive; parts of objects are dotted.
struct FieldTypes: Sendable {
  struct Mismatch: Error {
    let field: String
    let expected: FieldType
    let incoming: FieldType
    let value: JSON
  }

  private(set) var types: [String: FieldType]

  init(_ types: [String: FieldType] = [:]) { self.types = types }

  func knows(_ field: String) -> Bool { types[field] != nil }

  /// Checks the fields against what is known and learns what is new.
  mutating func learn(_ fields: JSONObject, under prefix: String = "") throws(Mismatch) {
    for (key, value) in fields.members { try learn(value, prefix + key) }
  }

  private mutating func learn(_ value: JSON, _ field: String) throws(Mismatch) {
    if case .array(let values) = value {
      for value in values { try learn(value, field) }
      return
    }
    guard let incoming = FieldType(of: value, field: field) else { return }
    if let expected = types[field] {
      guard expected.accepts(incoming) else {
        throw Mismatch(field: field, expected: expected, incoming: incoming, value: value)
      }
    } else {
      types[field] = incoming
    }
    if incoming == .object, case .object(let parts) = value { try learn(parts, under: field + ".") }
  }
}
