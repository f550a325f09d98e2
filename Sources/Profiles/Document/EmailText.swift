/// E-mail addresses, checked lightly: what is surely none is kept out, the rest is a processor's business.
enum EmailText {
  /// One `@` with something on both sides, no spaces, quotes or control characters, at most 254 bytes.
  static func isAddress(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard (3...254).contains(bytes.count) else { return false }
    var at = -1
    for index in 0..<bytes.count {
      switch bytes[index] {
      case 0...0x20, 0x22, 0x2C, 0x3B, 0x3C, 0x3E, 0x5C, 0x7F: return false
      case UInt8(ascii: "@"):
        guard at < 0 else { return false }
        at = index
      default: break
      }
    }
    return at > 0 && at < bytes.count - 1
  }

  /// Appends the address as addresses are compared: case-folded.
  static func appendFolded(_ bytes: UnsafeRawBufferPointer, to buffer: ByteBuffer) {
    let target = buffer.reserve(bytes.count)
    for index in 0..<bytes.count {
      let byte = bytes[index]
      guard byte < 0x80 else {
        var folded = String(decoding: bytes, as: UTF8.self).lowercased()
        folded.withUTF8 { buffer.append(UnsafeRawBufferPointer($0)) }
        return
      }
      let isUpper = (0x41...0x5A).contains(byte)
      target.storeBytes(of: isUpper ? byte | 0x20 : byte, toByteOffset: index, as: UInt8.self)
    }
    buffer.commit(bytes.count)
  }
}
