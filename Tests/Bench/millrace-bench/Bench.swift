import Foundation
import PluginHost
import Records

/// What the benchmarks need beside the program itself.
///
///     millrace-bench chain PLUGINS PLACEMENT IN OUT    the processor chain alone: JSON lines in, JSON lines out
///     millrace-bench empty PLUGIN.so                   nanoseconds a record of a processor that does nothing
///     millrace-bench isolation PLUGINS CRASHES.so IN   what a worker costs, and how soon there is one after a crash
@main
enum Bench {
  static func main() throws {
    let arguments = CommandLine.arguments
    switch arguments.dropFirst().first {
    case "chain" where arguments.count == 6:
      try chain(
        plugins: arguments[2], placement: Placement(rawValue: arguments[3])!, in: arguments[4], out: arguments[5])
    case "empty" where arguments.count == 3:
      try empty(plugin: arguments[2])
    case "isolation" where arguments.count == 5:
      try isolation(plugins: arguments[2], crashes: arguments[3], in: arguments[4])
    default:
      FileHandle.standardError.write(Data("usage: see the head of Bench.swift\n".utf8))
      exit(64)
    }
  }

  static let steps: [(plugin: String, config: JSONValue)] = [
    ("normalize-email", ["fields": ["email"], "on_invalid": "drop"]),
    (
      "filter-fields",
      [
        "drop": [
          "itblInternal.documentCreatedAt", "itblInternal.documentUpdatedAt", "itblInternal.emailDomain",
          "unsubscribedChannelIds", "unsubscribedMessageTypeIds", "signupSource", "timeZone", "referralCode", "notes",
          "acquisitionChannel",
        ]
      ]
    ),
    (
      "transform",
      [
        "operations": [
          ["concatenate": ["fields": ["firstName", "lastName"], "to": "full_name"]],
          ["rename": ["from": "phoneNumber", "to": "phone"]],
          ["rename": ["from": "jobTitle", "to": "job_title"]],
        ]
      ]
    ),
  ]

  static let cache = FileManager.default.temporaryDirectory.appendingPathComponent("millrace-bench-cache")

  /// The chain of ``steps``, with the plugins of a folder.
  static func makeChain(plugins: String, placement: Placement) throws -> ProcessorChain {
    let worker = try WorkerExecutable.find()
    let catalogue = PluginCatalogue(folders: [URL(fileURLWithPath: plugins)], cacheFolder: cache, worker: worker)
    var trusted: Set<String> = []
    return try ProcessorChain(
      steps: steps.map { step in
        let reference = try catalogue.processor(plugin: step.plugin)
        trusted.insert(reference.file.sha256)
        return ChainStep(
          reference: reference, config: reference.schema.validate(step.config).value, placement: placement)
      }, now: 0, worker: worker, rules: .trying(trusted))
  }

  static func chain(plugins: String, placement: Placement, in source: String, out target: String) throws {
    let chain = try makeChain(plugins: plugins, placement: placement)
    defer { chain.close() }

    let output = open(target, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    let reader = try JSONLinesReader(path: source)
    let writer = try JSONLinesWriter()
    let batch = try Batch()
    func flush() {
      var rest = writer.bytes
      while !rest.isEmpty {
        let count = write(output, rest.baseAddress, rest.count)
        guard count > 0 else { fatalError("cannot write \(target)") }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      }
      writer.clear()
    }
    while try reader.read(into: batch) {
      try chain.process(batch) { result in
        try writer.prepare(result)
        try writer.writeRows(of: result)
      }
      flush()
    }
    close(output)
  }

  /// An empty processor's cost, in this process and in a worker, over full batches.
  static func empty(plugin: String) throws {
    let worker = try WorkerExecutable.find()
    let catalogue = PluginCatalogue(folders: [], cacheFolder: cache, worker: worker)
    let reference = try catalogue.processor(path: plugin)
    let batch = try Batch()
    for number in 1...UInt64(MRB_ROWS) { _ = batch.appendRow(number: number) }
    for name in ["email", "firstName", "lastName"] {
      let cells = batch.cells(try batch.addColumn(named: name))
      for row in 0..<batch.rowCount {
        try Array("someone@example.com".utf8).withUnsafeBytes { try batch.set(cells + row, kind: MR_TEXT, bytes: $0) }
      }
    }
    for placement in [Placement.inProcess, .worker] {
      let chain = try ProcessorChain(
        steps: [ChainStep(reference: reference, config: .object([]), placement: placement)], now: 0, worker: worker,
        rules: .trying([reference.file.sha256]))
      let rounds = 2_000
      for _ in 0..<100 { try chain.process(batch) { _ in } }
      var best = Double.infinity
      for _ in 0..<5 {
        let begin = ContinuousClock.now
        for _ in 0..<rounds { try chain.process(batch) { _ in } }
        let elapsed = ContinuousClock.now - begin
        let nanoseconds = Double(elapsed.components.seconds) * 1e9 + Double(elapsed.components.attoseconds) / 1e9
        best = min(best, nanoseconds / Double(rounds * batch.rowCount))
      }
      print(
        "an empty processor, \(placement.rawValue): \(String(format: "%.2f", best)) ns a record at \(batch.rowCount) rows"
      )
      chain.close()
    }
  }
}
