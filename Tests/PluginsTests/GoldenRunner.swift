import Foundation
import PluginHost
import Records

/// Runs golden cases of plugins through the real host.
struct GoldenRunner {
  let catalogue: PluginCatalogue
  let worker: WorkerExecutable

  /// What became of the case's rows. Throws what the host throws where it refuses the configuration.
  func run(_ golden: GoldenCase, rows: [GoldenCase.Row], plugin: URL, placement: Placement) throws -> [GoldenCase
    .Outcome]
  {
    let reference = try catalogue.processor(path: plugin.path, processor: golden.processor)
    let checked = reference.schema.validate(golden.config)
    if !checked.violations.isEmpty {
      throw GoldenCaseError(checked.violations.map(\.description).joined(separator: "\n"))
    }
    let chain = try ProcessorChain(
      steps: [ChainStep(reference: reference, config: checked.value, placement: placement)], now: golden.now,
      worker: worker, trusted: [reference.file.sha256])
    defer { chain.close() }

    let batch = try Self.batch(of: rows.map(\.input))
    var outcomes: [GoldenCase.Outcome] = []
    try chain.process(batch) { outcomes += try Self.outcomes(of: $0) }
    try chain.finish { outcomes += try Self.outcomes(of: $0) }
    return outcomes
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
}

extension GoldenCase.Outcome {
  /// Whether this, from a case, says of a row what came out; what a case leaves open is not compared.
  func agrees(with actual: GoldenCase.Outcome) -> Bool {
    switch (self, actual) {
    case (.out(let expected), .out(let actual)): return expected.sorted == actual
    case (.drop(let expected), .drop(let actual)): return expected == nil || actual == nil || expected == actual
    case (.reject(let code, let field, let reason), .reject(let actualCode, let actualField, let actualReason)):
      // The host puts the plugin's name before its code.
      return (code == nil || actualCode?.hasSuffix(":\(code!)") == true) && (field == nil || field == actualField)
        && (reason == nil || reason == actualReason)
    default: return false
    }
  }
}
