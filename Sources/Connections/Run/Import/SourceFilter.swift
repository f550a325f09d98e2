import IterableAPI
import Records

/// Leaves out the rows of a download that a pass is not about.
final class SourceFilter {
  private let lists: ListFilter
  private let eventName: [UInt8]?

  /// Throws as ``ListFilter`` does.
  init(_ pass: ImportPass, _ client: IterableClient, _ spool: SpoolFile) throws {
    lists = try ListFilter(pass.goal.source, client, spool)
    eventName = pass.eventName.map { Array($0.utf8) }
  }

  /// Drops them; answers how many.
  func exclude(_ batch: Batch) -> Int {
    guard let eventName else { return lists.exclude(batch) }
    let names = batch.column(named: "eventName").map(batch.cells)
    var excluded = 0
    for row in 0..<batch.rowCount where batch.isKept(row) {
      if let names, UInt32(names[row].kind) == MR_TEXT, batch.bytes(of: names[row]).elementsEqual(eventName) {
        continue
      }
      batch.rowStates[row] = UInt8(MR_ROW_DROPPED)
      excluded += 1
    }
    return excluded
  }
}
