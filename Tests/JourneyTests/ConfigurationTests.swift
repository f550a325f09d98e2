import Foundation
import Testing

/// Connections as they are planned, applied, changed, run by name and brought back, with the built program.
@Suite struct ConfigurationTests {
  @Test func `a connection is planned, applied, run by its name, changed and restored`() throws {
    let site = try BadInputTests().site(subscribers: 20)
    let text = "# The newsletter.\n" + ConnectionText.both(address: site.address) + "\n"
    let file = try site.write(text, to: "c.yaml")
    #expect(try site.millrace("plan", file).status == 2)
    #expect(try site.millrace("apply", file, "--note", "first").messages.contains("journey is version 1 now"))
    #expect(try site.millrace("plan", file).status == 0)
    #expect(try site.millrace("apply", file).messages.contains("so already"))
    #expect(try site.millrace("export", "journey").output == text)

    // Without its file from here on.
    try FileManager.default.removeItem(atPath: file)
    #expect(try [0, 3].contains(site.millrace("run", "journey", "--goal", "subscribers").status))
    #expect(try site.millrace("goal", "rename", "journey", "subscribers", "people").status == 0)
    #expect(try site.millrace("goal", "deactivate", "journey", "audience").status == 0)
    let changed = try site.millrace("export", "journey").output
    #expect(changed.hasPrefix("# The newsletter.\n") && changed.contains("import_profiles: people"))

    // The goal goes on under its new name: nothing is read again, and sums are as they were.
    #expect(try site.millrace("run", "journey").status == 0)
    let runs = try #require(try site.json("runs", "list") as? [[String: Any]])
    #expect(runs.compactMap { $0["version"] as? Int } == [3, 1])
    let counters = ((runs[0]["goals"] as? [[String: Any]])?[0]["counters"] as? [String: Int]) ?? [:]
    #expect(counters["updated"] == 0 && counters["created"] == 0, "\(counters)")

    let diff = try site.millrace("connection", "diff", "journey", "1", "3").output
    #expect(diff.contains("~ goals[audience].active: true (not written) → false"), "\(diff)")
    #expect(try site.millrace("connection", "restore", "journey", "1", "--note", "back").status == 0)
    let renamed = text.replacing("import_profiles: subscribers", with: "import_profiles: people")
    #expect(try site.millrace("export", "journey").output == renamed, "the goal stays the one that it is")
    let history = try #require(try site.json("connection", "history", "journey") as? [[String: Any]])
    #expect(history.compactMap { $0["how"] as? String } == ["restore", "goal", "goal", "apply"])
    #expect(history.first?["note"] as? String == "back")
    let audit = try site.millrace("audit").output
    #expect(audit.contains("connection.apply") && audit.contains("connection.restore"), "\(audit)")

    let list = try site.millrace("connection", "list").output
    #expect(list.contains("journey") && list.contains("import, export"), "\(list)")
    #expect(try site.millrace("connection", "show", "journey").output.contains("the store"))
    #expect(try site.millrace("connection", "delete", "journey").status == 0)
    let gone = try site.millrace("run", "journey")
    #expect(gone.status == 1 && gone.messages.contains("is deleted"), "\(gone.messages)")
    let unknown = try site.millrace("check", "jurney")
    #expect(unknown.status == 1 && unknown.messages.contains("there is no connection 'jurney'"), "\(unknown.messages)")
  }

  @Test func `serve runs what the store rules and what files rule, and keeps each content of a file`() throws {
    let site = try BadInputTests().site(subscribers: 5)
    let scheduled = ConnectionText.both(address: site.address) + "\nschedule: { every_minutes: 1 }\n"
    let stored = try site.write(scheduled, to: "stored.yaml")
    #expect(try site.millrace("apply", stored).status == 0)
    let ruling = site.home + "/connections/other.yaml"
    let text = scheduled.replacing("connection: journey", with: "connection: ruled")
    try text.write(toFile: ruling, atomically: true, encoding: .utf8)

    let serve = try site.start(["serve"])
    func wait(for words: String...) -> Bool {
      let deadline = Date(timeIntervalSinceNow: 20)
      while Date() < deadline, !words.allSatisfy(serve.output.contains) { usleep(50_000) }
      return words.allSatisfy(serve.output.contains)
    }
    #expect(wait(for: "connection journey: next", "connection ruled: next"), "\(serve.output)\(serve.messages)")
    try (text + "favorite: true\n").write(toFile: ruling, atomically: true, encoding: .utf8)
    let deadline = Date(timeIntervalSinceNow: 20)
    var history: [[String: Any]] = []
    while Date() < deadline, history.count < 2 {
      usleep(100_000)
      history = try site.json("connection", "history", "ruled") as? [[String: Any]] ?? []
    }
    #expect(history.compactMap { $0["how"] as? String } == ["file", "file"], "\(history)")
    kill(serve.process.processIdentifier, SIGTERM)
    #expect(serve.wait().status == 0)
    let refused = try site.millrace("apply", try site.write(text, to: "copy.yaml"))
    #expect(refused.status == 1 && refused.messages.contains("is ruled by the file"), "\(refused.messages)")
    #expect(try site.millrace("goal", "deactivate", "ruled", "audience").status == 0)
    #expect(try String(contentsOfFile: ruling, encoding: .utf8).contains("audience\n    active: false\n"))
  }

