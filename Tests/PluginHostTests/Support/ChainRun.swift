import Foundation
import Logging
import Records

@testable import PluginHost

/// What comes out of a chain for some JSON lines; comparable, so that two placements can be held side by side.
struct ChainRun: Equatable {
  /// The kept rows of each batch that was emitted, then those of `finish`.
  var batches: [[String]] = []
  /// By record number.
  var rejections: [Rejection] = []
  var counters: [StepCounters] = []
  /// Record numbers of kept rows, as in `batches`.
  var numbers: [[UInt64]] = []

  struct Rejection: Equatable {
    var number: UInt64
    var step: Int
    var code: String
    var field: String
    var reason: String
  }

  var rows: [String] { batches.flatMap { $0 } }

  /// Without what differs from run to run, and between placements.
  var result: ChainRun {
    var copy = self
    for index in counters.indices {
      copy.counters[index].nanoseconds = 0
      copy.counters[index].restarts = 0
    }
    return copy
  }

  static let now: Int64 = 1_700_000_000_123_456

  init(
    _ steps: [(plugin: String, processor: String)], rows: [String], placement: Placement, config: JSONValue = [:],
    grant: PluginGrant = .nothing, timeout: Double = 10, startTimeout: Double = 5, maximumFailures: Int = 32,
    log: Logger = Logger(label: "millrace.plugins")
  ) throws {
    try self.init(
      steps.map { try TestPlugins.reference($0.plugin, $0.processor) }, rows: rows, placement: placement,
      config: config, grant: grant, timeout: timeout, startTimeout: startTimeout, maximumFailures: maximumFailures,
      log: log)
  }

  init(
    _ references: [ProcessorReference], rows: [String], placement: Placement, config: JSONValue = [:],
    grant: PluginGrant = .nothing, timeout: Double = 10, startTimeout: Double = 5, maximumFailures: Int = 32,
    log: Logger = Logger(label: "millrace.plugins")
  ) throws {
    let chain = try ProcessorChain(
      steps: references.map {
        var step = ChainStep(
          reference: $0, config: config, placement: placement, grant: grant, timeout: timeout,
          maximumFailures: maximumFailures)
        step.startTimeout = startTimeout
        return step
      },
      now: Self.now, worker: try WorkerExecutable.find(), rules: .trying(Set(references.map(\.file.sha256))), log: log)
    let folder = try TestPlugins.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("rows.jsonl")
    try Data((rows.joined(separator: "\n") + "\n").utf8).write(to: file)

    let reader = try JSONLinesReader(path: file.path)
    let batch = try Batch()
    while try reader.read(into: batch) { try chain.process(batch) { try take($0) } }
    try chain.finish { try take($0) }
    counters = chain.counters
    chain.close()
  }

  private mutating func take(_ batch: Batch) throws {
    let writer = try JSONLinesWriter()
    try writer.prepare(batch)
    try writer.writeRows(of: batch)
    let text = String(decoding: writer.bytes, as: UTF8.self)
    batches.append(text.split(separator: "\n").map(String.init))
    numbers.append((0..<batch.rowCount).filter { batch.isKept($0) }.map { batch.rowNumbers[$0] })
    for rejection in batch.rejections {
      rejections.append(
        Rejection(
          number: batch.rowNumbers[rejection.row], step: rejection.step, code: rejection.code, field: rejection.field,
          reason: rejection.reason))
    }
    rejections.sort { $0.number < $1.number }
  }
}
