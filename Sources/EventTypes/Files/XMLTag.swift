/// Where the attributes of a start tag stand; the parser only says where the tag does.
struct XMLTag {
  private var offsets: [String: Int] = [:]
  private let start: Int

  /// - Parameter start: the byte of the tag's '<'. The tag is well-formed.
  init(_ bytes: UnsafeRawBufferPointer, at start: Int) {
    self.start = start
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
    var at = start + 1
    while at < bytes.count, !isSpace(bytes[at]), bytes[at] != UInt8(ascii: ">") { at += 1 }
    while true {
      while at < bytes.count, isSpace(bytes[at]) { at += 1 }
      let name = at
      while at < bytes.count, !isSpace(bytes[at]), bytes[at] != UInt8(ascii: "="), bytes[at] != UInt8(ascii: ">") {
        at += 1
      }
      let nameEnd = at
      while at < bytes.count, isSpace(bytes[at]) || bytes[at] == UInt8(ascii: "=") { at += 1 }
      guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") || bytes[at] == UInt8(ascii: "'") else { return }
      let quote = bytes[at]
      at += 1
      while at < bytes.count, bytes[at] != quote { at += 1 }
      at += 1
      let qualified = String(decoding: bytes[name..<nameEnd], as: UTF8.self)
      let local = qualified.split(separator: ":").last.map { String($0) } ?? qualified
      offsets[local] = offsets[local] ?? name
    }
  }

  /// The tag's own place where there is no such attribute.
  func offset(ofAttribute name: String) -> Int { offsets[name] ?? start }
}
