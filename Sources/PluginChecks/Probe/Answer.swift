import CPluginCall
import PluginHost
import Records

/// What became of records, in a form that can be compared, however they were put into batches.
struct Answer: Equatable {
  /// By record number: `kept`, with each field that is there in the order of their names, `dropped` or `rejected`, with
  /// what was said.
  private(set) var rows: [UInt64: String] = [:]
  /// By their parents' number, 0 without; each as in ``rows``.
  private(set) var derived: [UInt64: [String]] = [:]
  /// Every reason, field of a reason and name of a new column.
  private(set) var said: Set<String> = []
  private(set) var keptCount = 0

  static func == (a: Answer, b: Answer) -> Bool { a.rows == b.rows && a.derived == b.derived }

  init() {}

  /// Takes the answer of a call on all rows into the batch. Throws ``ProcessorFailure`` where it is not valid.
  init(taking output: OutputBlock, into batch: Batch) throws {
    let range = mrp_range(
      begin: 0, end: UInt32(batch.rowCount), columns: batch.region.pointee.column_count, reserved: 0)
    var taken = mrp_taken()
    switch mrp_absorb(batch.region, output.block, range, PluginFunction.processor.rawValue, 1, &taken) {
    case MRP_TAKEN: break
    case MRP_FULL: throw ProcessorFailure.batchFull
    default:
      throw ProcessorFailure.invalidOutput(withUnsafeBytes(of: taken.message) { String(terminated: $0) })
    }
    tell(batch, verdicts(taken, in: batch))
    var made: UInt32 = 0
    while made < taken.derived.count {
      let rows = try Batch()
      let count = mrp_derive(batch.region, &taken, range, 1, made, rows.region)
      guard count > 0 else { throw ProcessorFailure.batchFull }
      made += count
      let texts = FieldTexts(rows)
      for row in 0..<rows.rowCount { derived[rows.rowNumbers[row], default: []].append(texts[row]) }
    }
  }

  /// With what another call gave.
  mutating func join(_ other: Answer) {
    rows.merge(other.rows) { $1 }
    derived.merge(other.derived) { $0 + $1 }
    said.formUnion(other.said)
    keptCount += other.keptCount
  }

  /// The numbers of records that came out otherwise.
  func differences(from other: Answer) -> [UInt64] {
    Set(rows.keys).union(other.rows.keys).filter {
      rows[$0] != other.rows[$0] || derived[$0] != other.derived[$0]
    }.sorted() + (derived[0] != other.derived[0] ? [0] : [])
  }

  private mutating func verdicts(_ taken: mrp_taken, in batch: Batch) -> [UInt32: String] {
    guard taken.marks.count > 0 else { return [:] }
    var taken = taken
    func text(_ offset: UInt64, _ length: UInt32) -> String {
      length == 0
        ? ""
        : String(
          decoding: UnsafeRawBufferPointer(
            start: mrp_taken_text(batch.region, &taken, offset), count: Int(length)), as: UTF8.self)
    }
    let marks = UnsafeRawPointer(mrp_taken_text(batch.region, &taken, taken.marks.offset)!)
      .assumingMemoryBound(to: mrp_mark.self)
    var verdicts: [UInt32: String] = [:]
    for mark in UnsafeBufferPointer(start: marks, count: Int(taken.marks.count)) {
      let reason = text(mark.reason, mark.reason_length)
      let field = text(mark.field, mark.field_length)
      said.formUnion([reason, field])
      verdicts[mark.row] =
        mark.state == MR_ROW_DROPPED ? "dropped: \(reason)" : "rejected \(mark.code) \(field): \(reason)"
    }
    return verdicts
  }

  private mutating func tell(_ batch: Batch, _ verdicts: [UInt32: String]) {
    let texts = FieldTexts(batch)
    said.formUnion(texts.newNames)
    for row in 0..<batch.rowCount {
      let number = batch.rowNumbers[row]
      if batch.isKept(row) {
        rows[number] = "kept " + texts[row]
        keptCount += 1
      } else {
        rows[number] = verdicts[UInt32(row)] ?? "out before"
      }
    }
  }
}

/// The fields of a batch's rows as text, in the order of their names.
private struct FieldTexts {
  private let batch: Batch
  private let columns: [(name: String, index: Int)]
  /// Of columns that a call made or renamed.
  let newNames: [String]

  init(_ batch: Batch) {
    self.batch = batch
    let there = batch.columns.indices.filter { batch.columns[$0].removed == 0 }
    columns = there.map { (batch.name(ofColumn: $0), $0) }.sorted { $0.0 < $1.0 }
    newNames = there.filter { batch.columns[$0].step > 0 }.map { batch.name(ofColumn: $0) }
  }

  subscript(row: Int) -> String {
    var text = ""
    for column in columns {
      let cell = batch.cells(column.index)[row]
      if cell.kind == UInt8(MR_ABSENT) { continue }
      text += "\(column.name)=\(cell.kind):"
      switch UInt32(cell.kind) {
      case MR_NULL: break
      case MR_BOOL, MR_INT, MR_TIME: text += "\(cell.as.integer)"
      case MR_DOUBLE: text += "\(cell.as.number)"
      default: text += String(decoding: batch.bytes(of: cell), as: UTF8.self)
      }
      text += "\u{1E}"
    }
    return text
  }
}

extension String {
  /// Up to the first zero.
  init(terminated bytes: UnsafeRawBufferPointer) { self.init(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
}
