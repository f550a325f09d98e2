import Profiles

/// The events that a batch's rows bring, as they were made before anybody asked the store. Belongs to one thread at a time.
final class RowEvents {
  struct Entry {
    var row: Int32
    /// The mapping's place among those of the pass.
    var mapping: Int32
    var date: Timestamp
    /// Where its id and its properties stand in `bytes`.
    var id: Range<Int>
    var properties: Range<Int>
    var isLarge: Bool
    /// Its place in `refusals`; -1: it is accepted.
    var refusal: Int32
  }

  /// Why an event is not put on a timeline; rare.
  struct Refusal {
    var code: String
    /// The event's property, such as `product[2].sku`.
    var field: String
    var reason: String
  }

  /// In the order of the rows, and of the mappings in each.
  private(set) var entries: [Entry] = []
  private(set) var refusals: [Refusal] = []
  private var bytes: [UInt8] = []
  /// Where the search for the next row's events begins.
  private var next = 0

  /// Appends an accepted event.
  func add(
    row: Int, mapping: Int, date: Timestamp, id: UnsafeRawBufferPointer, properties: UnsafeRawBufferPointer,
    isLarge: Bool
  ) {
    let start = bytes.count
    bytes += id
    let middle = bytes.count
    bytes += properties
    entries.append(
      Entry(
        row: Int32(row), mapping: Int32(mapping), date: date, id: start..<middle, properties: middle..<bytes.count,
        isLarge: isLarge, refusal: -1))
  }

  func refuse(row: Int, mapping: Int, _ refusal: Refusal) {
    refusals.append(refusal)
    entries.append(
      Entry(
        row: Int32(row), mapping: Int32(mapping), date: Timestamp(microseconds: 0), id: 0..<0, properties: 0..<0,
        isLarge: false, refusal: Int32(refusals.count - 1)))
  }

  /// Takes an accepted event back.
  func refuse(entry: Int, _ refusal: Refusal) {
    refusals.append(refusal)
    entries[entry].refusal = Int32(refusals.count - 1)
  }

  /// Entries were appended mapping by mapping; from now on they are asked for row by row.
  func sort() { entries.sort { ($0.row, $0.mapping) < ($1.row, $1.mapping) } }

  /// The row's events. Rows are asked for in ascending order.
  func entries(ofRow row: Int) -> Range<Int> {
    while next < entries.count, entries[next].row < row { next += 1 }
    let start = next
    while next < entries.count, entries[next].row == row { next += 1 }
    return start..<next
  }

  /// Lends an event's id and properties.
  func withBytes<Result>(
    of entry: Entry, _ body: (_ id: UnsafeRawBufferPointer, _ properties: UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try bytes.withUnsafeBytes { bytes in
      try body(
        UnsafeRawBufferPointer(rebasing: bytes[entry.id]), UnsafeRawBufferPointer(rebasing: bytes[entry.properties]))
    }
  }
}
