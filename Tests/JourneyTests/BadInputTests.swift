import Foundation
import Testing

/// What goes wrong is told with its place and remedy, and nothing is lost.
@Suite struct BadInputTests {
  /// A site whose store has the segment of the connection texts.
  func site(subscribers: Int = 50, _ arguments: String...) throws -> Site {
    let site = try Site(subscribers: subscribers)
    let email = try site.millrace("property", "add", "email", "--type", "email", "--identifier")
    try #require(email.status == 0, "\(email.messages)")
    for (name, type) in [("full_name", "text"), ("points", "number")] {
      let property = try site.millrace("property", "add", name, "--type", type)
      try #require(property.status == 0, "\(property.messages)")
    }
    let segment = try site.millrace("segment", "apply", try site.write(ConnectionText.segment, to: "segment.yaml"))
    try #require(segment.status == 0, "\(segment.messages)")
    return site
  }

  @Test func `a wrong key is named, not shown, and stops the run`() throws {
    let site = try site()
    let file = try site.write(ConnectionText.both(address: site.address), to: "c.yaml")
    for command in ["check", "run"] {
      let result = try site.millrace(command, file, key: "wrong-key-9876")
      #expect(result.status == 1)
      let text = result.output + result.messages
      #expect(text.contains("key"), "\(text)")
      #expect(!text.contains("wrong-key-9876"))
    }
  }

  @Test func `a key that is not there names where it should be`() throws {
    let site = try site()
    let text = ConnectionText.both(address: site.address).replacing("ITERABLE_API_KEY", with: "NO_SUCH_VARIABLE")
    let result = try site.millrace("run", try site.write(text, to: "c.yaml"))
    #expect(result.status == 1)
    #expect(result.messages.contains("NO_SUCH_VARIABLE"), "\(result.messages)")
  }

  @Test func `an unknown list is named with those that there are`() throws {
    let site = try site()
    let text = ConnectionText.both(address: site.address).replacing("list: Test group", with: "list: Test grup")
    let file = try site.write(text, to: "c.yaml")
    let check = try site.millrace("check", file)
    #expect(check.status == 1)
    #expect(check.output.contains("Test grup") && check.output.contains("Test group"), "\(check.output)")
    let run = try site.millrace("run", file, "--goal", "audience")
    #expect(run.status == 1)
    #expect((run.output + run.messages).contains("Test grup"), "\(run.output)\(run.messages)")
  }

  @Test func `a home that cannot be made is named with what to do`() throws {
    let site = try site()
    let file = try site.write("connection: a\n", to: "a-file")
    let result = try Program.run("property", "add", "points", "--type", "number", "--home", file + "/home")
    #expect(result.status == 1 && result.messages.contains("cannot make the folder \(file)/home"), "\(result.messages)")
    #expect(result.messages.contains("MILLRACE_HOME"))
  }

  @Test func `malformed YAML and unknown keys are told by line and column`() throws {
    let site = try site()
    let broken = try site.millrace("validate", try site.write("connection: a\n  goals: [\n", to: "broken.yaml"))
    #expect(broken.status == 1)
    #expect(broken.output.contains(#/broken\.yaml:\d+:\d+: error: /#), "\(broken.output)")
    let text = ConnectionText.both(address: site.address).replacing("create_profiles", with: "creat_profiles")
    let misspelt = try site.millrace("validate", try site.write(text, to: "misspelt.yaml"))
    #expect(misspelt.status == 1)
    #expect(misspelt.output.contains(#/misspelt\.yaml:13:5: error: .*creat_profiles/#), "\(misspelt.output)")
    #expect(misspelt.output.contains("create_profiles"))
  }

  @Test func `a plugin that is missing, of another ABI, or configured wrongly is told at its place`() throws {
    let site = try site()
    let text = ConnectionText.both(address: site.address)
    let missing = try site.millrace(
      "validate", try site.write(text.replacing("normalize-email", with: "normalise-email"), to: "missing.yaml"))
    #expect(missing.status == 1)
    #expect(missing.output.contains(#/missing\.yaml:8:\d+: error: /#), "\(missing.output)")
    #expect(missing.output.contains("normalize-email"), "\(missing.output)")

    let source = try site.write("#include <stdint.h>\nconst uint32_t millrace_abi_major = 9;\n", to: "old.c")
    try FileManager.default.createDirectory(atPath: site.home + "/plugins", withIntermediateDirectories: true)
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/cc")
    compiler.arguments = ["-shared", "-fPIC", "-o", site.home + "/plugins/old.so", source]
    try compiler.run()
    compiler.waitUntilExit()
    let list = try site.millrace("plugin", "list")
    #expect(list.output.contains("old.so") || list.messages.contains("old.so"), "\(list.output)\(list.messages)")
    #expect((list.output + list.messages).contains("9"))

    let wrong = try site.millrace(
      "validate", try site.write(text.replacing("on_invalid: reject", with: "on_invalid: explode"), to: "wrong.yaml"))
    #expect(wrong.status == 1)
    #expect(wrong.output.contains(#/wrong\.yaml:9:\d+: error: .*on_invalid/#), "\(wrong.output)")
  }

  @Test func `a row that is not JSON is rejected with its number and the rest is imported`() throws {
    let site = try site(subscribers: 200)
    _ = try site.ask(
      "/sandbox/faults", post: #"{"endpoint": "GET /api/export/data.json", "times": 100, "malformed_line": 7}"#)
    let file = try site.write(ConnectionText.both(address: site.address), to: "c.yaml")
    let run = try site.millrace("run", file, "--goal", "subscribers")
    #expect(run.status == 3, "\(run.output)\(run.messages)")
    let rejects = try #require(try site.json("rejects", "--code", "not_json") as? [[String: Any]])
    #expect(rejects.map { $0["row"] as? Int } == [7])
  }

  @Test func `a connection that is cut is tried again, and half a download is never applied`() throws {
    let site = try site(subscribers: 500)
    _ = try site.ask(
      "/sandbox/faults", post: #"{"endpoint": "GET /api/export/data.json", "times": 1, "cut_after_bytes": 100000}"#)
    let file = try site.write(ConnectionText.both(address: site.address), to: "c.yaml")
    let run = try site.millrace("run", file, "--goal", "subscribers")
    #expect(run.status == 0 || run.status == 3, "\(run.output)\(run.messages)")
    let runs = try #require(try site.json("runs") as? [[String: Any]])
    let goals = try #require(runs.first?["goals"] as? [[String: Any]])
    #expect((goals.first?["counters"] as? [String: Any])?["read"] as? Int == 500)
  }
}
