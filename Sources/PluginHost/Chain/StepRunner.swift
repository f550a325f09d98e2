import CPluginCall
import Logging
import Records

/// One step of a chain at work: an instance, what it did so far, and what happens when it fails.
final class StepRunner {
  private(set) var counters = StepCounters()
  private let step: ChainStep
  /// Place in the chain, from 1.
  private let number: Int
  private let now: Int64
  private let instance: any ProcessorInstance
  private let metrics: StepMetrics
  /// Bytes that the rows derived in one call may take: each is a copy of its parent, and they wait for their turn together.
  private static let derivedLimit = 2 * Batch.capacity

  init(
    _ step: ChainStep, number: Int, now: Int64, worker: WorkerExecutable, rules: PluginRules, log: Logger
  ) throws {
    self.step = step
    self.number = number
    self.now = now
    metrics = StepMetrics(step.reference)
    try rules.check(step)
    let log = PluginLog(log, plugin: step.reference.label)
    switch step.placement {
    case .worker: instance = try WorkerInstance(step, executable: worker, log: log)
    case .inProcess: instance = try InProcessInstance(step, log: log)
    }
  }

  func close() { instance.close() }

  // MARK: Calls

  /// Runs the step over the batch's kept rows; hands on batches of the rows that it derived.
  func process(_ batch: Batch, derived: (Batch) -> Void) throws {
    let kept = batch.keptCount
    guard kept > 0 else { return }
    let start = ContinuousClock.now
    defer { count(since: start) }
    counters.rowsIn += kept
    metrics.rows.increment(by: kept)

    let columns = batch.region.pointee.column_count
    let all = mrp_range(begin: 0, end: UInt32(batch.rowCount), columns: columns, reserved: 0)
    let before = counters.filtered + counters.rejected
    do {
      try run(.process, on: batch, range: all, timeout: step.timeout, derived: derived)
    } catch let failure as ProcessorFailure {
      try recover(from: failure)
      try isolate(failure, in: all, of: batch, derived: derived)
    }
    counters.kept += kept - (counters.filtered + counters.rejected - before)
  }

  /// After the last batch: hands on what the processor held back.
  func finish(derived: (Batch) -> Void) throws {
    guard step.reference.processor.hasFinish else { return }
    let start = ContinuousClock.now
    defer { count(since: start) }
    let none = mrp_range(begin: 0, end: 0, columns: 0, reserved: 0)
    do {
      try run(.finish, on: try Batch(), range: none, timeout: step.timeout, derived: derived)
    } catch let failure as ProcessorFailure {
      throw PluginHostError(
        .failing, "step \(number): plugin \(step.reference.label) \(failure.phrase), at the end of the rows",
        hint: ["rows that it held back are lost to this run", step.withheld].compactMap { $0 }.joined(separator: "; "),
        culprit: step.reference.file.sha256)
    }
  }

  /// One call, all of whose answer is taken. Throws ``ProcessorFailure``, and then the batch is as it was.
  private func run(
    _ call: ProcessorCall, on batch: Batch, range: mrp_range, timeout: Double, derived: (Batch) -> Void
  ) throws {
    try instance.call(call, on: batch, range: range, now: now, timeout: timeout)
    var taken = mrp_taken()
    switch mrp_absorb(
      batch.region, instance.output.block, range, step.reference.function.rawValue, UInt32(number), &taken)
    {
    case MRP_TAKEN: break
    case MRP_FULL: throw ProcessorFailure.batchFull
    default: throw ProcessorFailure.invalidOutput(taken.text)
    }
    counters.filtered += Int(taken.dropped)
    counters.rejected += Int(taken.rejected)
    if taken.dropped + taken.rejected > 0 { account(taken, range: range, in: batch) }
    if taken.derived.count > 0 { try derive(taken, range: range, from: batch, derived) }
  }

  // MARK: Failures

  private func recover(from failure: ProcessorFailure) throws {
    guard try instance.recover(from: failure) else { return }
    counters.restarts += 1
    metrics.restarts.increment()
  }

