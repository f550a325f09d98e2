/// Reads one JSON text, strictly: RFC 8259, valid UTF-8, at most 128 levels deep.
struct JSONParser {
  struct Malformed: Error {}

  private let bytes: UnsafeBufferPointer<UInt8>
  private var place = 0

  static func parse(_ bytes: [UInt8]) throws(Malformed) -> JSON {
    let result = bytes.withUnsafeBufferPointer { pointer -> Result<JSON, Malformed> in
      var parser = JSONParser(bytes: pointer)
      do throws(Malformed) {
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        return parser.place == pointer.count ? .success(value) : .failure(Malformed())
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipSpace() {
    while place < bytes.count, bytes[place] == 0x20 || (bytes[place] >= 0x09 && bytes[place] <= 0x0D) { place += 1 }
  }

  private mutating func take(_ wanted: UInt8) -> Bool {
    skipSpace()
    guard next == wanted else { return false }
    place += 1
    return true
  }

  private mutating func value(depth: Int) throws(Malformed) -> JSON {
    guard depth < 128 else { throw Malformed() }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return .object(try object(depth: depth))
    case UInt8(ascii: "["): return .array(try array(depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return .number(try number())
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSON) throws(Malformed) -> JSON {
    for offset in 0..<word.utf8CodeUnitCount {
      guard next == word.utf8Start[offset] else { throw Malformed() }
      place += 1
    }
    return value
  }

  private mutating func object(depth: Int) throws(Malformed) -> JSONObject {
    place += 1
    var object = JSONObject()
    if take(UInt8(ascii: "}")) { return object }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw Malformed() }
      let key = try string()
      guard take(UInt8(ascii: ":")) else { throw Malformed() }
      object[key] = try value(depth: depth + 1)
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw Malformed() }
    return object
  }

  private mutating func array(depth: Int) throws(Malformed) -> [JSON] {
    place += 1
    var values: [JSON] = []
    if take(UInt8(ascii: "]")) { return values }
    repeat { values.append(try value(depth: depth + 1)) } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw Malformed() }
    return values
  }

  private mutating func number() throws(Malformed) -> String {
    let start = place
    func digits(_ parser: inout JSONParser) -> Int {
      let first = parser.place
      while let byte = parser.next, byte >= 0x30 && byte <= 0x39 { parser.place += 1 }
      return parser.place - first
    }
    if next == UInt8(ascii: "-") { place += 1 }
    let leadingZero = next == UInt8(ascii: "0")
    let count = digits(&self)
    guard count > 0, !(leadingZero && count > 1) else { throw Malformed() }
    if next == UInt8(ascii: ".") {
      place += 1
      guard digits(&self) > 0 else { throw Malformed() }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      place += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { place += 1 }
      guard digits(&self) > 0 else { throw Malformed() }
    }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private mutating func string() throws(Malformed) -> String {
    place += 1
    var text = ""
    while true {
      let start = place
      while let byte = next, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { place += 1 }
      guard let plain = String(validating: bytes[start..<place], as: UTF8.self) else { throw Malformed() }
      text += plain
      switch next {
      case UInt8(ascii: "\""):
        place += 1
        return text
      case UInt8(ascii: "\\"):
        place += 1
        text.unicodeScalars.append(try escape())
      default: throw Malformed()
      }
    }
  }

  private mutating func escape() throws(Malformed) -> Unicode.Scalar {
    guard let letter = next else { throw Malformed() }
    place += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let unit = try hex()
      guard unit & 0xFC00 == 0xD800 else {
        guard let scalar = Unicode.Scalar(unit) else { throw Malformed() }
        return scalar
      }
      guard next == UInt8(ascii: "\\"), place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "u") else {
        throw Malformed()
      }
      place += 2
      let low = try hex()
      guard low & 0xFC00 == 0xDC00, let scalar = Unicode.Scalar(0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF) else {
        throw Malformed()
      }
      return scalar
    default: throw Malformed()
    }
  }

  private mutating func hex() throws(Malformed) -> UInt32 {
    guard place + 4 <= bytes.count,
      let unit = UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
    else { throw Malformed() }
    place += 4
    return unit
  }
}
