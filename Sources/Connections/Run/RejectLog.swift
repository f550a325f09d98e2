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
  private let pass: String?
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
  private var keptBytes: Int?
  /// What to say of the run where not every reject was kept.
  private(set) var message: String?

  /// - Parameters:
  ///   - data: what the rows are of, where not of the goal's own source, such as `purchases`.
  ///   - pass: the name of the pass that they come in; nil: that of the goal's own source.
  ///   - lines: the source's file; nil where records are not kept.
  ///   - open: as the store's `openSubjects`.
  ///   - retention: how many rejects and how much of their records are kept; nil: what is usual.
  init(
    run: Int64, goal: GoalReference, of data: String? = nil, pass: String? = nil, lines: SourceLines? = nil,
    open: Set<Int64> = [], retention: Retention? = nil
  ) throws {
    self.run = run
    self.goal = goal
    self.data = data
    self.pass = pass
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
    var reject = Reject(
      run: run, goal: goal.name, row: Int64(number), identifier: identifier, step: rejection.step,
      code: rejection.code, field: rejection.field, reason: (data.map { "\($0): " } ?? "") + rejection.reason,
      payload: rejection.step == 0 ? nil : try redacted.text(ofRow: rejection.row),
      subject: row.map(subject) ?? identifier.map { RejectSubject.of(heldBack: $0, goal, pass: pass) }, pass: pass)
    guard let row, let source, let lines else {
      reject.obstacle = .heldBack
      return try writer.addReject(reject)
    }
    let bytes = try keptBytes ?? writer.keptBytes(run: run, goal: goal.name)
    keptBytes = bytes
    guard bytes < retention.recordsMegabytesPerGoal << 20 else {
      reject.obstacle = .noRoom
      return try writer.addReject(reject)
    }
    let isKept: Void? = try lines.withLine(source.place(row), limit: Self.longestRecord) { record in
      keptBytes = bytes + record.count
      try writer.addReject(reject, record: record)
    }
    guard isKept == nil else { return }
    reject.obstacle = .tooLong
    try writer.addReject(reject)
  }

  /// A reject of an export; it is found again by its profile or, where it is about an event, by that event's id at
  /// Iterable.
  func add(_ reject: Reject, event: String? = nil, to writer: any ProfileWriter) throws {
    guard try hasRoom(writer) else { return }
    var reject = reject
    reject.subject =
      event.map { RejectSubject.of(event: $0, goal) } ?? reject.profile.map { RejectSubject.of($0, goal) }
    if reject.subject == nil { reject.obstacle = .noProfile }
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

  /// Whether there is anything of earlier runs that could be done with.
  var hasOpen: Bool { !open.isEmpty }

  /// The record of the batch's row could be used: what earlier runs rejected of it is done with. `identifier` is asked for
  /// where nothing else names the row.
  func resolve(row: Int, identifier: () -> String?, _ writer: any ProfileWriter) throws {
    guard hasOpen, let batch else { return }
    if let place = source?.row(ofRecord: batch.rowNumbers[row]) {
      try resolve(subject(place), writer)
    } else if let identifier = identifier() {
      try resolve(RejectSubject.of(heldBack: identifier, goal, pass: pass), writer)
    }
  }

  func resolve(_ profile: ProfileID, _ writer: any ProfileWriter) throws {
    if hasOpen { try resolve(RejectSubject.of(profile, goal), writer) }
  }

  /// By the event's id at Iterable.
  func resolve(event id: String, _ writer: any ProfileWriter) throws {
    if hasOpen { try resolve(RejectSubject.of(event: id, goal), writer) }
  }

  private func resolve(_ subject: Int64, _ writer: any ProfileWriter) throws {
    guard open.remove(subject) != nil else { return }
    try writer.resolveRejects(subject: subject, by: run)
  }

  /// Names a record of the source by all that names it, or where that is nothing by its bytes.
  private func subject(_ row: Int) -> Int64 {
    var subject = RejectSubject(goal, pass: pass)
    name.removeAll(keepingCapacity: true)
    guard let source else { return subject.value }
    if source.appendName(row, to: &name) {
      name.withUnsafeBytes { subject.add($0) }
    } else {
      lines?.withLine(source.place(row), limit: Self.longestRecord) { subject.add($0) }
    }
    return subject.value
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
