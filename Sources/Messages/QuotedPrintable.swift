/// Text in the form that every mail server passes on unchanged: RFC 2045, section 6.7.
enum QuotedPrintable {
  private static let lineLength = 76
  private static let digits = Array("0123456789ABCDEF".utf8)

  /// Every line of the text ends with CR LF; longer ones are broken softly.
  static func encode(_ text: String) -> [UInt8] {
    var result: [UInt8] = []
    for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      var length = 0
      for (index, byte) in zip(line.indices, line) {
        let isLast = line.index(after: index) == line.endIndex
        let piece = escaped(byte, isLast: isLast)
        // A soft break takes a character itself.
        if length + piece.count > (isLast ? lineLength : lineLength - 1) {
          result += [UInt8(ascii: "="), 0x0D, 0x0A]
          length = 0
        }
        result += piece
        length += piece.count
      }
      result += [0x0D, 0x0A]
    }
    return result
  }

  private static func escaped(_ byte: UInt8, isLast: Bool) -> [UInt8] {
    switch byte {
    case UInt8(ascii: " ") where !isLast: [byte]
    case UInt8(ascii: "="): [byte, digits[3], digits[13]]
    case 0x21...0x7E: [byte]
    default: [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
}
