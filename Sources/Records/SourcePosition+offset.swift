extension SourcePosition {
  /// Where the byte of a UTF-8 text stands. Lines end with LF, CR LF or CR; a byte order mark takes no place.
  public init(offset: Int, in text: UnsafeRawBufferPointer) {
    self.init(line: 1, column: 1)
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var at = text.starts(with: mark) ? mark.count : 0
    while at < min(offset, text.count) {
      switch text[at] {
      case 0x0D where at + 1 < text.count && text[at + 1] == 0x0A: break
      case 0x0A, 0x0D: (line, column) = (line + 1, 1)
      case 0x80...0xBF: break
      default: column += 1
      }
      at += 1
    }
  }
}