  @Test func `plan says that apply would refuse, and history which version rules`() throws {
    let site = try BadInputTests().site(subscribers: 1)
    let text = ConnectionText.both(address: site.address) + "\n"
    let file = try site.write(text, to: "c.yaml")
    #expect(try site.millrace("apply", file).status == 0)
    #expect(try site.millrace("run", try site.write(text + "favorite: true\n", to: "other.yaml")).status != 1)
    let history = try site.millrace("connection", "history", "journey").output.split(separator: "\n")
    #expect(
      history.count == 3 && history[1].hasPrefix("         2  ") && history[2].hasPrefix("*        1  "), "\(history)")
    let versions = try #require(try site.json("connection", "history", "journey") as? [[String: Any]])
    #expect(versions.compactMap { $0["rules"] as? Bool } == [false, true])

    try ("# Ruled.\n" + text).write(toFile: site.home + "/connections/journey.yaml", atomically: true, encoding: .utf8)
    let plan = try site.millrace("plan", try site.write(text + "favorite: true\n", to: "c.yaml"))
    #expect(
      plan.output.contains("refused  'apply' would not take it: connection 'journey' is ruled by the file"),
      "\(plan.output)")
    let told = try site.millrace("connection", "history", "journey")
    #expect(told.messages.contains("no version rules: the file "), "\(told.messages)")
  }

  @Test func `settings say how long runs and rejects are remembered`() throws {
    let site = try BadInputTests().site(subscribers: 200)
    let file = try site.write(ConnectionText.both(address: site.address), to: "c.yaml")
    let settings = "retention: { runs_days: 0, runs_per_connection: 1, records_days: 0, rejects_per_goal: 2 }\n"
    try settings.write(toFile: site.home + "/settings.yaml", atomically: true, encoding: .utf8)
    #expect(try site.millrace("settings").status == 0)
    #expect(try site.millrace("settings", "--options").output.contains("records_megabytes_per_goal"))
    let first = try site.millrace("run", file)
    #expect(
      first.status == 3 && first.output.contains("2 rejected records are kept"), "\(first.output)\(first.messages)")
    let rejects = try #require(try site.json("rejects", "--run", "1", "--goal", "subscribers") as? [[String: Any]])
    #expect(rejects.count == 2 && rejects.allSatisfy { $0["payload"] is NSNull || $0["payload"] == nil }, "\(rejects)")
    #expect(try site.millrace("run", file).status != 1)
    let runs = try #require(try site.json("runs", "list") as? [[String: Any]])
    #expect(runs.count == 1, "\(runs)")
  }

  @Test func `files are formatted, and checked for it`() throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appendingPathComponent("c.yaml").path
    try "name: 'C'  # the name\nconnection: c\n".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try Program.run("fmt", "--check", path).status == 1)
    let formatted = try Program.run("fmt", path)
    #expect(formatted.status == 0 && formatted.output == path + "\n", "\(formatted.messages)")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "connection: c\nname: C    # the name\n")
    #expect(try Program.run("fmt", "--check", path).status == 0)
    try "a: &b 1\nc: *b\n".write(toFile: path, atomically: true, encoding: .utf8)
    let refused = try Program.run("fmt", path)
    #expect(refused.status == 1 && refused.messages.contains("c.yaml:1:4: error: an anchor"), "\(refused.messages)")
    try ConnectionText.segment.write(toFile: path, atomically: true, encoding: .utf8)
    let segment = try Program.run("fmt", "--check", path)
    #expect(
      segment.status == 1 && segment.messages.contains("c.yaml is a segment, and no connection"), "\(segment.messages)")
  }
}
