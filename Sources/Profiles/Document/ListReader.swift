import Foundation
import Records

/// The elements of a JSON array in any valid spelling.
struct ListReader {
  enum Step {
    case element(PropertyValue)
    case end
    case malformed
  }

  private let json: UnsafeRawBufferPointer
  private var at: Int
  private var isFirst = true

  /// Nil where it does not begin like an array.
  init?(_ json: UnsafeRawBufferPointer) {
    let trimmed = json.trimmed
    guard trimmed.count >= 2, trimmed[0] == UInt8(ascii: "["), trimmed[trimmed.count - 1] == UInt8(ascii: "]") else {
      return nil
    }
    self.json = trimmed
    at = 1
  }

  /// From elements without the brackets around them; nil where there is nothing. It has no `end`.
  init?(elements: UnsafeRawBufferPointer) {
    guard !elements.isEmpty else { return nil }
    json = elements
    at = 0
  }

  /// An element's bytes are valid until the next call; those of a nested array or object are its JSON text.
  mutating func next(unescapingTo buffer: ByteBuffer) -> Step {
    skipSpace()
    guard at < json.count, let base = json.baseAddress else { return .malformed }
    if json[at] == UInt8(ascii: "]") { return at == json.count - 1 ? .end : .malformed }
    if !isFirst {
      guard json[at] == UInt8(ascii: ",") else { return .malformed }
      at += 1
      skipSpace()
    }
    isFirst = false
    let start = at
    switch json[at] {
    case JSONText.quote:
      at = JSONText.endOfString(base, from: at + 1, to: json.count)
      guard at > 0 else { return .malformed }
      let inner = json[from: start + 1, to: at - 1]
      guard !inner.isEmpty, memchr(inner.baseAddress!, Int32(JSONText.backslash), inner.count) != nil else {
        return .element(.text(inner))
      }
      buffer.removeAll()
      let count = JSONText.unescape(inner, to: buffer.reserve(inner.count))
      guard count >= 0 else { return .malformed }
      buffer.commit(count)
      return .element(.text(buffer.bytes))
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      guard let end = JSONText.endOfValue(json, from: start) else { return .malformed }
      at = end
      return .element(
        json[start] == UInt8(ascii: "[") ? .list(json[from: start, to: end]) : .object(json[from: start, to: end]))
    case UInt8(ascii: "t"): return word("true", .bool(true))
    case UInt8(ascii: "f"): return word("false", .bool(false))
    case UInt8(ascii: "n"): return word("null", .null)
    default:
      while at < json.count, JSONText.isNumberByte(json[at]) { at += 1 }
      return at > start ? .element(.number(json[from: start, to: at])) : .malformed
    }
  }

  private mutating func word(_ word: StaticString, _ value: PropertyValue) -> Step {
    let count = word.utf8CodeUnitCount
    guard at + count <= json.count, memcmp(json.baseAddress! + at, word.utf8Start, count) == 0 else {
      return .malformed
    }
    at += count
    return .element(value)
  }

  private mutating func skipSpace() {
    while at < json.count, json[at] == 0x20 || json[at] == 0x09 || json[at] == 0x0A || json[at] == 0x0D { at += 1 }
  }
}
