/// Why a text is not JSON, and where.
public struct JSONSyntaxError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The byte at which it was noticed, from 0.
  public let offset: Int
  public let message: String

  public var description: String { "not valid JSON at byte \(offset): \(message)" }
}

extension JSONValue {
  /// Nested deeper than this is refused.
  public static let depthLimit = 64

  /// Parses one JSON text (RFC 8259). Throws ``JSONSyntaxError``.
  public init(parsing text: String) throws {
    self = try Array(text.utf8).withUnsafeBytes { try JSONValue(parsing: $0) }
  }

  /// Parses one JSON text of UTF-8 bytes. Throws ``JSONSyntaxError``.
  public init(parsing bytes: UnsafeRawBufferPointer) throws {
    var parser = Parser(bytes: bytes)
    self = try parser.document()
  }

  private struct Parser {
    let bytes: UnsafeRawBufferPointer
    var position = 0

    init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    func fail(_ message: String) -> JSONSyntaxError { JSONSyntaxError(offset: position, message: message) }

    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skipSpace() {
      while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    mutating func take(_ byte: UInt8) -> Bool {
      guard next == byte else { return false }
      position += 1
      return true
    }

    mutating func document() throws -> JSONValue {
      let value = try value(depth: 0)
      skipSpace()
      guard next == nil else { throw fail("something follows the value") }
      return value
    }

    mutating func value(depth: Int) throws -> JSONValue {
      guard depth < JSONValue.depthLimit else { throw fail("nested deeper than \(JSONValue.depthLimit)") }
      skipSpace()
      switch next {
      case UInt8(ascii: "{"): return try object(depth: depth)
      case UInt8(ascii: "["): return try array(depth: depth)
      case UInt8(ascii: "\""): return .string(try string())
      case UInt8(ascii: "t"): return try literal("true", .bool(true))
      case UInt8(ascii: "f"): return try literal("false", .bool(false))
      case UInt8(ascii: "n"): return try literal("null", .null)
      case .some(UInt8(ascii: "-")), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return try number()
      case nil: throw fail("the text ends where a value is expected")
      default: throw fail("a value is expected")
      }
    }

    mutating func literal(_ word: StaticString, _ value: JSONValue) throws -> JSONValue {
      let length = word.utf8CodeUnitCount
      guard bytes.count - position >= length,
        bytes[position..<position + length].elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: length))
      else { throw fail("a value is expected") }
      position += length
      return value
    }

    mutating func array(depth: Int) throws -> JSONValue {
      position += 1
      var elements: [JSONValue] = []
      skipSpace()
      if take(UInt8(ascii: "]")) { return .array(elements) }
      while true {
        elements.append(try value(depth: depth + 1))
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        guard take(UInt8(ascii: ",")) else { throw fail("',' or ']' is expected") }
      }
    }

    mutating func object(depth: Int) throws -> JSONValue {
      position += 1
      var members: [Member] = []
      var keys: Set<String> = []
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object(members) }
      while true {
        skipSpace()
        guard next == UInt8(ascii: "\"") else { throw fail("a member's name in quotes is expected") }
        let key = try string()
        guard keys.insert(key).inserted else { throw fail("a member's name stands twice in one object") }
        skipSpace()
        guard take(UInt8(ascii: ":")) else { throw fail("':' is expected") }
        members.append(Member(key: key, value: try value(depth: depth + 1)))
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        guard take(UInt8(ascii: ",")) else { throw fail("',' or '}' is expected") }
      }
    }

    mutating func number() throws -> JSONValue {
      let start = position
      var integral = true
      func digits(_ parser: inout Parser) throws {
        let first = parser.position
        while let byte = parser.next, byte >= 0x30, byte <= 0x39 { parser.position += 1 }
        if parser.position == first { throw parser.fail("a digit is expected") }
      }
      _ = take(UInt8(ascii: "-"))
      if take(UInt8(ascii: "0")) {
        if let byte = next, byte >= 0x30, byte <= 0x39 { throw fail("a number does not begin with 0") }
      } else {
        try digits(&self)
      }
      if take(UInt8(ascii: ".")) {
        integral = false
        try digits(&self)
      }
      if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
        integral = false
        if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
        try digits(&self)
      }
      let spelling = String(decoding: bytes[start..<position], as: UTF8.self)
      if integral, let value = Int64(spelling) { return .integer(value) }
      guard let value = Double(spelling), value.isFinite else { throw fail("the number is too large") }
      return .number(value)
    }

    mutating func string() throws -> String {
      position += 1
      var unescaped: [UInt8] = []
      while let byte = next {
        position += 1
        switch byte {
        case UInt8(ascii: "\""):
          guard let text = String(validating: unescaped, as: UTF8.self) else { throw fail("the text is not UTF-8") }
          return text
        case UInt8(ascii: "\\"): try escape(into: &unescaped)
        case 0..<0x20: throw fail("a control character stands unescaped in a text")
        default: unescaped.append(byte)
        }
      }
      throw fail("a text is not closed")
    }

    mutating func escape(into unescaped: inout [UInt8]) throws {
      guard let byte = next else { throw fail("a text is not closed") }
      position += 1
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(byte)
      case UInt8(ascii: "b"): unescaped.append(0x08)
      case UInt8(ascii: "f"): unescaped.append(0x0C)
      case UInt8(ascii: "n"): unescaped.append(0x0A)
      case UInt8(ascii: "r"): unescaped.append(0x0D)
      case UInt8(ascii: "t"): unescaped.append(0x09)
      case UInt8(ascii: "u"):
        var code = try hexadecimal()
        if code >= 0xD800, code < 0xDC00 {
          guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw fail("half a surrogate pair") }
          let low = try hexadecimal()
          guard low >= 0xDC00, low < 0xE000 else { throw fail("half a surrogate pair") }
          code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw fail("half a surrogate pair") }
        unescaped.append(contentsOf: Array(String(Character(scalar)).utf8))
      default: throw fail("no such escape")
      }
    }

    mutating func hexadecimal() throws -> UInt32 {
      var code: UInt32 = 0
      for _ in 0..<4 {
        guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
          throw fail("four hexadecimal digits are expected")
        }
        code = code << 4 | UInt32(digit)
        position += 1
      }
      return code
    }
  }
}
