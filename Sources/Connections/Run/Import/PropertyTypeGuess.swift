import Profiles
import Records

/// What type a new property gets where the connection file does not say: what its first values look like.
enum PropertyTypeGuess {
  /// From the first hundred values of a column; nil where it has none yet.
  static func type(of cells: UnsafeMutablePointer<mr_cell>, in batch: Batch) -> Property.ValueType? {
    var types: Set<Property.ValueType> = []
    var seen = 0
    for row in 0..<batch.rowCount where batch.isKept(row) && batch.hasValue(cells[row]) {
      types.insert(type(of: cells[row], in: batch))
      seen += 1
      if seen == 100 { break }
    }
    return type(of: types)
  }

  /// What takes values of all these types; nil where there are none.
  static func type(of types: Set<Property.ValueType>) -> Property.ValueType? {
    if types == [.number, .decimal] { return .decimal }
    return types.count == 1 ? types.first : types.isEmpty ? nil : .text
  }

  private static func type(of cell: mr_cell, in batch: Batch) -> Property.ValueType {
    switch UInt32(cell.kind) {
    case MR_INT: .number
    case MR_DOUBLE: .decimal
    case MR_TIME: .dateTime
    case MR_TEXT where looksLikeDateTime(batch.bytes(of: cell)): .dateTime
    default: .text
    }
  }

  /// `2026-01-31`, and a time after `T` or a space.
  private static func looksLikeDateTime(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let form = Array("0000-00-00 00:00".utf8)
    guard (form.count...40).contains(bytes.count) else { return false }
    return zip(bytes, form).allSatisfy { byte, expected in
      switch expected {
      case UInt8(ascii: "0"): (0x30...0x39).contains(byte)
      case UInt8(ascii: " "): byte == expected || byte == UInt8(ascii: "T")
      default: byte == expected
      }
    }
  }
}
