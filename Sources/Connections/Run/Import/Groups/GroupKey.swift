import Profiles
import Records

/// The ids of groups in a batch's rows, as groups are known by them. Keeps its buffers; one thread at a time.
final class GroupKey {
  /// Why a row without an id is rejected.
  let refusal: String
  private let field: String
  private let key = IdentifierKey()
  private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 8)
  private var batch: Batch?
  private var cells: UnsafeMutablePointer<mr_cell>?

  init(_ goal: ImportGroupsGoal) {
    field = goal.id
    refusal = "field '\(goal.id)' has no id: a text or a number of at most \(GroupRow.longestID) bytes"
  }

  deinit { scratch.deallocate() }

  /// Looks the field up; call it for each batch.
  func prepare(_ batch: Batch) {
    self.batch = batch
    cells = batch.column(named: field).map(batch.cells)
  }

  /// Nil where the row has none. Valid until the next row.
  func id(of row: Int) -> UnsafeRawBufferPointer? {
    guard let batch, let cell = cells?[row], batch.hasValue(cell),
      let id = key.key(of: batch.value(of: cell, scratch: scratch), type: .text), id.count <= GroupRow.longestID
    else { return nil }
    return id
  }

  /// As people read it.
  func identifier(of row: Int) -> String? { id(of: row).map { String(decoding: $0, as: UTF8.self) } }
}
