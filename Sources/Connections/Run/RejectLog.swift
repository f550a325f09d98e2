import Profiles
import Records

/// Writes a goal's rejected records into the store's journal, within bounds, and notes which of earlier runs could be used
/// now. One thread at a time; inside the store's `write`.
final class RejectLog {
  /// Bytes of the longest record that is kept beside a reject.
  static let longestRecord = 64 << 10

  private let run: Int64
  private let goal: GoalReference
  /// What the rows are of, where not of the goal's own source.
  private let data: String?
  private let lines: SourceLines?
  private let redacted: RedactedRecords
  private let retention: Retention
  /// What earlier runs rejected and no later one could use.
  private var open: Set<Int64>
  private var batch: Batch?
  private var source: SourceRecords?
  private var name: [UInt8] = []
  /// Kept so far in this run; nil before the first.
  private var kept: Int?
  private var keptBytes = 0
  /// What to say of the run where not every reject was kept.
  private(set) var message: String?

  /// - Parameters:
  ///   - data: what the rows are of, where not of the goal's own source, such as `purchases`.
  ///   - lines: the source's file; nil where records are not kept.
  ///   - open: as the store's `openSubjects`.
  ///   - retention: how many rejects and how much of their records are kept; nil: what is usual.
  init(
    run: Int64, goal: GoalReference, of data: String? = nil, lines: SourceLines? = nil, open: Set<Int64> = [],
    retention: Retention? = nil
  ) throws {
    self.run = run
    self.goal = goal
    self.data = data
    self.lines = lines
    self.open = open
    self.retention = retention ?? Retention()
    redacted = try RedactedRecords()
  }

  /// The batch that the next rejections are about, and what its rows were before the steps.
  func begin(_ batch: Batch, source: SourceRecords? = nil) {
    self.batch = batch
    self.source = source
    redacted.begin(batch)
  }

  func add(_ rejection: RowRejection, identifier: String?, to writer: any ProfileWriter) throws {
    guard let batch, try hasRoom(writer) else { return }
    let number = batch.rowNumbers[rejection.row]
    let row = source?.row(ofRecord: number)
    let reject = Reject(
      run: run, goal: goal.name, row: Int64(number), identifier: identifier, step: rejection.step,
      code: rejection.code, field: rejection.field, reason: (data.map { "\($0): " } ?? "") + rejection.reason,
      payload: rejection.step == 0 ? nil : try redacted.text(ofRow: rejection.row),
      subject: data == nil ? row.flatMap(subject) : nil)
    guard let row, let source, let lines, keptBytes < retention.recordsMegabytesPerGoal << 20 else {
      return try writer.addReject(reject)
    }
    let isKept: Void? = try lines.withLine(source.place(row), limit: Self.longestRecord) { record in
      keptBytes += record.count
      try writer.addReject(reject, record: record)
    }
    if isKept == nil { try writer.addReject(reject) }
  }

  /// A reject of an export; it is found again by its profile. `isRetriable`: exporting the profile again may help.
  func add(_ reject: Reject, isRetriable: Bool = true, to writer: any ProfileWriter) throws {
    guard try hasRoom(writer) else { return }
    var reject = reject
    reject.subject = isRetriable ? reject.profile.map(subject) : nil
    try writer.addReject(reject)
  }

  private func hasRoom(_ writer: any ProfileWriter) throws -> Bool {
    let before = try kept ?? writer.rejectCount(RejectFilter(run: run, goal: goal.name))
    guard before < retention.rejectsPerGoal else {
      kept = before
      message = "\(retention.rejectsPerGoal) rejected records are kept; the others are only counted"
      return false
    }
    kept = before + 1
    return true
  }

  // MARK: What could be used

  /// The record of the batch's row could be used: what earlier runs rejected of it is done with.
  func resolve(row: Int, _ writer: any ProfileWriter) throws {
    guard !open.isEmpty, let batch, let place = source?.row(ofRecord: batch.rowNumbers[row]),
      let subject = subject(place)
    else { return }
    try resolve(subject, writer)
  }

  func resolve(_ profile: ProfileID, _ writer: any ProfileWriter) throws {
    guard !open.isEmpty else { return }
    try resolve(subject(profile), writer)
  }

  private func resolve(_ subject: Int64, _ writer: any ProfileWriter) throws {
    guard open.remove(subject) != nil else { return }
    try writer.resolveRejects(subject: subject, by: run)
  }

  /// Names a record of the source by all its identifiers, or where it has none by its bytes.
  private func subject(_ row: Int) -> Int64? {
    guard let source else { return nil }
    name.removeAll(keepingCapacity: true)
    if source.appendSubscriber(row, to: &name) { return name.withUnsafeBytes(hash) }
    return lines?.withLine(source.place(row), limit: Self.longestRecord, hash) ?? nil
  }

  private func subject(_ profile: ProfileID) -> Int64 { withUnsafeBytes(of: profile.rawValue, hash) }

  /// FNV-1a over the goal and the name.
  private func hash(_ bytes: UnsafeRawBufferPointer) -> Int64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ bytes: UnsafeRawBufferPointer) {
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    withUnsafeBytes(of: goal.id.littleEndian, add)
    add(bytes)
    return Int64(bitPattern: hash)
  }
}

/// Rows of a batch as JSON without values that name people. One thread at a time.
final class RedactedRecords {
  private let json: JSONLinesWriter
  private var batch: Batch?
  private var isPrepared = false

  init() throws { json = try JSONLinesWriter() }

  func begin(_ batch: Batch) {
    self.batch = batch
    isPrepared = false
  }

  func text(ofRow row: Int) throws -> String? {
    guard let batch else { return nil }
    if !isPrepared { try json.prepare(batch) }
    isPrepared = true
    json.clear()
    try json.write(row: row, of: batch)
    return Redaction.redacted(json.bytes)
  }
}
