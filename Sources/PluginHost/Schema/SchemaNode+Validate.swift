import Records

extension SchemaNode {
  /// Appends what is wrong with the value; returns it with defaults filled in.
  func validate(_ value: JSONValue, at pointer: String, _ violations: inout [ConfigViolation]) -> JSONValue {
    let before = violations.count
    func violation(_ message: String) { violations.append(ConfigViolation(pointer: pointer, message: message)) }

    guard types.isEmpty || types.contains(where: { $0.fits(value) }) else {
      violation("expected \(types.map(\.withArticle).joined(separator: " or ")), found \(value.kindInWords)")
      return value
    }
    if let allowed, !allowed.contains(value) {
      let hint = value.string.map { Suggestion.clause(for: $0, among: allowed.compactMap(\.string)) } ?? ""
      violation("expected \(allowed.count == 1 ? "" : "one of ")\(allowed.map(\.text).joined(separator: ", "))\(hint)")
    }

    var filled = value
    switch value {
    case .integer(let number): checkNumber(Double(number), violation)
    case .number(let number): checkNumber(number, violation)
    case .string(let text): checkText(text, violation)
    case .array(let elements):
      checkCount(elements, violation)
      if let items {
        let checked = elements.enumerated().map { items.validate($1, at: "\(pointer)/\($0)", &violations) }
        filled = .array(checked)
      }
    case .object(let members): filled = .object(checkMembers(members, at: pointer, &violations))
    case .null, .bool: break
    }
    guard violations.count == before else { return filled }
    filled = checkForms(anyOf, of: filled, only: false, at: pointer, &violations)
    return checkForms(oneOf, of: filled, only: true, at: pointer, &violations)
  }

  private func checkNumber(_ number: Double, _ violation: (String) -> Void) {
    if let minimum, number < minimum { violation("expected at least \(minimum.plain)") }
    if let maximum, number > maximum { violation("expected at most \(maximum.plain)") }
  }

  private func checkText(_ text: String, _ violation: (String) -> Void) {
    let length = text.unicodeScalars.count
    if let minLength, length < minLength {
      violation(minLength == 1 ? "is empty" : "expected at least \(minLength) characters")
    }
    if let maxLength, length > maxLength { violation("expected at most \(maxLength) characters") }
    if let pattern, let expression = try? Regex(pattern), text.firstMatch(of: expression) == nil {
      violation("expected a text that matches \(pattern)")
    }
  }

  private func checkCount(_ elements: [JSONValue], _ violation: (String) -> Void) {
    if let minItems, elements.count < minItems {
      violation(minItems == 1 ? "the list is empty" : "expected a list of at least \(minItems)")
    }
    if let maxItems, elements.count > maxItems { violation("expected a list of at most \(maxItems)") }
    if uniqueItems, elements.indices.contains(where: { elements[..<$0].contains(elements[$0]) }) {
      violation("something stands in the list twice")
    }
  }

  private func checkMembers(_ members: [JSONValue.Member], at pointer: String, _ violations: inout [ConfigViolation])
    -> [JSONValue.Member]
  {
    var filled: [JSONValue.Member] = []
    for member in members {
      var value = member.value
      let place = "\(pointer)/\(member.key.pointerPart)"
      if let property = properties.first(where: { $0.key == member.key }) {
        value = property.schema.validate(value, at: place, &violations)
      } else {
        switch additional {
        case .anything: break
        case .schema(let schema): value = schema.validate(value, at: place, &violations)
        case .nothing:
          let hint = Suggestion.clause(for: member.key, among: properties.map(\.key))
          let known = hint.isEmpty ? knownKeys : hint
          violations.append(ConfigViolation(pointer: place, message: "unknown key '\(member.key)'\(known)"))
        }
      }
      filled.append(JSONValue.Member(key: member.key, value: value))
    }
    for property in properties where !members.contains(where: { $0.key == property.key }) {
      if let value = property.schema.defaultValue { filled.append(JSONValue.Member(key: property.key, value: value)) }
    }
    for key in required where !filled.contains(where: { $0.key == key }) {
      violations.append(ConfigViolation(pointer: pointer, message: "'\(key)' is missing"))
    }
    return filled
  }

  private var knownKeys: String {
    properties.isEmpty ? "; none is expected" : "; known are \(properties.map(\.key).joined(separator: ", "))"
  }

  /// `anyOf` and `oneOf`: the value as the first form that fits leaves it.
  private func checkForms(
    _ forms: [SchemaNode], of value: JSONValue, only: Bool, at pointer: String, _ violations: inout [ConfigViolation]
  ) -> JSONValue {
    if forms.isEmpty { return value }
    var fitting: [JSONValue] = []
    var closest: [ConfigViolation]?
    for form in forms {
      var found: [ConfigViolation] = []
      let filled = form.validate(value, at: pointer, &found)
      if found.isEmpty { fitting.append(filled) }
      if closest == nil || found.count < closest!.count { closest = found }
    }
    if fitting.count > 1 && only {
      violations.append(
        ConfigViolation(pointer: pointer, message: "fits more than one of the \(forms.count) allowed forms"))
    }
    if let first = fitting.first { return first }

    let keys = forms.map { $0.properties.isEmpty && $0.types.isEmpty ? $0.required : [] }
    if keys.allSatisfy({ !$0.isEmpty }) {
      let needed = keys.map { $0.map { "'\($0)'" }.joined(separator: " and ") }.joined(separator: ", or ")
      violations.append(ConfigViolation(pointer: pointer, message: "\(needed) is missing"))
    } else {
      violations.append(contentsOf: closest ?? [])
    }
    return value
  }
}

extension SchemaNode.ValueType {
  fileprivate var withArticle: String {
    switch self {
    case .null: "null"
    case .boolean: "true or false"
    case .integer: "a whole number"
    case .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

extension JSONValue {
  fileprivate var kindInWords: String {
    switch self {
    case .null: "nothing"
    case .bool: "true or false"
    case .integer, .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

extension Double {
  /// Without `.0`.
  fileprivate var plain: String { self == rounded() && magnitude < 1e15 ? String(Int64(self)) : String(self) }
}
