import Foundation
import PluginHost
import Records

/// Runs golden cases of plugins through the real host.
///
/// Thread: any, also several at once.
public struct GoldenRunner: Sendable {
  public let catalogue: PluginCatalogue
  public let worker: WorkerExecutable
  /// What plugins may; nil: all that are tested may run in this process.
  public let rules: PluginRules?

  public init(catalogue: PluginCatalogue, worker: WorkerExecutable, rules: PluginRules? = nil) {
    self.catalogue = catalogue
    self.worker = worker
    self.rules = rules
  }

  /// Runs one case in a fresh instance; answers a line for each thing that is not as the case says, none where it passes.
  public func failures(of golden: GoldenCase, plugin: URL, placement: Placement) -> [String] {
    do {
      switch golden.expectation {
      case .error:
        _ = try run(golden, rows: [], plugin: plugin, placement: placement)
        return ["an error was expected, the configuration is accepted"]
      case .rows(let rows, let derived):
        let result = try run(golden, rows: rows, plugin: plugin, placement: placement)
        return Self.differences(rows, derived, result)
      }
    } catch {
      let message = "\(error)"
      guard case .error(let expected) = golden.expectation else { return [message] }
      return message.contains(expected) ? [] : ["an error with '\(expected)' was expected, this came: \(message)"]
    }
  }

  private struct Result {
    /// Of the case's rows, in their order.
    var rows: [GoldenCase.Outcome]
    var derived: [GoldenCase.Outcome]
    var dropReasons: [FilterReason]
  }

  /// Throws what the host throws where it refuses the configuration.
  private func run(_ golden: GoldenCase, rows: [GoldenCase.Row], plugin: URL, placement: Placement) throws -> Result {
    switch golden.subject {
    case .processor(let id): try run(golden, processor: id, rows: rows, plugin: plugin, placement: placement)
    case .eventType(let id): try run(golden, eventType: id, rows: rows, plugin: plugin, placement: placement)
    }
  }

  private func run(
    _ golden: GoldenCase, eventType id: String, rows: [GoldenCase.Row], plugin: URL, placement: Placement
  ) throws -> Result {
    let reference = try catalogue.eventType(path: plugin.path, id: id)
    let functions = EventTypeFunctions(
      reference, placement: placement, now: golden.now, worker: worker,
      rules: rules ?? .trying([reference.file.sha256]))
    defer { functions.close() }
    let events = try Self.batch(of: rows.map(\.input))
    try events.makeEvents(of: reference.eventType.type, now: golden.now)
    try functions.validate(events)
    try functions.summarise(events)
    let outcomes = (0..<events.rowCount).map { row in
      Self.rejection(ofRow: row, in: events) ?? .summary(events.summary(ofEvent: row))
    }
    return Result(rows: outcomes, derived: [], dropReasons: [])
  }

  private func run(
    _ golden: GoldenCase, processor: String?, rows: [GoldenCase.Row], plugin: URL, placement: Placement
  ) throws -> Result {
    let reference = try catalogue.processor(path: plugin.path, processor: processor)
    let chain = try ProcessorChain(
      steps: [
        ChainStep(
          reference: reference, config: try reference.checked(golden.config, filesFrom: golden.folder),
          placement: placement)
      ],
      now: golden.now, worker: worker, rules: rules ?? .trying([reference.file.sha256]))
    defer { chain.close() }

    var outcomes: [GoldenCase.Outcome] = []
    try chain.process(try Self.batch(of: rows.map(\.input))) { outcomes += try Self.outcomes(of: $0) }
    try chain.finish { outcomes += try Self.outcomes(of: $0) }
    return Result(
      rows: Array(outcomes.prefix(rows.count)), derived: Array(outcomes.dropFirst(rows.count)),
      dropReasons: chain.counters[0].filterReasons)
  }

  private static func batch(of rows: [String]) throws -> Batch {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).ndjson")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(rows.map { $0 + "\n" }.joined().utf8).write(to: file)
    let batch = try Batch()
    _ = try JSONLinesReader(path: file.path).read(into: batch)
    return batch
  }

  private static func outcomes(of batch: Batch) throws -> [GoldenCase.Outcome] {
    let writer = try JSONLinesWriter()
    try writer.prepare(batch)
    return try (0..<batch.rowCount).map { row in
      if let rejection = rejection(ofRow: row, in: batch) { return rejection }
      guard batch.isKept(row) else { return .drop(reason: nil) }
      writer.clear()
      try writer.write(row: row, of: batch)
      return .out(try JSONValue(parsing: writer.bytes))
    }
  }

  private static func rejection(ofRow row: Int, in batch: Batch) -> GoldenCase.Outcome? {
    batch.rejections.first { $0.row == row }.map { .reject(code: $0.code, field: $0.field, reason: $0.reason) }
  }

  private static func differences(_ rows: [GoldenCase.Row], _ derived: [JSONValue], _ result: Result) -> [String] {
    var differences: [String] = []
    for (index, (row, actual)) in zip(rows, result.rows).enumerated() {
      differences += row.outcome.differences(from: actual).map { "row \(index + 1): \($0)" }
    }
    for (index, (row, actual)) in zip(derived, result.derived).enumerated() {
      differences += GoldenCase.Outcome.out(row).differences(from: actual).map { "derived row \(index + 1): \($0)" }
    }
    if result.derived.count != derived.count {
      differences.append("derived rows: \(derived.count) expected, \(result.derived.count) came")
      differences += result.derived.dropFirst(derived.count).map { "derived, and not expected: \($0)" }
    }
    // The host counts reasons of drops; it does not say of which row each was.
    let reasons = rows.compactMap { if case .drop(let reason?) = $0.outcome { reason } else { nil } }
    for reason in Set(reasons).sorted() {
      let count = result.dropReasons.first { $0.reason == reason }?.count ?? 0
      let expected = reasons.count { $0 == reason }
      if count < expected { differences.append("dropped for '\(reason)': \(expected) expected, \(count) were") }
    }
    return differences
  }
}

extension GoldenCase.Outcome: CustomStringConvertible {
  public var description: String {
    switch self {
    case .out(let row): row.text
    case .summary(let text): text.map { "an event '\($0)'" } ?? "an event without a summary"
    case .drop(let reason): reason.map { "dropped: \($0)" } ?? "dropped"
    case .reject(let code, let field, let reason):
      "rejected: " + [code, field, reason].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ", ")
    }
  }

  /// What this, from a case, says otherwise of a row than what came out; what a case leaves open is not compared.
  fileprivate func differences(from actual: GoldenCase.Outcome) -> [String] {
    switch (self, actual) {
    case (.out(let expected), .out(let actual)): return JSONDifference.between(expected: expected, actual: actual)
    case (.drop, .drop): return []
    case (.summary(let expected), .summary(let actual)) where expected == actual: return []
    case (.reject(let code, let field, let reason), .reject(let actualCode, let actualField, let actualReason)):
      // The host puts the plugin's name before its code, and says of a failure whose it was.
      if code == nil || actualCode?.hasSuffix(":\(code!)") == true, field == nil || field == actualField,
        reason == nil || actualReason?.contains(reason!) == true
      {
        return []
      }
    default: break
    }
    return ["\(self) was expected, \(actual) came"]
  }
}
