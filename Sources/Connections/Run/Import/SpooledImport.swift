import Foundation
import IterableAPI
import Profiles
import Records
import Synchronization

/// Takes a goal's records from a spool file, or from the file that the run was given, through the processors into the store.
///
/// The spool's name, what is read and the position are in the goal's checkpoint, written in the transactions that they
/// belong to, so an interrupted run goes on with the same file at the committed position.
struct SpooledImport {
  let work: GoalWork
  let spool: SpoolFile
  /// Names the reading, where the goal has several; nil: its first.
  var pass: String?
  /// What its rejects call it, where it does not read the goal's own source.
  var rejectsAs: String?

  /// A transaction that took this long is committed, however few its rows are.
  static let timePerTransaction: Duration = .seconds(1)

  /// A transaction waits this long for its next rows: a slow plugin must not keep others from the store.
  static let patienceSeconds = 0.2

  /// Decides once for all tries of this run what is read: the window, or the file as it is now. `window` makes the window
  /// of a download; nil where the source has no such thing. A retry has none.
  func fixSource(
    _ checkpoint: inout GoalCheckpoint, window: (GoalCheckpoint.Work) -> GoalCheckpoint.Window?
  ) throws -> GoalCheckpoint.Work {
    var task = GoalCheckpoint.work(of: work.run, work.options, in: checkpoint)
    if let file = task.file {
      let version = try Self.version(ofFile: file)
      if let known = task.fileVersion, known != version {
        throw ConnectionsError(
          .spool, "\(file) was changed since the run began to read it, so the run cannot go on where it was",
          hint: "run the connection with it again; it is read anew")
      }
      guard task.fileVersion == nil else { return task }
      task.fileVersion = version
    } else {
      guard task.window == nil || task.pass != pass else { return task }
      if task.pass != pass { (task.pass, task.position) = (pass, GoalCheckpoint.Position()) }
      task.window = task.retryOf == nil ? window(task) : nil
    }
    checkpoint.work = task
    let text = checkpoint.text
    if !work.isDryRun { try work.store.write { try $0.setCheckpoint(work.reference, text) } }
    return task
  }

  /// Its size and when it was last written.
  private static func version(ofFile path: String) throws -> String {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw ConnectionsError(.spool, "cannot read \(path): \(String(cString: strerror(errno)))")
    }
    return "\(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
  }

  /// Downloads the source into the spool, which is whole or not there. Nothing to do where it is there already.
  func download(_ task: GoalCheckpoint.Work, _ body: (@escaping DownloadProgress) throws -> Void) throws {
    guard task.file == nil, !spool.exists else { return }
    guard task.position == GoalCheckpoint.Position() else {
      throw ConnectionsError(
        .spool, "the spool file of goal '\(work.reference.name)' is gone, so the run cannot go on where it was",
        hint: "run the connection again; it is read anew")
    }
    if let run = task.retryOf { return try spool(rejectsOf: run) }
    let meter = Mutex(ProgressMeter(work, .downloading))
    let begun = ContinuousClock.now
    try body { bytes in meter.withLock { $0.report(rows: 0, bytes: bytes) } }
    let size = try? FileManager.default.attributesOfItem(atPath: spool.path)[.size] as? Int64
    work.log.note(
      "downloaded", goal: work.reference.name, .init(key: "bytes", value: .integer(size ?? 0)),
      .init(key: "seconds", value: .seconds(since: begun)))
  }

  /// Writes what an earlier run rejected to the spool file, which is there only when it is whole.
  private func spool(rejectsOf run: Int64) throws {
    try spool.write { add in
      try work.store.read {
        try $0.retriedRecords(run: run, goal: work.reference.name, pass: rejectsAs, add)
      }
    }
  }

  /// Takes the source's records into the store, to their end.
  /// - Parameters:
  ///   - data: what the records are of, where they are none of the goal's own.
  ///   - events: makes the events of rows, on the chain's thread.
  ///   - rehearsal: a transaction that will be taken back, for all of it; nil: transactions of its own.
  ///   - makeStage: called in the first transaction.
  ///   - finish: called in the last one, with where the goal then stands and what came of it.
  func apply(
    _ task: GoalCheckpoint.Work, _ checkpoint: inout GoalCheckpoint, _ chain: RecordChain, names: SourceRecords.Names,
    of data: String? = nil, exclude: @escaping (Batch) -> Int = { _ in 0 },
    events: @escaping (Batch) throws -> RowEvents? = { _ in nil }, _ result: GoalResult,
    in rehearsal: (any ProfileWriter)? = nil,
    makeStage: (RejectLog, GoalResult, any ProfileReader) throws -> any RecordStage,
    finish: (inout GoalCheckpoint, inout GoalResult) -> Void = SpooledImport.end
  ) throws -> GoalResult {
    // A chain with a memory sees again what it has seen; what is committed already is then passed over.
    let start = chain.isPure ? task.position : GoalCheckpoint.Position()
    let reader = try JSONLinesReader(path: task.file ?? spool.path, from: start.byte, firstNumber: start.nextNumber)
    let size = Int64(reader.size)
    let pipeline = try RecordPipeline(
      reader: reader, from: start, chain: chain, names: names, exclude: exclude, events: events)
    var application = Application(pipeline: pipeline, from: start.byte, checkpoint: checkpoint)
    defer {
      application.abandon()
      pipeline.stop()
    }
    let lines = try SourceLines(path: task.file ?? spool.path)
    var meter = ProgressMeter(work, .importing)
    var stage: (any RecordStage)?
    var result = result
    let earlier = result.steps
    result.add(chain.message)

    func transaction(_ writer: any ProfileWriter) throws {
      let current = try stage ?? makeStage(rejects(lines, of: data, writer), result, writer)
      stage = current
      try application.fill(current, writer, work)
      result = current.result
      if application.isAtEnd {
        result.steps = earlier + chain.results
        result.add(current.rejects.message)
        finish(&application.checkpoint, &result)
      }
      guard !work.isDryRun else { return }
      try writer.setCheckpoint(work.reference, application.checkpoint.text)
      try writer.putResult(result, run: work.run)
    }

    if let rehearsal {
      while !application.isAtEnd { try transaction(rehearsal) }
    } else if work.isDryRun {
      try work.store.rehearse { writer in
        while !application.isAtEnd { try transaction(writer) }
      }
    } else {
      while !application.isAtEnd {
        try application.wait(work.cancellation)
        try work.store.write(transaction)
        let position = application.isAtEnd ? nil : application.checkpoint.work?.position.byte
        meter.report(
          rows: result.counters.read, bytes: position.map(Int64.init) ?? size, total: size, counters: result.counters,
          isLast: application.isAtEnd)
      }
    }
    checkpoint = application.checkpoint
    return result
  }

  /// The goal is done.
  static func end(_ checkpoint: inout GoalCheckpoint, _ result: inout GoalResult) {
    checkpoint.work = nil
    let counters = result.counters
    result.state =
      counters.rejected > 0 || counters.eventsRefused > 0 || result.message != nil ? .partial : .succeeded
  }
}

