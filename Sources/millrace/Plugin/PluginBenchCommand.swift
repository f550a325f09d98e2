import ArgumentParser
import Foundation
import IterableSandbox
import PluginHost
import Records

struct PluginBenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "How many nanoseconds a plugin takes for a record, beside a chain without plugins.",
    discussion: """
      The times are of the chain alone: what a record costs in the host, in the plugin and on the way to its worker and
      back. Reading and writing records, and starting workers, are not in them. One instance sees the same rows again and
      again, in batches of up to 1,024, as in a long run.
      """)

  @Argument(help: "A plugin's file, or its name.", completion: .pluginFile)
  var plugin: String

  @Option(name: .long, help: "Which of the plugin's processors, where it has several.")
  var processor: String?

  @Option(name: .long, help: "The configuration, as JSON.")
  var config = "{}"

  @Option(
    name: .long, help: "JSON lines. [\(Self.generatedRows) generated subscribers]",
    completion: .file(extensions: ["ndjson", "jsonl"]))
  var rows: String?

  @OptionGroup var placementOptions: PlacementOptions
  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  /// Ten full batches.
  private static let generatedRows = 10 * Int(MRB_ROWS)

  func run() throws {
    let home = homeOptions.folder
    let reference = try home.catalogue().processor(path: try home.plugin(plugin).path, processor: processor)
    let config = try reference.checked(try JSONOption.parse(config, "--config"))
    let placements = try placementOptions.placements(
      sha256: reference.file.sha256, path: reference.file.path, in: home)

    let generated = FileManager.default.temporaryDirectory.appendingPathComponent(
      "millrace-\(UUID().uuidString).ndjson")
    defer { try? FileManager.default.removeItem(at: generated) }
    if rows == nil { try SubscriberGenerator(seed: 1).write(count: Self.generatedRows, to: generated) }
    let benchmark = PluginBenchmark(rows: rows.map { URL(fileURLWithPath: $0) } ?? generated, worker: try .find())

    let empty = try benchmark.measure([])
    let measured = try placements.map { placement in
      (placement, try benchmark.measure([ChainStep(reference: reference, config: config, placement: placement)]))
    }
    switch outputOptions.output {
    case .json: Terminal.print(json(reference, empty, measured))
    case .table: show(reference, empty, measured)
    }
  }

  private typealias Measured = [(placement: Placement, measurement: PluginBenchmark.Measurement)]

  private func show(_ reference: ProcessorReference, _ empty: PluginBenchmark.Measurement, _ measured: Measured) {
    let source = rows ?? "generated subscribers"
    Terminal.print("\(reference.label), nanoseconds a record on \(source)\n")
    var table = Table("CHAIN", "BEST", "MEDIAN", "ROUNDS", numeric: [1, 2, 3])
    func add(_ name: String, _ measurement: PluginBenchmark.Measurement) {
      table.add(
        name, String(format: "%.1f", measurement.best), String(format: "%.1f", measurement.median),
        String(measurement.rounds))
    }
    add("without plugins", empty)
    for (placement, measurement) in measured { add(placement.rawValue, measurement) }
    table.print()
    guard let counters = measured.first?.measurement.counters else { return }
    Terminal.print(
      "\nof \(counters.rowsIn.grouped) rows: \(counters.kept.grouped) kept, \(counters.filtered.grouped) filtered, "
        + "\(counters.rejected.grouped) rejected, \(counters.derived.grouped) derived")
  }

  private func json(
    _ reference: ProcessorReference, _ empty: PluginBenchmark.Measurement, _ measured: Measured
  ) -> JSONValue {
    func object(_ chain: String, _ measurement: PluginBenchmark.Measurement) -> JSONValue {
      [
        "chain": .string(chain), "best_ns": .number(measurement.best), "median_ns": .number(measurement.median),
        "rounds": .integer(Int64(measurement.rounds)),
      ]
    }
    let counters = measured.first?.measurement.counters ?? StepCounters()
    return [
      "processor": .string(reference.label), "rows": .integer(Int64(counters.rowsIn)),
      "kept": .integer(Int64(counters.kept)), "filtered": .integer(Int64(counters.filtered)),
      "rejected": .integer(Int64(counters.rejected)), "derived": .integer(Int64(counters.derived)),
      "chains": .array([object("empty", empty)] + measured.map { object($0.placement.rawValue, $0.measurement) }),
    ]
  }
}
