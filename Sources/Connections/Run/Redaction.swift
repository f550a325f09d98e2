import Records

/// A record as it is kept beside a reject: all keys, and no value that names a person.
enum Redaction {
  private static let longestText = 4096

  /// The JSON object with texts that look like e-mail addresses or telephone numbers masked; nil where it is no JSON or
  /// too long to keep.
  static func redacted(_ json: UnsafeRawBufferPointer) -> String? {
    guard let value = try? JSONValue(parsing: json) else { return nil }
    return kept(value)
  }

  /// The same of a value that is read already.
  static func kept(_ value: JSONValue) -> String? {
    let text = redacted(value).text
    return text.utf8.count <= longestText ? text : nil
  }

  static func redacted(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text): .string(redacted(text))
    case .array(let elements): .array(elements.map(redacted))
    case .object(let members): .object(members.map { JSONValue.Member(key: $0.key, value: redacted($0.value)) })
    default: value
    }
  }

  /// The first letter and what stands behind the `@` remain of an address, the last two digits of a number.
  static func redacted(_ text: String) -> String {
    var digits = 0
    var others = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
      case UInt8(ascii: "@"): return redactedAddress(text)
      case _ where !spacing.contains(byte): others += 1
      default: break
      }
    }
    guard digits >= 7, others == 0, !beginsWithDate(text) else { return text }
    return "***" + text.filter(\.isNumber).suffix(2)
  }

  /// A sentence with the words masked that look like e-mail addresses or telephone numbers.
  static func redacted(sentence: String) -> String {
    guard sentence.utf8.contains(where: { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: "+") }) else { return sentence }
    let masked = sentence.replacing(/[^\s"'<>(),;:=]+@[^\s"'<>(),;]+/) { redactedAddress(String($0.output)) }
    return masked.split(separator: " ", omittingEmptySubsequences: false).map { word in
      word.contains("+") && word.count(where: \.isNumber) >= 7 ? "***" : String(word)
    }.joined(separator: " ")
  }

  /// What stands between the digits of a telephone number. A digit of another script counts as a letter.
  private static let spacing = Set(" +-()./".utf8)

  private static func redactedAddress(_ text: String) -> String {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    return "\(parts[0].prefix(1))***@\(parts[1].contains("@") ? "***" : String(parts[1]))"
  }

  /// Dates have eight digits and more too, and are worth reading: `2026-01-31`.
  private static func beginsWithDate(_ text: String) -> Bool {
    let bytes = Array(text.utf8.prefix(10))
    guard bytes.count == 10 else { return false }
    return bytes.indices.allSatisfy { place in
      place == 4 || place == 7 ? bytes[place] == UInt8(ascii: "-") : (0x30...0x39).contains(bytes[place])
    }
  }
}
