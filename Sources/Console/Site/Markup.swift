import Mustache

/// Text in HTML, between tags and in quoted attributes.
struct Markup: MustacheContentType {
  /// Goes at the head of each template.
  static let pragma = "{{% CONTENT_TYPE: MARKUP}}"

  static func register() { MustacheContentTypes.register(Markup(), named: "MARKUP") }

  func escapeText(_ text: String) -> String {
    var text = text
    return text.withUTF8 { bytes -> String? in
      guard bytes.contains(where: { Self.escaped($0) != nil }) else { return nil }
      var markup: [UInt8] = []
      markup.reserveCapacity(bytes.count + 32)
      for byte in bytes {
        if let escaped = Self.escaped(byte) { markup += escaped.utf8 } else { markup.append(byte) }
      }
      return String(decoding: markup, as: UTF8.self)
    } ?? text
  }

  private static func escaped(_ byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#39;"
    default: nil
    }
  }
}
