import Foundation
import Testing

/// `kill -9` at any moment: what was begun is continued, and the end is that of an undisturbed run.
@Suite(.serialized) struct KillTests {
  /// Everything that counts after the runs: all profiles with their properties, and what Iterable was sent.
  struct End: Equatable {
    var profiles: [String]
    var members: [String]
    var stored: [String]
  }

  static let subscribers = 4000

  func site() throws -> (site: Site, file: String) {
    let site = try BadInputTests().site(subscribers: Self.subscribers)
    return (site, try site.write(ConnectionText.both(address: site.address), to: "c.yaml"))
  }

  func end(of site: Site) throws -> End {
    let export = try site.millrace("profile", "export")
    try #require(export.status == 0, "\(export.messages)")
    let profiles = export.output.split(separator: "\n").map(String.init)
    let lists = try #require(
      try JSONSerialization.jsonObject(with: site.ask("/api/lists", key: true)) as? [String: Any])
    let list = try #require(
      (lists["lists"] as? [[String: Any]])?.first { $0["name"] as? String == "Test group" }?["id"] as? Int)
    let members = String(decoding: try site.ask("/api/lists/getUsers?listId=\(list)", key: true), as: UTF8.self)
    let users = String(
      decoding: try site.ask(
        "/api/export/data.json?dataTypeName=user&range=All&onlyFields=email&onlyFields=fullName&onlyFields=storePoints",
        key: true), as: UTF8.self)
    return End(
      profiles: profiles.map(Self.withoutTimes).sorted(),
      members: members.split(separator: "\n").map(String.init).sorted(),
      stored: users.split(separator: "\n").map(String.init).sorted())
  }

  /// A profile's line without what differs from one run to the next: its number and moments.
  static func withoutTimes(_ line: String) -> String {
    guard let row = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
      let properties = row["properties"],
      let text = try? JSONSerialization.data(withJSONObject: properties, options: .sortedKeys)
    else { return line }
    return String(decoding: text, as: UTF8.self)
  }

  /// Whether the kill came when everything was committed and the process was about to leave.
  func isOver(_ site: Site, runsBefore: Int) throws -> Bool {
    let runs = try #require(try site.json("runs") as? [[String: Any]])
    return runs.count > runsBefore && runs.first?["state"] as? String != "running"
  }

  @Test(arguments: ["subscribers", "audience"])
  func `a run that is killed again and again ends as an undisturbed one`(killed: String) throws {
    let calm = try site()
    let whole = try calm.site.millrace("run", calm.file)
    try #require(whole.status == 0 || whole.status == 3, "\(whole.output)\(whole.messages)")
    let expected = try end(of: calm.site)
    #expect(expected.profiles.count > 1000)
    #expect(expected.members.count > 1000)

    let rough = try site()
    if killed == "audience" {
      let imported = try rough.site.millrace("run", rough.file, "--goal", "subscribers")
      try #require(imported.status == 0 || imported.status == 3, "\(imported.messages)")
    }
    var kills = 0
    var milliseconds: UInt32 = 150
    while true {
      try #require(kills < 60, "the run never came to its end")
      let run = try rough.site.start(["run", rough.file])
      let deadline = Date(timeIntervalSinceNow: Double(milliseconds) / 1000)
      while run.process.isRunning, Date() < deadline { usleep(5_000) }
      if run.process.isRunning {
        kill(run.process.processIdentifier, SIGKILL)
        kills += 1
        milliseconds += 130
        _ = run.wait()
        if try isOver(rough.site, runsBefore: killed == "audience" ? 1 : 0) { break }
        continue
      }
      let result = run.wait()
      try #require(result.status == 0 || result.status == 3, "\(result.output)\(result.messages)")
      break
    }
    #expect(kills >= 2)
    let reached = try end(of: rough.site)
    #expect(reached.profiles.count == expected.profiles.count)
    #expect(reached == expected)

    // The interrupted run was continued, not begun anew: it stands once in the history, with all its rows.
    let runs = try #require(try rough.site.json("runs") as? [[String: Any]])
    #expect(runs.count == (killed == "audience" ? 2 : 1), "\(runs.count) runs for \(kills) kills")
    let last = try #require(runs.first)
    if killed == "subscribers" {
      let goals = try #require(last["goals"] as? [[String: Any]])
      #expect((goals.first?["counters"] as? [String: Any])?["read"] as? Int == Self.subscribers)
    }
  }
}
