import Records

/// A record to try a plugin on. Fields that are not in it are absent.
struct Record {
  enum Value {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    /// Microseconds since 1970 UTC.
    case time(Int64)
    /// JSON.
    case list(String)
    /// JSON.
    case object(String)
  }

  /// From 1, and its own.
  var number: UInt64
  var fields: [(name: String, value: Value)]
  /// An earlier step dropped it.
  var isDropped = false
}

extension Batch {
  /// A batch of these records.
  convenience init(_ records: [Record]) throws {
    try self.init()
    var columns: [String: Int] = [:]
    for record in records {
      guard let row = appendRow(number: record.number) else { return }
      if record.isDropped { rowStates[row] = UInt8(MR_ROW_DROPPED) }
      for field in record.fields {
        let column: Int
        if let known = columns[field.name] {
          column = known
        } else {
          column = try addColumn(named: field.name)
          columns[field.name] = column
        }
        try set(cells(column) + row, field.value)
      }
    }
  }

  private func set(_ cell: UnsafeMutablePointer<mr_cell>, _ value: Record.Value) throws {
    cell.pointee = mr_cell()
    switch value {
    case .null: cell.pointee.kind = UInt8(MR_NULL)
    case .bool(let value): set(cell, MR_BOOL, value ? 1 : 0)
    case .integer(let value): set(cell, MR_INT, value)
    case .time(let value): set(cell, MR_TIME, value)
    case .number(let value): set(cell, MR_DOUBLE, Int64(bitPattern: value.bitPattern))
    case .text(let text): try set(cell, MR_TEXT, text)
    case .list(let text): try set(cell, MR_LIST, text)
    case .object(let text): try set(cell, MR_OBJECT, text)
    }
  }

  private func set(_ cell: UnsafeMutablePointer<mr_cell>, _ kind: UInt32, _ bits: Int64) {
    cell.pointee.kind = UInt8(kind)
    cell.pointee.as.integer = bits
  }

  private func set(_ cell: UnsafeMutablePointer<mr_cell>, _ kind: UInt32, _ text: String) throws {
    var text = text
    try text.withUTF8 { try set(cell, kind: kind, bytes: UnsafeRawBufferPointer($0)) }
  }
}
