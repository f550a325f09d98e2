import Foundation
import Testing

/// `millrace plugin bench`, with the C example of the SDK.
@Suite struct PluginBenchTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try Program.buildInitials(into: folder.url)
  }

  func bench(_ arguments: String...) throws -> Program.Result {
    try Program.Running(
      ["plugin", "bench", "initials.so", "--home", folder.url.appendingPathComponent("home").path] + arguments,
      environment: ["NO_COLOR": "1"], folder: folder.url
    ).wait()
  }

  @Test func `both placements are measured on generated rows, beside a chain without plugins`() throws {
    let result = try bench("--in-process", "--output", "json")
    #expect(result.status == 0, "\(result.messages)")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(report["rows"] as? Int == 10_240 && report["kept"] as? Int == 10_240, "\(result.output)")
    let chains = try #require(report["chains"] as? [[String: Any]])
    #expect(chains.map { $0["chain"] as? String } == ["empty", "worker", "in_process"])
    for chain in chains {
      let (best, median) = try (#require(chain["best_ns"] as? Double), #require(chain["median_ns"] as? Double))
      #expect(best > 0 && best <= median, "\(chain)")
    }
  }

  @Test func `rows and configuration may be given`() throws {
    let rows = folder.url.appendingPathComponent("rows.ndjson")
    try #"{"a":"x","b":"y"}"#.appending("\nnot JSON\n").write(to: rows, atomically: true, encoding: .utf8)
    let result = try bench("--rows", rows.path, "--config", #"{"first": "a", "last": "b"}"#)
    #expect(result.status == 0, "\(result.messages)")
    #expect(result.output.contains("of 1 rows: 1 kept"), "\(result.output)")
    #expect(result.output.contains(#/without plugins +\d+\.\d/#) && result.output.contains(#/worker +\d+\.\d/#))
    #expect(!result.output.contains("in_process") && result.messages.contains("not trusted"))
  }

  @Test func `what is not right is told`() throws {
    let syntax = try bench("--config", "{first")
    #expect(syntax.status == 64 && syntax.messages.contains("--config is not JSON"), "\(syntax.messages)")
    let config = try bench("--config", #"{"frist": "a"}"#)
    #expect(config.status == 1 && config.messages.contains("first"), "\(config.messages)")
    let rows = try bench("--rows", "nowhere.ndjson")
    #expect(rows.status == 1 && rows.messages.contains("nowhere.ndjson"), "\(rows.messages)")
    try Data().write(to: folder.url.appendingPathComponent("empty.ndjson"))
    let empty = try bench("--rows", "empty.ndjson")
    #expect(empty.status == 1 && empty.messages.contains("has no rows"), "\(empty.messages)")
  }
}
