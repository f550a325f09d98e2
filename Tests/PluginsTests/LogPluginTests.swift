import Foundation
import Logging
import PluginHost
import Records
import Synchronization
import Testing

/// What the plugin `log` writes.
@Suite struct LogPluginTests {
  @Test(arguments: Placement.allCases) func linesTellOfRecordsWithoutTheirValues(_ placement: Placement) throws {
    let rows = """
      {"email":"anna@example.com","n":5,"d":1.5,"b":true,"u":null,"l":[1,[2],3],"o":{"a":1}}
      {"email":"änne"}
      {"n":7}
      {"email":"anna@example.com"}

      """
    let lines = try logged(of: rows, config: ["label": "here"], placement)
    #expect(
      lines == [
        "info here: record 1: email text of 16, n whole number, d decimal, b boolean, u null, l list of 3, o object of 1",
        "info here: record 2: email text of 4", "info here: record 3: n whole number",
        "info here: record 4: email text of 16",
      ])
    #expect(
      try logged(of: rows, config: ["fields": ["email"], "every": 2, "show": "kinds", "level": "error"], placement)
        == ["error record 1: email text", "error record 3: email absent"])
    #expect(
      try logged(of: rows, config: ["fields": ["n"], "with": ["email"], "first": 2, "show": "kinds"], placement)
        == ["info record 1: n whole number", "info record 2: n absent"])
    #expect(
      try logged(of: rows, config: ["fields": ["n"], "limit": 1], placement)
        == ["info record 1: n whole number", "info this was the last line of this run"])
  }

  @Test func digestsTellEqualValuesOfOneRunOnly() throws {
    let rows = "{\"a\":\"x\"}\n{\"a\":\"y\"}\n{\"a\":\"x\"}\n"
    let first = try logged(of: rows, config: ["show": "digests"], .worker).map { $0.suffix(9) }
    let second = try logged(of: rows, config: ["show": "digests"], .worker).map { $0.suffix(9) }
    #expect(first.count == 3 && first.allSatisfy { $0.wholeMatch(of: /#[0-9a-f]{8}/) != nil })
    #expect(first[0] == first[2] && first[0] != first[1] && first[0] != second[0])
  }

  @Test func aLongLineIsCutBetweenFields() throws {
    let fields = (0..<100).map { "\"field_\($0)\":1" }.joined(separator: ",")
    let line = try #require(try logged(of: "{\(fields)}\n", config: [:], .worker).first)
    #expect((400..<500).contains(line.utf8.count))
    #expect(line.firstMatch(of: /field_0 whole number, .* whole number and [0-9]+ more$/) != nil, "\(line)")
  }

  private func logged(of rows: String, config: JSONValue, _ placement: Placement) throws -> [String] {
    let plugin = try #require(try Builds.plugins.get().first { $0.file.lastPathComponent == "log.so" })
    let runner = try GoldenCaseTests.runner.get()
    let reference = try runner.catalogue.processor(path: plugin.file.path)
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).ndjson")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(rows.utf8).write(to: file)
    let batch = try Batch()
    _ = try JSONLinesReader(path: file.path).read(into: batch)

    let handler = KeptLines()
    let chain = try ProcessorChain(
      steps: [ChainStep(reference: reference, config: try reference.checked(config), placement: placement)], now: 0,
      worker: runner.worker, rules: .trying([reference.file.sha256]), log: Logger(label: "test") { _ in handler })
    try chain.process(batch) { _ in }
    try chain.finish { _ in }
    chain.close()
    return handler.lines.withLock { $0 }
  }
}

/// Keeps what is logged: the level and the message.
private final class KeptLines: LogHandler {
  let lines = Mutex<[String]>([])
  var metadata: Logger.Metadata {
    get { [:] }
    set {}
  }
  var logLevel: Logger.Level {
    get { .trace }
    set {}
  }
  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { nil }
    set {}
  }

  func log(event: LogEvent) { lines.withLock { $0.append("\(event.level) \(event.message)") } }
}
