import Glibc
import Profiles
import Records

extension Batch {
  /// A cell as a property takes it. Borrows the batch and, for a number that a processor made, `scratch`.
  func value(of cell: mr_cell, scratch: UnsafeMutableRawBufferPointer) -> PropertyValue {
    switch UInt32(cell.kind) {
    case MR_NULL: return .null
    case MR_BOOL: return .bool(cell.as.integer != 0)
    case MR_TEXT: return .text(bytes(of: cell))
    case MR_TIME: return .time(cell.as.integer)
    case MR_LIST: return .list(bytes(of: cell))
    case MR_OBJECT: return .object(bytes(of: cell))
    case MR_INT, MR_DOUBLE: return .number(spelling(of: cell, scratch: scratch))
    default: return .absent
    }
  }

  /// A number as its source spelt it, or in its shortest spelling.
  private func spelling(of cell: mr_cell, scratch: UnsafeMutableRawBufferPointer) -> UnsafeRawBufferPointer {
    if cell.spelling > 0 {
      return UnsafeRawBufferPointer(start: mrb_bytes(region, UInt64(cell.length)), count: Int(cell.spelling))
    }
    let text = UInt32(cell.kind) == MR_INT ? cell.as.integer.description : cell.as.number.description
    let count = min(text.utf8.count, scratch.count)
    scratch.copyBytes(from: text.utf8.prefix(count))
    return UnsafeRawBufferPointer(rebasing: scratch[..<count])
  }

  /// Whether the cell holds something: not absent, null, an empty text or an empty list.
  func hasValue(_ cell: mr_cell) -> Bool {
    switch UInt32(cell.kind) {
    case MR_ABSENT, MR_NULL: false
    case MR_TEXT: cell.length > 0
    case MR_LIST: cell.length > 2
    default: true
    }
  }

  /// For previews and rejects; nil where the field is absent.
  func jsonValue(of cell: mr_cell) -> JSONValue? {
    switch UInt32(cell.kind) {
    case MR_ABSENT: nil
    case MR_NULL: .null
    case MR_BOOL: .bool(cell.as.integer != 0)
    case MR_INT: .integer(cell.as.integer)
    case MR_DOUBLE: .number(cell.as.number)
    case MR_TIME: .string(Timestamp(microseconds: cell.as.integer).description)
    case MR_LIST, MR_OBJECT: (try? JSONValue(parsing: bytes(of: cell))) ?? .null
    default: .string(String(decoding: bytes(of: cell), as: UTF8.self))
    }
  }
}
