import ArgumentParser
import Foundation
import PluginChecks
import PluginHost
import Records

struct PluginValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Is it a good plugin? Named checks of its file, of loading, of its life, and on data.",
    discussion: """
      Each check runs in a process of its own, with a time limit. Configurations and records are generated from the
      plugin's schema and the seed, which is always printed: --seed makes the same again, and --check repeats one check.
      The exit status is 1 where a check fails or crashes; warnings are allowed.
      """)

  @Argument(help: "A plugin's file, or its name.", completion: .file(extensions: ["so"]))
  var plugin: String?

  @Flag(name: .long, help: "Say what the checks are, and run none.")
  var list = false

  @Option(name: .long, help: "Only the checks of this level: static, load, lifecycle or data.")
  var level: [CheckLevel] = []

  @Option(name: .long, help: "Only this check; may be given several times.")
  var check: [String] = []

  @Option(name: .long, help: "What generated configurations and records come from. [a new one each time]")
  var seed: UInt64?

  @Option(name: .long, help: "Which of the plugin's processors. [all]")
  var processor: String?

  @Option(name: .long, help: "The configuration, as JSON. [several, generated from the schema]")
  var config: String?

  @Option(
    name: .long, help: "JSON lines to try it on too, beside generated records.",
    completion: .file(extensions: ["ndjson", "jsonl"]))
  var rows: String?

  @Option(name: .long, help: "Also write the results as JUnit XML.", completion: .file(extensions: ["xml"]))
  var junit: String?

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func validate() throws {
    if plugin == nil && !list { throw ValidationError("name a plugin or its file, or ask for the --list of checks") }
    let names = Check.all.map(\.name)
    for name in check where !names.contains(name) {
      throw ValidationError("there is no check '\(name)'\(Suggestion.clause(for: name, among: names))")
    }
  }

  func run() throws {
    let checks = Check.all.filter {
      (level.isEmpty || level.contains($0.level)) && (check.isEmpty || check.contains($0.name))
    }
    guard let plugin, !list else { return ValidationReport.list(checks, as: outputOptions.output) }
    let seed = seed ?? UInt64.random(in: 1...999_999)
    let home = homeOptions.folder
    let path = try home.plugin(plugin).path
    if PluginCatalogue.isManifest(path) {
      throw ValidationError(
        "\(path) is a manifest: 'millrace plugin inspect' checks all of it, 'plugin test' its cases")
    }
    let validation = try PluginValidation(
      path: path, catalogue: try home.catalogue(), probe: try .probe(),
      options: ValidationOptions(
        seed: seed, processor: processor, config: try config.map { try JSONOption.parse($0, "--config") },
        rows: rows.map { URL(fileURLWithPath: $0) }))
    let start = ContinuousClock.now
    let results = validation.results(of: checks)
    let report = ValidationReport(
      file: path, seed: seed, results: results, seconds: (ContinuousClock.now - start) / .seconds(1))
    switch outputOptions.output {
    case .json: Terminal.print(report.json)
    case .table: report.show()
    }
    try junit.map { try report.junit.write(to: $0) }
    if report.failed > 0 { throw ExitCode.failure }
  }
}

extension CheckLevel: ExpressibleByArgument {}
