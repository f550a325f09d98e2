import Records

/// A batch's records as they were read. What names a record, and which version of it this is, is not for a step to
/// change: a processor may remove or rename the fields, but a batch moves nothing, so their cells stay as they were.
///
/// Good until the batch is given back.
struct SourceRecords: @unchecked Sendable {
  // @unchecked: only read, on the thread that the batch was handed to.
  private let batch: Batch
  private let firstNumber: UInt64
  /// The byte of the source at which the first stands.
  private let start: UInt64
  private let identifiers: [UnsafeMutablePointer<mr_cell>]
  private let further: [UnsafeMutablePointer<mr_cell>]
  private let stamps: UnsafeMutablePointer<mr_cell>?

  /// The fields that name a record and its version, as Iterable gives it.
  struct Names {
    /// One of them at least names the record.
    var identifiers: [String]
    /// What belongs to its name where it has one.
    var further: [String] = []
    var stamp: String

    static let subscribers = Names(identifiers: ["itblUserId", "userId", "email"], stamp: "profileUpdatedAt")
    /// Purchases and custom events: with another date it is another event.
    static let events = Names(identifiers: ["_id", "id"], further: ["createdAt"], stamp: "createdAt")
    static let catalogItems = Names(identifiers: ["itemId"], stamp: "lastModified")
  }

  /// Call it before any step. Row 0 has the record `firstNumber`.
  init(_ batch: Batch, firstNumber: UInt64, start: UInt64 = 0, _ names: Names) {
    self.batch = batch
    self.firstNumber = firstNumber
    self.start = start
    identifiers = names.identifiers.compactMap { batch.column(named: $0).map(batch.cells) }
    further = names.further.compactMap { batch.column(named: $0).map(batch.cells) }
    stamps = batch.column(named: names.stamp).map(batch.cells)
  }

  /// The row of a record; nil where it is not one of these.
  func row(ofRecord number: UInt64) -> Int? {
    guard number >= firstNumber, number - firstNumber < UInt64(batch.rowCount) else { return nil }
    return Int(number - firstNumber)
  }

  /// The bytes of the source that the record was read from, blank lines before it included.
  func place(_ row: Int) -> Range<UInt64> {
    let begin = row == 0 ? start : batch.rowPositions[row - 1]
    return begin..<max(begin, batch.rowPositions[row])
  }

  /// Appends who or what the record is about, by all identifiers that it has: in a project by e-mail two subscribers may have one
  /// user id. False, with nothing appended, where it has none.
  func appendName(_ row: Int, to name: inout [UInt8]) -> Bool {
    let start = name.count
    var isNamed = false
    for cells in identifiers {
      if let text = text(cells[row]) {
        name.append(contentsOf: text)
        isNamed = true
      }
      name.append(0)
    }
    guard isNamed else {
      name.removeSubrange(start...)
      return false
    }
    for cells in further {
      if let text = text(cells[row]) { name.append(contentsOf: text) }
      name.append(0)
    }
    return true
  }

  /// When Iterable last changed the record, as it spells it; nil where it does not say.
  func stamp(_ row: Int) -> UnsafeRawBufferPointer? { stamps.flatMap { text($0[row]) } }

  private func text(_ cell: mr_cell) -> UnsafeRawBufferPointer? {
    UInt32(cell.kind) == MR_TEXT && cell.length > 0 ? batch.bytes(of: cell) : nil
  }
}
