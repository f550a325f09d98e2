import Foundation
import PluginHost
import Records

/// Runs golden cases of plugins through the real host.
struct GoldenRunner {
  let catalogue: PluginCatalogue
  let worker: WorkerExecutable

  /// Runs one case; answers a sentence for each thing that is not as the case says, none where it passes.
  func failures(of golden: GoldenCase, plugin: URL, placement: Placement) throws -> [String] {
    switch golden.expectation {
    case .error(let expected):
      do {
        _ = try run(golden, rows: [], plugin: plugin, placement: placement)
        return ["the configuration is accepted"]
      } catch {
        return "\(error)".contains(expected) ? [] : ["the configuration is refused with: \(error)"]
      }
    case .rows(let rows, let derived):
      let result = try run(golden, rows: rows, plugin: plugin, placement: placement)
      return Self.differences(rows, derived, result)
    }
  }

  private struct Outcome {
    /// Of the case's rows, in their order.
    var rows: [GoldenCase.Outcome] = []
    var derived: [JSONValue] = []
    var dropReasons: [FilterReason] = []
  }

  /// Throws what the host throws where it refuses the configuration.
  private func run(_ golden: GoldenCase, rows: [GoldenCase.Row], plugin: URL, placement: Placement) throws -> Outcome {
    let reference = try catalogue.processor(path: plugin.path, processor: golden.processor)
    let checked = reference.schema.validate(golden.config)
    if !checked.violations.isEmpty {
      throw GoldenCaseError(checked.violations.map(\.description).joined(separator: "\n"))
    }
    let chain = try ProcessorChain(
      steps: [ChainStep(reference: reference, config: checked.value, placement: placement)], now: golden.now,
      worker: worker, trusted: [reference.file.sha256])
    defer { chain.close() }

    var outcomes: [GoldenCase.Outcome] = []
    try chain.process(try Self.batch(of: rows.map(\.input))) { outcomes += try Self.outcomes(of: $0) }
    try chain.finish { outcomes += try Self.outcomes(of: $0) }
    let derived = outcomes.dropFirst(rows.count).map { if case .out(let row) = $0 { row } else { JSONValue.null } }
    return Outcome(
      rows: Array(outcomes.prefix(rows.count)), derived: derived, dropReasons: chain.counters[0].filterReasons)
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
      if let rejection = batch.rejections.first(where: { $0.row == row }) {
        return .reject(code: rejection.code, field: rejection.field, reason: rejection.reason)
      }
      guard batch.isKept(row) else { return .drop(reason: nil) }
      writer.clear()
      try writer.write(row: row, of: batch)
      return .out(try JSONValue(parsing: writer.bytes).sorted)
    }
  }

  private static func differences(_ rows: [GoldenCase.Row], _ derived: [JSONValue], _ outcome: Outcome) -> [String] {
    var differences: [String] = []
    if outcome.rows.count != rows.count { differences.append("\(rows.count) rows became \(outcome.rows.count)") }
    for (row, actual) in zip(rows, outcome.rows) where !row.outcome.agrees(with: actual) {
      differences.append("\(row.input) became \(actual) instead of \(row.outcome)")
    }
    if outcome.derived != derived.map(\.sorted) {
      differences.append("derived: \(JSONValue.array(outcome.derived).text)")
    }
    // The host counts reasons of drops; it does not say of which row each was.
    let reasons = rows.compactMap { if case .drop(let reason?) = $0.outcome { reason } else { nil } }
    for reason in Set(reasons) {
      let count = outcome.dropReasons.first { $0.reason == reason }?.count ?? 0
      if count < reasons.count(where: { $0 == reason }) { differences.append("'\(reason)' dropped \(count) rows") }
    }
    return differences
  }
}

extension GoldenCase.Outcome: CustomStringConvertible {
  var description: String {
    switch self {
    case .out(let row): row.text
    case .drop(let reason): reason.map { "dropped: \($0)" } ?? "dropped"
    case .reject(let code, let field, let reason):
      "rejected: " + [code, field, reason].compactMap(\.self).joined(separator: ", ")
    }
  }

  /// Whether this, from a case, says of a row what came out; what a case leaves open is not compared.
  fileprivate func agrees(with actual: GoldenCase.Outcome) -> Bool {
    switch (self, actual) {
    case (.out(let expected), .out(let actual)): return expected.sorted == actual
    case (.drop, .drop): return true
    case (.reject(let code, let field, let reason), .reject(let actualCode, let actualField, let actualReason)):
      // The host puts the plugin's name before its code, and says of a failure whose it was.
      return (code == nil || actualCode?.hasSuffix(":\(code!)") == true) && (field == nil || field == actualField)
        && (reason == nil || actualReason?.contains(reason!) == true)
    default: return false
    }
  }
}
