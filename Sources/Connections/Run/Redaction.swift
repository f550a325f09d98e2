import Records

/// A record as it is kept beside a reject: all keys, and no value that names a person.
enum Redaction {
  private static let longestText = 4096

  /// The JSON object with texts that look like e-mail addresses or telephone numbers masked; nil where it is no JSON or
  /// too long to keep.
  static func redacted(_ json: UnsafeRawBufferPointer) -> String? {
    guard let value = try? JSONValue(parsing: json) else { return nil }
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
    if text.contains("@") {
      let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
      return "\(parts[0].prefix(1))***@\(parts[1].contains("@") ? "***" : String(parts[1]))"
    }
    let digits = text.count(where: \.isNumber)
    let others = text.contains { !($0.isNumber || " +-()./".contains($0)) }
    // Dates have eight digits and more too, and are worth reading.
    let isDate = text.prefixMatch(of: /\d{4}-\d\d-\d\d/) != nil
    return digits >= 7 && !others && !isDate ? "***" + text.filter(\.isNumber).suffix(2) : text
  }
}
