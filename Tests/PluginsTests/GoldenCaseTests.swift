import Foundation
import GoldenCases
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

  @Test func shippedManifests() throws { try check(try Builds.manifests.get(), .worker) }

  @Test(arguments: Placement.allCases) func examples(_ placement: Placement) throws {
    try check(try Builds.examples.get(), placement)
  }

  @Test(arguments: Placement.allCases) func everyLanguage(_ placement: Placement) throws {
    let built = try Builds.languages.get()
    // What was built while there was a compiler for Rust is still there.
    #expect(built.count == 4 || (built.count == 3 && !Builds.hasRust))
    try check(built, placement)
  }

  @Test(arguments: Placement.allCases) func eventTypesInEveryLanguage(_ placement: Placement) throws {
    let runner = try Self.runner.get()
    let plugins = try Builds.events.get()
    #expect(plugins.map(\.lastPathComponent) == ["c.so", "cpp.so", "swift.so"])
    let cases = try GoldenCase.read(Builds.repository.appendingPathComponent("Tests/SDK/events.yaml"))
    let first = try #require(runner.catalogue.inspect(path: plugins[0].path).plugin)
    #expect(first.eventTypes.map(\.type.id) == ["article-read", "site-visited"])
    for plugin in plugins {
      #expect(
        runner.catalogue.inspect(path: plugin.path).plugin?.eventTypes.map(\.type) == first.eventTypes.map(\.type))
      for golden in cases {
        #expect(runner.failures(of: golden, plugin: plugin, placement: placement) == [], "\(plugin.path)")
      }
    }
  }

  private func check(_ built: [Builds.Built], _ placement: Placement) throws {
    let runner = try Self.runner.get()
    for plugin in built {
      let cases = try GoldenCase.read(plugin.source.appendingPathComponent("cases.yaml"))
      #expect(!cases.isEmpty, "\(plugin.source.path)")
      for golden in cases {
        let failures = runner.failures(of: golden, plugin: plugin.file, placement: placement)
        #expect(failures == [], "\(plugin.file.lastPathComponent), \(golden.name)")
      }
    }
  }

  /// Each case is wrong in one way, and says which line it is told with.
  @Test func aWrongCaseIsToldByItsField() throws {
    let plugin = try #require(try Builds.plugins.get().first { $0.file.lastPathComponent == "filter-fields.so" })
    let cases = """
      - case: 'row 1: b: no such field was expected, 2 came'
        config: { drop: [a] }
        rows: [{ in: { a: 1, b: 2 }, out: {} }]
      - case: 'row 2: b.c[1]: 4 was expected, 3 came'
        config: { drop: [a] }
        rows: [{ in: { b: 1 }, out: { b: 1 } }, { in: { b: { c: [2, 3] } }, out: { b: { c: [2, 4] } } }]
      - case: 'row 1: c: null was expected, the field is absent'
        config: { drop: [a] }
        rows: [{ in: { b: 2 }, out: { c: null, b: 2.0e0 } }]
      - case: 'row 1: dropped: some reason was expected, {"b":2} came'
        config: { drop: [a] }
        rows: [{ in: { b: 2 }, drop: some reason }]
      - case: 'derived rows: 1 expected, 0 came'
        config: { drop: [a] }
        rows: [{ in: { b: 2 }, out: { b: 2 } }]
        derived: [{ b: 2 }]
      - case: an error was expected, the configuration is accepted
        config: { drop: [a] }
        error: drop
      - case: "an error with 'no such message' was expected, this came"
        config: { drop: 5 }
        error: no such message
      - case: 'the configuration of filter-fields'
        config: { drop: 5 }
        rows: [{ in: { b: 2 }, out: { b: 2 } }]
      """
    for golden in try read(cases) {
      let failures = try Self.runner.get().failures(of: golden, plugin: plugin.file, placement: .worker)
      #expect(failures.contains { $0.hasPrefix(golden.name) }, "\(golden.name): \(failures)")
    }
  }

  @Test func aWrongCaseOfAnEventIsTold() throws {
    let plugin = try #require(try Builds.plugins.get().first { $0.file.lastPathComponent == "timeline-types.so" })
    let cases = """
      - case: "row 1: an event 'Order 7' was expected, an event 'Order 8' came"
        event_type: order
        rows: [{ in: { order_id: "8" }, summary: Order 7 }]
      - case: "row 1: rejected: 2 was expected, an event 'Order 1' came"
        event_type: order
        rows: [{ in: { currency: EUR }, reject: { code: "2" } }]
      - case: "row 1: an event without a summary was expected, rejected: timeline-types:2, currency"
        event_type: order
        rows: [{ in: { currency: EURO }, summary: null }]
      - case: "plugin 'timeline-types' offers no event type 'ordr'; did you mean 'order'?"
        event_type: ordr
        rows: [{ in: {}, summary: null }]
      - case: "plugin 'timeline-types' offers no processors, only event types"
        rows: [{ in: {}, out: {} }]
      """
    for golden in try read(cases) {
      let failures = try Self.runner.get().failures(of: golden, plugin: plugin.file, placement: .worker)
      #expect(failures.contains { $0.hasPrefix(golden.name) }, "\(golden.name): \(failures)")
    }
  }

  @Test(arguments: [
    ("- case: a\n  rows: [", "3:1: not valid YAML"), ("a: 1", "1:1: expected a list of cases"),
    ("[]", "1:1: has no cases"),
    ("", ".yaml: has no cases"), ("- case: a\n  rowz: []", "2:3: unknown key 'rowz'; did you mean 'rows'?"),
    ("- error: a", "1:3: a case has a name"), ("- case: a", "1:3: a case has rows, or the error"),
    ("- case: a\n  case: b", "the key 'case' stands twice"),
    ("- case: a\n  rows:\n    - { in: {} }", "3:7: a row is 'in', and one of"),
    ("- case: a\n  rows: [{ in: {}, drop: false }]", "2:26: 'drop' is true, or the reason"),
    ("- case: a\n  rows: [{ in: 5, out: {} }]", "2:16: 'in' is a record's fields"),
    ("- case: a\n  rows: [{ in: {}, reject: { why: 5 } }]", "2:30: unknown key 'why'"),
    ("- case: a\n  event_type: b\n  config: {}", "3:3: unknown key 'config'"),
    ("- case: a\n  event_type: b\n  rows: [{ in: {}, out: {} }]", "3:20: unknown key 'out'"),
    ("- case: a\n  event_type: b\n  rows: [{ in: {} }]", "3:10: an event is 'in', and one of 'summary' and 'reject'"),
    ("- case: a\n  now: tomorrow\n  error: b", "2:8: 'now' is not a time"),
  ])
  func aMistakeInAFileIsToldByItsPlace(_ text: String, _ message: String) throws {
    let error = #expect(throws: GoldenCaseError.self) { try read(text) }
    #expect("\(try #require(error))".contains(message))
  }

  private func read(_ text: String) throws -> [GoldenCase] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    return try GoldenCase.read(file)
  }
}
