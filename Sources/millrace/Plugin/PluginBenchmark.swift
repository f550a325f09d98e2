import Foundation
import PluginHost
import Records

/// How long a chain takes on the rows of a file. Reading them is not in the times, nor is the start of workers.
struct PluginBenchmark {
  struct Measurement {
    /// Nanoseconds a record: the fastest round, and the one in the middle.
    let best: Double
    let median: Double
    let rounds: Int
    /// What became of the rows in one round; nil of a chain without steps.
    let counters: StepCounters?
  }

  /// JSON lines.
  let rows: URL
  let worker: WorkerExecutable

  private static let rounds = 3...50
  /// Rounds are added until they took so long together.
  private static let enough = Duration.milliseconds(500)

  /// Sends all rows through a chain of these steps, again and again, as in a long run; the first round is not in the times.
  /// Throws ``PluginHostError`` where the plugin fails, ``RecordsError`` where the file cannot be read or has no rows.
  func measure(_ steps: [ChainStep]) throws -> Measurement {
    let chain = try ProcessorChain(
      steps: steps, now: Int64(Date().timeIntervalSince1970) * 1_000_000, worker: worker,
      rules: .trying(Set(steps.map(\.reference.file.sha256))))
    defer { chain.close() }
    let batch = try Batch()
    _ = try round(chain, batch)
    let counters = chain.counters.first
    var times: [Double] = []
    var total = Duration.zero
    while times.count < Self.rounds.lowerBound || (total < Self.enough && times.count < Self.rounds.upperBound) {
      let (time, count) = try round(chain, batch)
      total += time
      times.append(time / Duration.nanoseconds(count))
    }
    times.sort()
    return Measurement(best: times[0], median: times[times.count / 2], rounds: times.count, counters: counters)
  }

  private func round(_ chain: ProcessorChain, _ batch: Batch) throws -> (time: Duration, rows: Int) {
    let reader = try JSONLinesReader(path: rows.path)
    let clock = ContinuousClock()
    var time = Duration.zero
    var count = 0
    while try reader.read(into: batch) {
      count += batch.rowCount
      time += try clock.measure { try chain.process(batch) { _ in } }
    }
    guard count > 0 else { throw RecordsError(.file, "\(rows.path) has no rows") }
    return (time, count)
  }
}
