/// The bytes of a file that a stranger made: every read is within bounds, or throws.
struct ELFBytes {
  let bytes: [UInt8]

  var count: UInt64 { UInt64(bytes.count) }

  /// Throws ``ELFError`` where the file is shorter.
  func part(_ offset: UInt64, _ length: UInt64) throws -> ArraySlice<UInt8> {
    guard length <= count, offset <= count - length else { throw ELFError("it is cut off") }
    return bytes[Int(offset)..<Int(offset + length)]
  }

  /// A little-endian number.
  func number<Number: FixedWidthInteger & UnsignedInteger>(_ offset: UInt64, as type: Number.Type = Number.self) throws
    -> Number
  {
    try part(offset, UInt64(MemoryLayout<Number>.size)).reversed().reduce(0) { $0 << 8 | Number($1) }
  }

  /// The terminated text at an offset; names that are no UTF-8 are shown as they can be. Throws ``ELFError``.
  func text(_ offset: UInt64) throws -> String {
    guard offset < count else { throw ELFError("a name lies outside the file") }
    let rest = bytes[Int(offset)...].prefix(4096)
    guard let end = rest.firstIndex(of: 0) else { throw ELFError("a name does not end") }
    return String(decoding: rest[..<end], as: UTF8.self)
  }
}

/// Why a file is not read as an ELF file.
struct ELFError: Error, CustomStringConvertible {
  /// Begins in lower case.
  let description: String
  init(_ description: String) { self.description = description }
}
