import Records

/// JSON strings in the one spelling that documents have: only `"`, `\` and control characters are escaped.
extension JSONText {
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

  /// Position behind the value that starts at `start`, in any valid spelling; nil where it does not end. Nested values are
  /// skipped by their brackets alone.
  static func endOfValue(_ json: UnsafeRawBufferPointer, from start: Int) -> Int? {
    var depth = 0
    var at = start
    while at < json.count {
      switch json[at] {
      case quote:
        at = endOfString(json.baseAddress!, from: at + 1, to: json.count)
        guard at > 0 else { return nil }
        if depth == 0 { return at }
        continue
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        if depth == 0 { return at }
        depth -= 1
        if depth == 0 { return at + 1 }
      case UInt8(ascii: ","), 0x20, 0x09, 0x0A, 0x0D:
        if depth == 0 { return at }
      default: break
      }
      at += 1
    }
    return nil
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
}
