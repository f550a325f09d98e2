import Foundation
import PluginHost
import Records
import Testing

/// The golden cases of every plugin that ships, of every example, and of the test processor in every language; each in
/// both placements.
@Suite struct GoldenCaseTests {
  static let runner = Result {
    let worker = try WorkerExecutable.find()
    let cache = FileManager.default.temporaryDirectory.appendingPathComponent("PluginsTests-\(UUID().uuidString)")
    return GoldenRunner(
      catalogue: PluginCatalogue(folders: [], cacheFolder: cache, worker: worker), worker: worker)
  }

  @Test(arguments: Placement.allCases) func shippedPlugins(_ placement: Placement) throws {
    try check(try Builds.plugins.get(), placement)
  }

  @Test(arguments: Placement.allCases) func examples(_ placement: Placement) throws {
    try check(try Builds.examples.get(), placement)
  }

  @Test(arguments: Placement.allCases) func everyLanguage(_ placement: Placement) throws {
    let built = try Builds.languages.get()
    #expect(built.count == 3)
    try check(built, placement)
  }

  private func check(_ built: [Builds.Built], _ placement: Placement) throws {
    let runner = try Self.runner.get()
    for plugin in built {
      let cases = try GoldenCase.read(plugin.source.appendingPathComponent("cases.yaml"))
      #expect(!cases.isEmpty, "\(plugin.source.path)")
      for golden in cases {
        let failures = try runner.failures(of: golden, plugin: plugin.file, placement: placement)
        #expect(failures.isEmpty, "\(plugin.file.lastPathComponent), \(golden.name)")
      }
    }
  }

  @Test func aWrongCaseFails() throws {
    let plugin = try #require(try Builds.plugins.get().first { $0.file.lastPathComponent == "filter-fields.so" })
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    let cases = """
      - { case: out, config: { drop: [a] }, rows: [{ in: { a: 1, b: 2 }, out: { a: 1 } }] }
      - { case: drop, config: { drop: [a] }, rows: [{ in: { b: 2 }, drop: some reason }] }
      - { case: derived, config: { drop: [a] }, rows: [{ in: { b: 2 }, out: { b: 2 } }], derived: [{ b: 2 }] }
      - { case: accepted, config: { drop: [a] }, error: drop }
      - { case: another message, config: {}, error: no such message }
      """
    try Data(cases.utf8).write(to: file)
    for golden in try GoldenCase.read(file) {
      let failures = try Self.runner.get().failures(of: golden, plugin: plugin.file, placement: .worker)
      #expect(!failures.isEmpty, "\(golden.name)")
    }
  }
}