extension SpooledImport {
  private func rejects(_ lines: SourceLines, of data: String?, _ reader: any ProfileReader) throws -> RejectLog {
    try RejectLog(
      run: work.run, goal: work.reference, of: data, pass: rejectsAs, lines: lines,
      open: try reader.openSubjects(work.reference), retention: try? work.installation.settings().retention)
  }
}

/// What of the pipeline's items goes into one transaction.
private struct Application {
  let pipeline: RecordPipeline
  /// Up to here the store has the rows already.
  let committed: UInt64
  var checkpoint: GoalCheckpoint
  private(set) var isAtEnd = false
  private var waiting: RecordPipeline.Item?
  /// Where the mark before the next rows stands.
  private var passed: UInt64

  init(pipeline: RecordPipeline, from start: UInt64, checkpoint: GoalCheckpoint) {
    self.pipeline = pipeline
    self.checkpoint = checkpoint
    committed = checkpoint.work?.position.byte ?? 0
    passed = start
  }

  /// Waits for the first item outside the transaction, so that a slow source or plugin keeps nobody from the store.
  mutating func wait(_ cancellation: Cancellation) throws {
    try cancellation.check()
    if waiting == nil { waiting = try pipeline.next() }
  }

  /// Gives back what `wait` took and nobody applied.
  mutating func abandon() {
    waiting.map(pipeline.release)
    waiting = nil
  }

  /// Applies items until the transaction is full or the next are slow to come; ends behind a mark.
  mutating func fill(_ stage: any RecordStage, _ writer: any ProfileWriter, _ work: GoalWork) throws {
    let begun = ContinuousClock.now
    var rows = 0
    var isBehindMark = true
    while true {
      if isBehindMark {
        try work.cancellation.check()
        let elapsed = ContinuousClock.now - begun
        if rows >= work.installation.rowsPerTransaction || elapsed >= SpooledImport.timePerTransaction { return }
        if rows > 0, !pipeline.isReady(within: SpooledImport.patienceSeconds) { return }
      }
      let first = waiting
      waiting = nil
      guard let item = try first ?? pipeline.next() else {
        isAtEnd = true
        return
      }
      defer { pipeline.release(item) }
      switch item {
      case .rows(let parcel):
        isBehindMark = false
        rows += parcel.batch.rowCount
        if passed >= committed { try stage.apply(parcel, writer) }
      case .mark(let mark):
        isBehindMark = true
        stage.endPiece()
        passed = mark.position
        if passed >= committed {
          checkpoint.work?.position = GoalCheckpoint.Position(byte: passed, nextNumber: mark.nextNumber)
        }
      }
    }
  }
}
