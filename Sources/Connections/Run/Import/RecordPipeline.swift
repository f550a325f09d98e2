import Foundation
import Records

/// From a spool file through the processors, on two threads of its own: one parses, one runs the chain.
///
/// What it gives are batches, and a mark behind the last batch that came of each piece of the source: only there may the
/// source's position be committed, since rows that a step derived come in batches of their own.
/// Thread: `next`, `isReady`, `release` and `stop` on one.
final class RecordPipeline {
  enum Item {
    case rows(Parcel)
    /// Everything up to here was given.
    case mark(Mark)
  }

  /// A batch on loan, until the mark behind it.
  final class Parcel: @unchecked Sendable {
    // @unchecked: it belongs to one thread at a time; `returned` orders the hand-over.
    let batch: Batch
    /// Rows of the batch that are not of the goal's source; they are dropped already.
    let outside: Int
    /// Whether steps made the rows of other rows.
    let isDerived: Bool
    /// What the rows were before the steps; nil for rows that steps held back to the end.
    let source: SourceRecords?
    /// The events that come of the rows; nil where the goal makes none.
    let events: RowEvents?
    fileprivate let returned = DispatchSemaphore(value: 0)

    fileprivate init(_ batch: Batch, outside: Int, isDerived: Bool, source: SourceRecords?, events: RowEvents?) {
      self.batch = batch
      self.outside = outside
      self.isDerived = isDerived
      self.source = source
      self.events = events
    }
  }

  struct Mark: @unchecked Sendable {
    /// The source's byte behind the last record.
    var position: UInt64
    /// The number of the record that stands there.
    var nextNumber: UInt64
    /// Goes back to the pool: the chain may look at it until here.
    fileprivate var batch: Batch?
  }

  private struct Parsed: @unchecked Sendable {
    var batch: Batch
    var outside: Int
    var source: SourceRecords
    var mark: Mark
  }

  private let pool: BoundedQueue<Batch>
  private let parsed = BoundedQueue<Parsed>(capacity: 2)
  private let ready = BoundedQueue<Item>(capacity: 4)
  private var threads: [WorkThread] = []

  /// - Parameters:
  ///   - names: what names the source's records.
  ///   - exclude: drops the rows of a batch that are not of the source, and answers how many.
  ///   - events: makes the events of rows that have passed the chain, on its thread.
  init(
    reader: JSONLinesReader, from position: GoalCheckpoint.Position, chain: RecordChain, names: SourceRecords.Names,
    exclude: @escaping (Batch) -> Int, events: @escaping (Batch) throws -> RowEvents? = { _ in nil }
  ) throws {
    let batches = 5
    pool = BoundedQueue(capacity: batches)
    for _ in 0..<batches { try pool.put(Batch()) }
    let source = Unshared((reader: reader, names: names, exclude: exclude, next: position.nextNumber))
    let steps = Unshared((chain: chain, events: events))
    threads = [
      WorkThread(name: "parse") { [pool, parsed] in Self.parse(source.value, pool, parsed) },
      WorkThread(name: "processors") { [parsed, ready] in
        Self.process(steps.value.chain, steps.value.events, parsed, ready)
      },
    ]
  }

  private static func parse(
    _ source: (reader: JSONLinesReader, names: SourceRecords.Names, exclude: (Batch) -> Int, next: UInt64),
    _ pool: BoundedQueue<Batch>, _ parsed: BoundedQueue<Parsed>
  ) {
    var next = source.next
    do {
      while let batch = try pool.take() {
        let start = source.reader.position
        guard try source.reader.read(into: batch) else { break }
        let records = SourceRecords(batch, firstNumber: next, start: start, source.names)
        next += UInt64(batch.rowCount)
        let mark = Mark(position: source.reader.position, nextNumber: next, batch: batch)
        try parsed.put(Parsed(batch: batch, outside: source.exclude(batch), source: records, mark: mark))
      }
      parsed.finish()
    } catch {
      parsed.finish(throwing: error)
    }
  }

  private static func process(
    _ chain: RecordChain, _ events: (Batch) throws -> RowEvents?, _ parsed: BoundedQueue<Parsed>,
    _ ready: BoundedQueue<Item>
  ) {
    func hand(_ batch: Batch, outside: Int, isDerived: Bool, source: SourceRecords?) throws {
      let parcel = Parcel(
        batch, outside: outside, isDerived: isDerived, source: source, events: try events(batch))
      try ready.put(.rows(parcel))
      // A batch of derived rows is the chain's own and used again at once.
      if isDerived { parcel.returned.wait() }
    }
    do {
      var last: Mark?
      while let next = try parsed.take() {
        var isDerived = false
        try chain.process(next.batch) { batch in
          try hand(batch, outside: isDerived ? 0 : next.outside, isDerived: isDerived, source: next.source)
          isDerived = true
        }
        try ready.put(.mark(next.mark))
        last = next.mark
      }
      try chain.finish { try hand($0, outside: 0, isDerived: true, source: nil) }
      if var last {
        // One byte on, so that what steps held back to the end is told from what came before it.
        last.position += 1
        last.batch = nil
        try ready.put(.mark(last))
      }
      ready.finish()
    } catch {
      parsed.close()
      ready.finish(throwing: error)
    }
  }

  /// The next item; nil at the end. Throws what reading or the chain threw.
  func next() throws -> Item? { try ready.take() }

  /// Whether there is an item, or the end, in so many seconds.
  func isReady(within seconds: Double) -> Bool { ready.isReady(before: Date(timeIntervalSinceNow: seconds)) }

  /// Gives a parcel's batch back to the chain, or a mark's to the pool.
  func release(_ item: Item) {
    switch item {
    case .rows(let parcel): parcel.returned.signal()
    case .mark(let mark): if let batch = mark.batch { try? pool.put(batch) }
    }
  }

  /// Ends both threads, wherever they are, and waits for them.
  func stop() {
    pool.close()
    parsed.close()
    for item in ready.close() { release(item) }
    for thread in threads { thread.join() }
    threads = []
  }
}

/// Carries something to the one thread that will use it from now on.
struct Unshared<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}
