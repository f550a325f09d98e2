import Profiles
import Records

/// Writes rejected rows into the store's journal. One thread at a time.
final class RejectLog {
  private let run: Int64
  private let goal: String
  /// What the rows are of, where not of the goal's subscribers.
  private let source: String?
  private let json: JSONLinesWriter
  private var batch: Batch?
  private var isPrepared = false

  init(run: Int64, goal: String, source: String? = nil) throws {
    self.run = run
    self.goal = goal
    self.source = source
    json = try JSONLinesWriter()
  }

  /// The batch that the next rejections are about.
  func begin(_ batch: Batch) {
    self.batch = batch
    isPrepared = false
  }

  func add(_ rejection: RowRejection, identifier: String?, to writer: any ProfileWriter) throws {
    guard let batch else { return }
    try writer.addReject(
      Reject(
        run: run, goal: goal, row: Int64(batch.rowNumbers[rejection.row]), identifier: identifier,
        step: rejection.step, code: rejection.code, field: rejection.field,
        reason: (source.map { "\($0): " } ?? "") + rejection.reason,
        payload: rejection.step == 0 ? nil : try redactedRow(rejection.row, of: batch)))
  }

  private func redactedRow(_ row: Int, of batch: Batch) throws -> String? {
    if !isPrepared { try json.prepare(batch) }
    isPrepared = true
    json.clear()
    try json.write(row: row, of: batch)
    return Redaction.redacted(json.bytes)
  }
}
