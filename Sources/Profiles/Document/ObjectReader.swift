import Records

/// The members of a JSON object in any valid spelling.
struct ObjectReader {
  enum Step {
    /// The name has its escapes still; a list's or object's bytes are its JSON text.
    case member(name: UnsafeRawBufferPointer, PropertyValue)
    case end
    case malformed
  }

  private let json: UnsafeRawBufferPointer
  private var at = 1
  private var isFirst = true

  /// Nil where it does not begin like an object.
  init?(_ json: UnsafeRawBufferPointer) {
    let trimmed = json.trimmed
    guard trimmed.count >= 2, trimmed[0] == UInt8(ascii: "{"), trimmed[trimmed.count - 1] == UInt8(ascii: "}") else {
      return nil
    }
    self.json = trimmed
  }

  /// A text value's bytes are valid until the next call.
  mutating func next(unescapingTo buffer: ByteBuffer) -> Step {
    skipSpace()
    guard at < json.count, let base = json.baseAddress else { return .malformed }
    if json[at] == UInt8(ascii: "}") { return at == json.count - 1 ? .end : .malformed }
    if !isFirst {
      guard skip(",") else { return .malformed }
      skipSpace()
    }
    isFirst = false
    let name = at + 1
    guard skip("\"") else { return .malformed }
    at = JSONText.endOfString(base, from: at, to: json.count)
    guard at > 0 else { return .malformed }
    let nameEnd = at - 1
    skipSpace()
    guard skip(":") else { return .malformed }
    skipSpace()
    let start = at
    guard at < json.count, let end = JSONText.endOfValue(json, from: at), end > start else { return .malformed }
    at = end
    let text = json[from: start, to: end]
    let member = json[from: name, to: nameEnd]
    switch text[0] {
    case UInt8(ascii: "["): return .member(name: member, .list(text))
    case UInt8(ascii: "{"): return .member(name: member, .object(text))
    default:
      // One value is read like a list of one.
      guard var list = ListReader(elements: text), case .element(let value) = list.next(unescapingTo: buffer) else {
        return .malformed
      }
      return .member(name: member, value)
    }
  }

  private mutating func skip(_ byte: Unicode.Scalar) -> Bool {
    guard at < json.count, json[at] == UInt8(ascii: byte) else { return false }
    at += 1
    return true
  }

  private mutating func skipSpace() {
    while at < json.count, json[at] == 0x20 || json[at] == 0x09 || json[at] == 0x0A || json[at] == 0x0D { at += 1 }
  }
}
