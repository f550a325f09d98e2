import Foundation

/// Texts of people in mail headers: RFC 2047.
enum EncodedWord {
  private static let lineLength = 76
  private static let frame = "=?utf-8?B??=".count

  /// The text as a header's value behind `prefix`: as it is where that is plain and fits on the line, else as encoded words
  /// on lines of their own. Control characters become spaces, so no text can begin another header.
  static func header(_ text: String, after prefix: String) -> String {
    let text = String(
      String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) && !special.contains($0) }
    if isPlain, !text.hasPrefix(" "), prefix.utf8.count + text.utf8.count <= lineLength { return text }
    var words: [String] = []
    var word: [UInt8] = []
    var room = bytes(behind: prefix.utf8.count)
    for scalar in text.unicodeScalars {
      let bytes = Array(UTF8.encode(scalar)!)
      if word.count + bytes.count > room {
        words.append(encoded(word))
        word = []
        room = Self.bytes(behind: 1)
      }
      word += bytes
    }
    return (words + [encoded(word)]).joined(separator: "\r\n ")
  }

  /// Bytes of UTF-8 in a word that stands behind so many characters of its line.
  private static func bytes(behind count: Int) -> Int { (lineLength - count - frame) / 4 * 3 }

  /// What means something in an address header, or begins an encoded word.
  private static let special = Set(#""(),:;<>@[\]="#.utf8)

  private static func encoded(_ bytes: [UInt8]) -> String { "=?utf-8?B?\(Data(bytes).base64EncodedString())?=" }
}
