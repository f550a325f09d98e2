import Records

/// A value as suggestions show it: on one line, short, and with what names a person masked.
enum FieldExample {
  /// So many of a field.
  static let most = 3
  private static let longest = 30

  /// Addresses and telephone numbers are masked as in rejects; of values whose field is a person's name, birth or address by
  /// its own name, the first character and the form remain.
  static func text(_ value: JSONValue, of field: String, isInside: Bool = false) -> String {
    let masked = masked(value, isPersonal: PersonalField.isOne(field, isInside: isInside))
    let line = onOneLine(masked.string ?? masked.text)
    return line.count > longest ? line.prefix(longest) + "…" : line
  }

  private static func masked(_ value: JSONValue, isPersonal: Bool) -> JSONValue {
    switch value {
    case .string(let text):
      let redacted = Redaction.redacted(text)
      return .string(redacted == text && isPersonal ? form(of: text) : redacted)
    case .integer, .number: return isPersonal ? .string(form(of: value.text)) : value
    case .array(let elements): return .array(elements.map { masked($0, isPersonal: isPersonal) })
    case .object(let members):
      return .object(
        members.map {
          JSONValue.Member(
            key: $0.key, value: masked($0.value, isPersonal: isPersonal || PersonalField.isOne($0.key, isInside: true)))
        })
    case .null, .bool: return value
    }
  }

  /// `Jane Smith` is `J*** S****`, `1990-05-01` is `****-**-**`.
  private static func form(of text: String) -> String {
    var isInWord = false
    return String(
      text.map { character in
        guard character.isLetter || character.isNumber else {
          isInWord = false
          return character
        }
        defer { isInWord = true }
        return isInWord || character.isNumber ? "*" : character
      })
  }

  /// What would end the line or steer a terminal is told by its escape.
  private static func onOneLine(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: steers) else { return text }
    return text.unicodeScalars.map { scalar in
      switch scalar {
      case "\n": "\\n"
      case "\r": "\\r"
      case "\t": "\\t"
      case _ where steers(scalar): "\\u{\(String(scalar.value, radix: 16))}"
      default: String(scalar)
      }
    }.joined()
  }

  private static func steers(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    // Those that turn the direction of a line; others join letters and emoji.
    case .format: scalar.properties.isBidiControl
    default: false
    }
  }
}
