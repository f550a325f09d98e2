import EventTypes
import Records

extension Batch {
  /// Makes events of rows that were read as JSON: ISO 8601 texts become times where the type has dates, and rows without
  /// `@id` and `@date` get their number and `now`, in microseconds since 1970 UTC.
  public func makeEvents(of type: EventType, now: Int64) throws {
    let ids = cells(try addColumn(named: "@id"))
    let dates = cells(try addColumn(named: "@date"))
    for row in 0..<rowCount {
      if ids[row].kind == UInt8(MR_ABSENT) {
        let id = Array("\(row + 1)".utf8)
        try id.withUnsafeBytes { try set(&ids[row], kind: MR_TEXT, bytes: $0) }
      }
      if dates[row].kind == UInt8(MR_ABSENT) { dates[row] = mr_cell(time: now) }
    }
    readTimes("@date")
    for property in type.properties where property.type == .dateTime && !property.isMultiple {
      readTimes(property.key)
    }
  }

  /// A text that is no date stays text.
  private func readTimes(_ name: String) {
    guard let column = column(named: name) else { return }
    let cells = cells(column)
    for row in 0..<rowCount where cells[row].kind == UInt8(MR_TEXT) {
      if let time = DateTimeText.read(bytes(of: cells[row])) { cells[row] = mr_cell(time: time) }
    }
  }
}

extension mr_cell {
  fileprivate init(time: Int64) {
    self.init()
    kind = UInt8(MR_TIME)
    `as`.integer = time
  }
}
