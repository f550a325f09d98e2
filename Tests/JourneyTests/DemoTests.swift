import Foundation
import Testing

@Suite struct DemoTests {
  @Test func `the demo imports, exports, and tells what happened`() throws {
    let folder = try TemporaryFolder()
    let home = folder.url.appendingPathComponent("demo").path
    let result = try Program.run("demo", "--subscribers", "2000", "--home", home)
    #expect(result.status == 0, "\(result.messages)\n\(result.output)")
    for word in [
      "read", "checked", "created", "updated", "unchanged", "filtered", "skipped", "rejected", "list joins",
      "rejects:", "Five of", "rows a second", "\(home)/millrace.db",
    ] {
      #expect(result.output.contains(word), "no '\(word)' in:\n\(result.output)")
    }
    #expect(FileManager.default.fileExists(atPath: home + "/millrace.db"))

    let runs = try Program.run("runs", "--home", home, "--output", "json")
    let list = try #require(try JSONSerialization.jsonObject(with: Data(runs.output.utf8)) as? [[String: Any]])
    let goals = try #require(list.first?["goals"] as? [[String: Any]])
    #expect(goals.map { $0["goal"] as? String } == ["subscribers", "gold-members"])
    let read = (goals.first?["counters"] as? [String: Any])?["read"] as? Int
    #expect(read == 2000)
  }

  @Test func `a folder with something else in it is left alone`() throws {
    let folder = try TemporaryFolder()
    let precious = folder.url.appendingPathComponent("precious")
    try "x".write(to: precious, atomically: true, encoding: .utf8)
    let result = try Program.run("demo", "--subscribers", "10", "--home", folder.url.path)
    #expect(result.status == 64)
    #expect(FileManager.default.fileExists(atPath: precious.path))
  }
}
