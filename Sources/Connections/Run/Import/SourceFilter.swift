import IterableAPI
import Records

/// Leaves out the rows of a download that a pass is not about, and purchases and custom events that Millrace itself exported:
/// they are on a timeline already, under the names that they have there.
final class SourceFilter {
  private let lists: ListFilter
  private let eventName: [UInt8]?
  private let isFeed: Bool

  /// Throws as ``ListFilter`` does.
  init(_ pass: ImportPass, _ client: IterableClient, _ spool: SpoolFile) throws {
    lists = try ListFilter(pass.goal.source, client, spool)
    isFeed = pass.source != .record
    eventName = pass.eventName.map { Array($0.utf8) }
  }

  /// Drops them; answers how many.
  func exclude(_ batch: Batch) -> Int {
    guard isFeed else { return lists.exclude(batch) }
    let names = batch.column(named: "eventName").map(batch.cells)
    let ids = ["_id", "id"].compactMap { batch.column(named: $0).map(batch.cells) }
    func text(_ cell: mr_cell) -> UnsafeRawBufferPointer? {
      UInt32(cell.kind) == MR_TEXT ? batch.bytes(of: cell) : nil
    }
    var excluded = 0
    for row in 0..<batch.rowCount where batch.isKept(row) {
      let isMeant = eventName.map { name in names.flatMap { text($0[row]) }?.elementsEqual(name) ?? false } ?? true
      if isMeant, !ids.contains(where: { text($0[row]).map(ExportedEventID.isExported) ?? false }) { continue }
      batch.rowStates[row] = UInt8(MR_ROW_DROPPED)
      excluded += 1
    }
    return excluded
  }
}
