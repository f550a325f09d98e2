/// Small request bodies, written as bytes. Rows are never built here: they arrive as JSON already.
enum JSONText {
  case string(String)
  case integer(Int64)
  case bool(Bool)
  /// Bytes that are JSON already.
  case raw([UInt8])

  static func object(_ members: [(String, JSONText)]) -> [UInt8] {
    var bytes: [UInt8] = [UInt8(ascii: "{")]
    for (index, (name, value)) in members.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(name, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
      switch value {
      case .string(let text): append(text, to: &bytes)
      case .integer(let number): bytes.append(contentsOf: String(number).utf8)
      case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
      case .raw(let json): bytes.append(contentsOf: json)
      }
    }
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    let hex = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0..<0x20: bytes += Array("\\u00".utf8) + [hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
