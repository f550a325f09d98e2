import Foundation
import PluginHost
import Records

extension Bench {
  /// What isolation costs: the chain in workers beside the same in this process, at two sizes of a batch, and the time
  /// that a crash takes.
  static func isolation(plugins: String, crashes: String, in source: String) throws {
    for rows in [256, 1024] {
      let (inProcess, worker) = try bothPlacements(plugins: plugins, rows: rows, in: source)
      print(
        "the chain at \(rows) rows a batch: in process \(inProcess.inMicroseconds), in workers "
          + "\(worker.inMicroseconds) a batch: \(String(format: "%.2f", worker / inProcess)) x")
    }
    let times = try crashTimes(plugin: crashes)
    print(
      "from a crash to running again: median \(times[times.count / 2].inMicroseconds), the slowest of \(times.count) "
        + times[times.count - 1].inMicroseconds)
  }

  /// The median of reading, four steps and writing, in seconds a batch. The placements take turns, so that both see the
  /// same machine.
  private static func bothPlacements(plugins: String, rows: Int, in source: String) throws -> (Double, Double) {
    let lines = try String(contentsOfFile: source, encoding: .utf8).split(separator: "\n").prefix(rows)
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("millrace-bench-\(rows).ndjson")
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let chains = try [Placement.inProcess, .worker].map { try makeChain(plugins: plugins, placement: $0) }
    defer { for chain in chains { chain.close() } }
    let batch = try Batch()
    let writer = try JSONLinesWriter()
    var times: [[Double]] = [[], []]
    for _ in 0..<400 {
      for (index, chain) in chains.enumerated() {
        let reader = try JSONLinesReader(path: file.path)
        times[index].append(
          try seconds {
            _ = try reader.read(into: batch)
            try chain.process(batch) { result in
              try writer.prepare(result)
              try writer.writeRows(of: result)
            }
          })
        writer.clear()
      }
    }
    return (times[0].sorted()[200], times[1].sorted()[200])
  }

  /// Sorted seconds from a record that kills its worker until that record is rejected and a new worker has its instance.
  private static func crashTimes(plugin: String) throws -> [Double] {
    let worker = try WorkerExecutable.find()
    let reference = try PluginCatalogue(folders: [], cacheFolder: cache, worker: worker).processor(path: plugin)
    let chain = try ProcessorChain(
      steps: [ChainStep(reference: reference, config: .object([]), maximumFailures: .max)], now: 0, worker: worker)
    defer { chain.close() }
    let batch = try Batch()
    return try (0..<200).map { _ in
      batch.reset()
      _ = batch.appendRow(number: 1)
      return try seconds { try chain.process(batch) { _ in } }
    }.sorted()
  }

  private static func seconds(_ work: () throws -> Void) rethrows -> Double {
    let elapsed = try ContinuousClock().measure(work)
    return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
  }
}

extension Double {
  /// Of seconds.
  fileprivate var inMicroseconds: String { "\(Int((self * 1e6).rounded()).formatted()) µs" }
}
