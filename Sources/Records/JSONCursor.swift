/// Reads one JSON text from its first byte to its last, strictly (RFC 8259), and lends what it finds. It allocates nothing.
///
/// Whoever asks for a value's parts goes through all of them: after `beginObject` all members until `nextMember` answers
/// nil, each followed by a call that takes its value. Once something is malformed every call throws the same.
public struct JSONCursor {
  public enum Kind: Sendable { case null, bool, number, string, list, object }

  /// Lists and objects nested deeper are refused.
  public static let depthLimit = JSONValue.depthLimit

  @usableFromInline let base: UnsafeRawPointer
  @usableFromInline let count: Int
  /// The byte that is read next, from 0.
  public private(set) var offset = 0
  private var depth = 0
  /// Whether the list or object that was begun last has had no part yet.
  private var isFirst = false

  /// The bytes stay valid, and are valid UTF-8, as long as it is used.
  public init(_ json: UnsafeRawBufferPointer) {
    base = json.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!
    count = json.count
  }

  private func fail(_ message: StaticString) -> JSONSyntaxError {
    JSONSyntaxError(offset: offset, message: "\(message)")
  }

  private var byte: UInt8? { offset < count ? base.load(fromByteOffset: offset, as: UInt8.self) : nil }

  private mutating func skipSpace() {
    while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
  }

  private mutating func skip(_ wanted: UInt8) -> Bool {
    guard byte == wanted else { return false }
    offset += 1
    return true
  }

  /// What the next value is, by its first byte; it still stands there.
  public mutating func peek() throws(JSONSyntaxError) -> Kind {
    skipSpace()
    switch byte {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .list
    case JSONText.quote: return .string
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
    case UInt8(ascii: "n"): return .null
    case UInt8(ascii: "-"), .some(0x30...0x39): return .number
    case nil: throw fail("the text ends where a value is expected")
    default: throw fail("a value is expected")
    }
  }

  /// Throws where something follows the one value of the text.
  public mutating func end() throws(JSONSyntaxError) {
    skipSpace()
    guard offset == count else { throw fail("something follows the value") }
  }

  // MARK: Lists and objects

  public mutating func beginObject() throws(JSONSyntaxError) { try begin(UInt8(ascii: "{"), "an object is expected") }
  public mutating func beginList() throws(JSONSyntaxError) { try begin(UInt8(ascii: "["), "a list is expected") }

  private mutating func begin(_ bracket: UInt8, _ expectation: StaticString) throws(JSONSyntaxError) {
    skipSpace()
    guard depth < Self.depthLimit else { throw fail("lists and objects are nested too deep") }
    guard skip(bracket) else { throw fail(expectation) }
    depth += 1
    isFirst = true
  }

  /// The next member's name, its escapes in it still; nil behind the last, and the object is done.
  public mutating func nextMember() throws(JSONSyntaxError) -> UnsafeRawBufferPointer? {
    guard try next(UInt8(ascii: "}"), "',' or '}' is expected") else { return nil }
    skipSpace()
    guard byte == JSONText.quote else { throw fail("a member's name in quotes is expected") }
    let name = try string()
    skipSpace()
    guard skip(UInt8(ascii: ":")) else { throw fail("':' is expected") }
    return name
  }

  /// Whether there is a further element, which is read next; behind the last the list is done.
  public mutating func nextElement() throws(JSONSyntaxError) -> Bool {
    try next(UInt8(ascii: "]"), "',' or ']' is expected")
  }

  private mutating func next(_ bracket: UInt8, _ expectation: StaticString) throws(JSONSyntaxError) -> Bool {
    skipSpace()
    let wasFirst = isFirst
    isFirst = false
    if skip(bracket) {
      depth -= 1
      return false
    }
    if !wasFirst { guard skip(UInt8(ascii: ",")) else { throw fail(expectation) } }
    return true
  }

  // MARK: Values

  /// A string's text without the quotes, its escapes in it still. See ``JSONText/unescape(_:to:)``.
  public mutating func string() throws(JSONSyntaxError) -> UnsafeRawBufferPointer {
    skipSpace()
    guard skip(JSONText.quote) else { throw fail("a text is expected") }
    let start = offset
    while true {
      offset = JSONText.firstSpecial(base, from: offset, to: count)
      switch byte {
      case JSONText.quote:
        offset += 1
        return UnsafeRawBufferPointer(start: base + start, count: offset - 1 - start)
      case JSONText.backslash: try escape()
      case nil: throw fail("a text is not closed")
      default: throw fail("a control character stands unescaped in a text")
      }
    }
  }

  private mutating func escape() throws(JSONSyntaxError) {
    offset += 1
    switch byte {
    case JSONText.quote, JSONText.backslash, UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
      UInt8(ascii: "r"), UInt8(ascii: "t"):
      offset += 1
    case UInt8(ascii: "u"):
      let code = try unit()
      guard code & 0xF800 == 0xD800 else { return }
      guard code < 0xDC00, skip(JSONText.backslash), byte == UInt8(ascii: "u"), try unit() & 0xFC00 == 0xDC00 else {
        throw fail("half a surrogate pair")
      }
    default: throw fail("no such escape")
    }
  }

  /// The four digits behind the `u` that stands here.
  private mutating func unit() throws(JSONSyntaxError) -> UInt32 {
    offset += 1
    var code: UInt32 = 0
    for _ in 0..<4 {
      switch byte {
      case .some(let digit) where (0x30...0x39).contains(digit): code = code << 4 | UInt32(digit - 0x30)
      case .some(let digit) where (0x61...0x66).contains(digit | 0x20): code = code << 4 | UInt32((digit | 0x20) - 0x57)
      default: throw fail("four hexadecimal digits are expected")
      }
      offset += 1
    }
    return code
  }

  /// A number as it is spelt.
  public mutating func number() throws(JSONSyntaxError) -> UnsafeRawBufferPointer {
    skipSpace()
    let start = offset
    _ = skip(UInt8(ascii: "-"))
    if skip(0x30) {
      if let byte, (0x30...0x39).contains(byte) { throw fail("a number does not begin with 0") }
    } else {
      try digits()
    }
    if skip(UInt8(ascii: ".")) { try digits() }
    if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
      if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
      try digits()
    }
    return UnsafeRawBufferPointer(start: base + start, count: offset - start)
  }

  private mutating func digits() throws(JSONSyntaxError) {
    let start = offset
    while let byte, (0x30...0x39).contains(byte) { offset += 1 }
    guard offset > start else { throw fail("a digit is expected") }
  }

  private mutating func word(_ word: StaticString) -> Bool {
    guard count - offset >= word.utf8CodeUnitCount else { return false }
    for index in 0..<word.utf8CodeUnitCount
    where base.load(fromByteOffset: offset + index, as: UInt8.self) != word.utf8Start[index] { return false }
    offset += word.utf8CodeUnitCount
    return true
  }

  /// Goes over the next value, whatever it is.
  public mutating func skipValue() throws(JSONSyntaxError) {
    switch try peek() {
    case .null: guard word("null") else { throw fail("a value is expected") }
    case .bool: guard word("true") || word("false") else { throw fail("a value is expected") }
    case .number: _ = try number()
    case .string: _ = try string()
    case .list:
      try beginList()
      while try nextElement() { try skipValue() }
    case .object:
      try beginObject()
      while try nextMember() != nil { try skipValue() }
    }
  }
}
