/// JSON strings on bytes, in the one spelling that documents have: only `"`, `\` and control characters are escaped.
enum JSONText {
  static let quote = UInt8(ascii: "\"")
  static let backslash = UInt8(ascii: "\\")

  /// Position of the first quote, backslash or control character from `start`; `end` where there is none.
  @inline(__always)
  static func firstSpecial(_ base: UnsafeRawPointer, from start: Int, to end: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var at = start
    while at + 8 <= end {
      // In each term the lowest marked byte is a real hit; borrows can only mark bytes above it.
      let word = UInt64(littleEndian: (base + at).loadUnaligned(as: UInt64.self))
      let quotes = word ^ (ones &* 0x22)
      let backslashes = word ^ (ones &* 0x5C)
      let hits =
        (((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes) | ((word &- (ones &* 0x20)) & ~word))
        & (ones &* 0x80)
      if hits != 0 { return at + (hits.trailingZeroBitCount >> 3) }
      at += 8
    }
    while at < end {
      let byte = base.load(fromByteOffset: at, as: UInt8.self)
      if byte == quote || byte == backslash || byte < 0x20 { return at }
      at += 1
    }
    return end
  }

  /// Position behind the closing quote of a string whose text starts at `start`; -1 where it is not one.
  @inline(__always)
  static func endOfString(_ base: UnsafeRawPointer, from start: Int, to end: Int) -> Int {
    var at = start
    while true {
      at = firstSpecial(base, from: at, to: end)
      guard at < end else { return -1 }
      switch base.load(fromByteOffset: at, as: UInt8.self) {
      case quote: return at + 1
      case backslash: at += 2
      default: return -1
      }
    }
  }

  /// Position behind a stored list whose first element starts at `start`; -1 where it is not one.
  @inline(__always)
  static func endOfList(_ base: UnsafeRawPointer, from start: Int, to end: Int) -> Int {
    var at = start
    while at < end {
      if base.load(fromByteOffset: at, as: UInt8.self) == quote {
        at = endOfString(base, from: at + 1, to: end)
        guard at > 0 else { return -1 }
      } else {
        let number = at
        while at < end, isNumberByte(base.load(fromByteOffset: at, as: UInt8.self)) { at += 1 }
        guard at > number else { return -1 }
      }
      guard at < end else { return -1 }
      switch base.load(fromByteOffset: at, as: UInt8.self) {
      case UInt8(ascii: ","): at += 1
      case UInt8(ascii: "]"): return at + 1
      default: return -1
      }
    }
    return -1
  }

  @inline(__always)
  static func isNumberByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x2E || byte == 0x2B || byte | 0x20 == 0x65
  }

  /// Appends the text as a JSON string, with quotes.
  @inline(__always)
  static func append(_ text: UnsafeRawBufferPointer, to buffer: ByteBuffer) {
    let target = buffer.reserve(text.count + 2)
    target.storeBytes(of: quote, as: UInt8.self)
    guard let base = text.baseAddress else {
      target.storeBytes(of: quote, toByteOffset: 1, as: UInt8.self)
      return buffer.commit(2)
    }
    let special = firstSpecial(base, from: 0, to: text.count)
    (target + 1).copyMemory(from: base, byteCount: special)
    if special == text.count {
      target.storeBytes(of: quote, toByteOffset: special + 1, as: UInt8.self)
      return buffer.commit(special + 2)
    }
    buffer.commit(special + 1)
    appendEscaped(UnsafeRawBufferPointer(rebasing: text[special...]), to: buffer)
    buffer.append(quote)
  }

  private static func appendEscaped(_ text: UnsafeRawBufferPointer, to buffer: ByteBuffer) {
    let hexadecimal: StaticString = "0123456789abcdef"
    for byte in text {
      if byte >= 0x20, byte != quote, byte != backslash {
        buffer.append(byte)
        continue
      }
      buffer.append(backslash)
      switch byte {
      case 0x08: buffer.append(UInt8(ascii: "b"))
      case 0x09: buffer.append(UInt8(ascii: "t"))
      case 0x0A: buffer.append(UInt8(ascii: "n"))
      case 0x0C: buffer.append(UInt8(ascii: "f"))
      case 0x0D: buffer.append(UInt8(ascii: "r"))
      case quote, backslash: buffer.append(byte)
      default:
        buffer.append(UInt8(ascii: "u"))
        buffer.append(0x30)
        buffer.append(0x30)
        buffer.append(hexadecimal.utf8Start[Int(byte >> 4)])
        buffer.append(hexadecimal.utf8Start[Int(byte & 15)])
      }
    }
  }

  /// Writes a string's text, given without its quotes, with escapes resolved; answers the bytes written, never more than
  /// `text` has, or -1 where an escape is none. Half a surrogate pair becomes U+FFFD.
  static func unescape(_ text: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer) -> Int {
    var written = 0
    var at = 0
    func put(_ byte: UInt8) {
      target.storeBytes(of: byte, toByteOffset: written, as: UInt8.self)
      written += 1
    }
    func unit(_ start: Int) -> UInt32? {
      guard start + 4 <= text.count else { return nil }
      var value: UInt32 = 0
      for index in start..<start + 4 {
        let byte = text[index]
        switch byte {
        case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
        case 0x41...0x46, 0x61...0x66: value = value << 4 | UInt32((byte | 0x20) - 0x61 + 10)
        default: return nil
        }
      }
      return value
    }
    while at < text.count {
      guard text[at] == backslash else {
        put(text[at])
        at += 1
        continue
      }
      guard at + 1 < text.count else { return -1 }
      let escape = text[at + 1]
      at += 2
      switch escape {
      case quote, backslash, UInt8(ascii: "/"): put(escape)
      case UInt8(ascii: "b"): put(0x08)
      case UInt8(ascii: "t"): put(0x09)
      case UInt8(ascii: "n"): put(0x0A)
      case UInt8(ascii: "f"): put(0x0C)
      case UInt8(ascii: "r"): put(0x0D)
      case UInt8(ascii: "u"):
        guard var code = unit(at) else { return -1 }
        at += 4
        if (0xD800..<0xDC00).contains(code), at + 1 < text.count, text[at] == backslash,
          text[at + 1] == UInt8(ascii: "u"),
          let low = unit(at + 2), (0xDC00..<0xE000).contains(low)
        {
          code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
          at += 6
        }
        let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
        for byte in UTF8.encode(scalar)! { put(byte) }
      default: return -1
      }
    }
    return written
  }
}