  /// Halves a range on which the plugin failed until the poison records stand alone; rejects those. Rows that are out
  /// already may be what it failed on: a kept row is judged by a call on nothing else.
  private func isolate(_ failure: ProcessorFailure, in range: mrp_range, of batch: Batch, derived: (Batch) -> Void)
    throws
  {
    let kept = (range.begin..<range.end).filter { batch.isKept(Int($0)) }
    guard let first = kept.first else { return }
    let parts: [(begin: UInt32, end: UInt32)]
    if kept.count > 1 {
      let middle = kept[kept.count / 2]
      parts = [(range.begin, middle), (middle, range.end)]
    } else if range.end - range.begin > 1 {
      parts = [(first, first + 1)]
    } else {
      return try reject(Int(first), of: batch, because: failure)
    }
    for part in parts {
      let part = mrp_range(begin: part.begin, end: part.end, columns: range.columns, reserved: 0)
      do {
        try run(
          .process, on: batch, range: part, timeout: min(step.timeout, max(1, step.timeout / 10)), derived: derived)
      } catch let failure as ProcessorFailure {
        try recover(from: failure)
        try isolate(failure, in: part, of: batch, derived: derived)
      }
    }
  }

  private func reject(_ row: Int, of batch: Batch, because failure: ProcessorFailure) throws {
    let reason = "plugin \(step.reference.label) \(failure.phrase)" + (step.withheld.map { "; \($0)" } ?? "")
    batch.reject(RowRejection(row: row, step: number, code: "plugin_failed", reason: reason))
    counters.rejected += 1
    counters.failed += 1
    guard counters.failed <= step.maximumFailures else {
      throw PluginHostError(
        .failing,
        "step \(number): \(reason); it failed on \(counters.failed) records of this run, \(step.maximumFailures) are forgiven",
        hint: "see what those records have in common, then correct the plugin or take it out of the goal",
        culprit: step.reference.file.sha256)
    }
  }

  // MARK: Answers

  /// Keeps the plugin's reasons.
  private func account(_ taken: mrp_taken, range: mrp_range, in batch: Batch) {
    var taken = taken
    func bytes(_ offset: UInt64, _ length: UInt32) -> UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(
        start: length > 0 ? mrp_taken_text(batch.region, &taken, offset) : nil, count: Int(length))
    }
    let plugin = step.reference.plugin.id
    let marks = UnsafeRawPointer(mrp_taken_text(batch.region, &taken, taken.marks.offset)!)
      .assumingMemoryBound(to: mrp_mark.self)
    for mark in UnsafeBufferPointer(start: marks, count: Int(taken.marks.count)) {
      if mark.state == MR_ROW_KEPT { continue }
      let reason = bytes(mark.reason, mark.reason_length)
      guard mark.state == MR_ROW_REJECTED else {
        counters.count(filterReason: reason)
        continue
      }
      batch.rejections.append(
        RowRejection(
          row: Int(range.begin + mark.row), step: number, code: mark.code == 0 ? plugin : "\(plugin):\(mark.code)",
          field: String(foreign: bytes(mark.field, mark.field_length)),
          reason: String(foreign: reason)))
    }
  }

  private func derive(_ taken: mrp_taken, range: mrp_range, from batch: Batch, _ derived: (Batch) -> Void) throws {
    var taken = taken
    var made: UInt32 = 0
    var bytes: UInt64 = 0
    while made < taken.derived.count {
      let rows = try Batch()
      let count = mrp_derive(batch.region, &taken, range, UInt32(number), made, rows.region)
      guard count > 0 else {
        throw PluginHostError(
          .memory, "step \(number): a row that plugin \(step.reference.label) derived is larger than a batch")
      }
      made += count
      bytes += rows.region.pointee.used
      guard bytes <= Self.derivedLimit else {
        throw PluginHostError(
          .memory,
          "step \(number): the rows that plugin \(step.reference.label) derived in one call take more than \(Self.derivedLimit >> 20) MB",
          hint: "derive fewer rows from each record, or rows with less text")
      }
      derived(rows)
    }
    counters.derived += Int(made)
  }

  private func count(since start: ContinuousClock.Instant) {
    let spent = (ContinuousClock.now - start).components
    let nanoseconds = UInt64(spent.seconds) * 1_000_000_000 + UInt64(spent.attoseconds / 1_000_000_000)
    counters.nanoseconds += nanoseconds
    metrics.seconds.increment(by: Double(nanoseconds) / 1e9)
  }
}

extension mrp_taken {
  fileprivate var text: String { withUnsafeBytes(of: message) { String(foreignTerminated: $0) } }
}
