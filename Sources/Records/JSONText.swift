/// JSON on bytes: where strings end, and what they say.
public enum JSONText {
  @inlinable public static var quote: UInt8 { 0x22 }
  @inlinable public static var backslash: UInt8 { 0x5C }

  /// Position of the first quote, backslash or control character from `start`; `end` where there is none.
  @inlinable @inline(__always)
  public static func firstSpecial(_ base: UnsafeRawPointer, from start: Int, to end: Int) -> Int {
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
  @inlinable @inline(__always)
  public static func endOfString(_ base: UnsafeRawPointer, from start: Int, to end: Int) -> Int {
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

  @inlinable @inline(__always)
  public static func isNumberByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x2E || byte == 0x2B || byte | 0x20 == 0x65
  }

  /// Writes a string's text, given without its quotes, with escapes resolved; answers the bytes written, never more than
  /// `text` has, or -1 where an escape is none. Half a surrogate pair becomes U+FFFD.
  public static func unescape(_ text: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer) -> Int {
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
