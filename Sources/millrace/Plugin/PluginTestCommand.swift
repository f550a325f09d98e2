import ArgumentParser
import Foundation
import GoldenCases
import PluginHost
import Records

struct PluginTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Runs a plugin's golden cases: does it do what cases.yaml says?",
    discussion: """
      Each case runs in a fresh instance, in a worker, and then, if the file is trusted or --in-process is given, in
      Millrace's own process. What a case looks like is told in the SDK's README.
      """)

  @Argument(help: "A plugin's file, or its name.", completion: .pluginFile)
  var plugin: String

  @Option(
    name: .long, help: "The cases. [cases.yaml beside the plugin, else in the current folder]",
    completion: .file(extensions: ["yaml", "yml"]))
  var cases: String?

  @Option(name: .long, help: "Also write the results as JUnit XML.", completion: .file(extensions: ["xml"]))
  var junit: String?

  @OptionGroup var placementOptions: PlacementOptions
  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let entry = try home.plugin(plugin)
    if case .refused(let error) = entry.outcome { throw error }
    let file = URL(fileURLWithPath: entry.path)
    let source = try casesFile(beside: file)
    let cases = try GoldenCase.read(source)
    let placements = try placementOptions.placements(sha256: entry.sha256, path: entry.path, in: home)
    // A file that is built anew meanwhile is not the one that was trusted.
    let runner = GoldenRunner(catalogue: try home.catalogue(), worker: try .find(), rules: .trying([entry.sha256]))
    let report = GoldenReport(
      plugin: "\(entry.plugin!.id) \(entry.plugin!.version)", file: entry.path, cases: source.path,
      results: cases.map { golden in
        GoldenReport.Result(golden, in: placements) { runner.failures(of: golden, plugin: file, placement: $0) }
      })
    switch outputOptions.output {
    case .json: Terminal.print(report.json)
    case .table: report.show()
    }
    try junit.map { try report.junit.write(to: $0) }
    if report.failed > 0 { throw ExitCode.failure }
  }

  private func casesFile(beside plugin: URL) throws -> URL {
    if let cases { return URL(fileURLWithPath: cases) }
    let beside = plugin.deletingLastPathComponent().appendingPathComponent("cases.yaml")
    let here = URL(fileURLWithPath: "cases.yaml")
    if let found = [beside, here].first(where: { FileManager.default.fileExists(atPath: $0.path) }) { return found }
    throw GoldenCaseError(
      .file, "is not there, and there is no cases.yaml in the current folder", hint: "name the file with --cases",
      file: beside.path)
  }
}
