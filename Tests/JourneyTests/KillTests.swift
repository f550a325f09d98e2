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

  func site(subscribers: Int = subscribers) throws -> (site: Site, file: String) {
    let site = try BadInputTests().site(subscribers: subscribers)
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

  /// Starts the command again and again and kills it later each time, until it comes to its end. Answers how often.
  func killUntilOver(_ arguments: [String], in site: Site, runsBefore: Int = 0) throws -> Int {
    var kills = 0
    var milliseconds = 150.0
    while true {
      try #require(kills < 60, "the run never came to its end")
      let run = try site.start(arguments)
      let deadline = Date(timeIntervalSinceNow: milliseconds / 1000)
      while run.process.isRunning, Date() < deadline { usleep(5_000) }
      guard run.process.isRunning else {
        let result = run.wait()
        try #require(result.status == 0 || result.status == 3, "\(result.output)\(result.messages)")
        return kills
      }
      kill(run.process.processIdentifier, SIGKILL)
      kills += 1
      milliseconds += 130
      _ = run.wait()
      if try isOver(site, runsBefore: runsBefore) { return kills }
    }
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
    let kills = try killUntilOver(["run", rough.file], in: rough.site, runsBefore: killed == "audience" ? 1 : 0)
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

  /// Rows of people who stand in the file once, each with one point.
  static func file(rows: Int, in site: Site) throws -> String {
    var text = ""
    for row in 1...rows {
      text += #"{"email":"person\#(row)@example.com","firstName":"P","points":1}"# + "\n"
    }
    return try site.write(text, to: "saved.ndjson")
  }

  @Test func `a run of a saved export that is killed again and again reads every row once`() throws {
    let rows = 25_000
    let rough = try site(subscribers: 1)
    let saved = try Self.file(rows: rows, in: rough.site)
    let kills = try killUntilOver(["run", rough.file, "--goal", "subscribers", "--from", saved], in: rough.site)
    #expect(kills >= 2)

    let runs = try #require(try rough.site.json("runs") as? [[String: Any]])
    #expect(runs.count == 1, "\(runs.count) runs for \(kills) kills")
    let goals = try #require(runs.first?["goals"] as? [[String: Any]])
    let counters = try #require(goals.first?["counters"] as? [String: Int])
    #expect(counters["read"] == rows)
    #expect(counters["created"] == rows)
    let export = try rough.site.millrace("profile", "export").output.split(separator: "\n")
    #expect(export.count == rows)
    #expect(export.allSatisfy { $0.contains(#""points":[1]"#) })
  }

  @Test func `an import of groups that is killed again and again ends with every group, and adds up once`() throws {
    let site = try Site(subscribers: 1)
    let items = 12_000
    for page in 0..<(items / 1000) {
      let documents = (0..<1000).map { #""S-\#(page * 1000 + $0)":{"city":"Breda","visits":1}"# }
      _ = try site.ask(
        "/api/catalogs/products/items", post: #"{"documents":{\#(documents.joined(separator: ","))}}"#, key: true)
    }
    try #require(try site.millrace("property", "add", "shop").status == 0)
    try #require(try site.millrace("group-type", "add", "store", "--joined-by", "shop").status == 0)
    let file = try site.write(
      """
      connection: shops
      iterable: { base_url: "\(site.address)", api_key: "${env:ITERABLE_API_KEY}" }
      goals:
        - import_groups: stores
          catalog: products
          group_type: store
          mappings: [{ field: city, property: city }, { field: visits, property: visits, strategy: sum }]
      """, to: "shops.yaml")
    let kills = try killUntilOver(["run", file], in: site)
    #expect(kills >= 2)

    let runs = try #require(try site.json("runs") as? [[String: Any]])
    #expect(runs.count == 1 && runs.first?["state"] as? String == "succeeded", "\(runs) after \(kills) kills")
    let counters = try #require((runs.first?["goals"] as? [[String: Any]])?.first?["counters"] as? [String: Int])
    let read = try #require(counters["read"])
    #expect(read >= items && counters["created"] == read, "\(counters)")
    let groups = try site.millrace("group", "export", "store").output.split(separator: "\n")
    #expect(groups.count == read)
    #expect(groups.filter { $0.contains(#""visits":[1]"#) && $0.contains("Breda") }.count == items)
    // Once more adds nothing up again.
    try #require(try site.millrace("run", file).status == 0)
    #expect(try site.millrace("group", "export", "store").output.split(separator: "\n").sorted() == groups.sorted())
  }

  @Test func `what is asked for beside an interrupted run is done behind it`() throws {
    let rough = try site(subscribers: 1)
    let saved = try Self.file(rows: 60_000, in: rough.site)
    let run = try rough.site.start(["run", rough.file, "--goal", "subscribers", "--from", saved])
    let deadline = Date(timeIntervalSinceNow: 30)
    while try rough.site.json("runs") as? [AnyHashable] == [], Date() < deadline { usleep(5_000) }

    // While it goes on, others may look, and may not write.
    #expect(try rough.site.millrace("profile", "list").status == 0)
    let other = try rough.site.millrace("property", "add", "other")
    #expect(other.status == 1)
    #expect(other.messages.contains("open for writing in another process"), "\(other.messages)")
    kill(run.process.processIdentifier, SIGKILL)
    _ = run.wait()

    let small = try rough.site.write(#"{"email":"late@example.com"}"# + "\n", to: "small.ndjson")
    let next = try rough.site.millrace("run", rough.file, "--goal", "subscribers", "--from", small)
    #expect(next.status == 0, "\(next.messages)")
    #expect(next.messages.contains("run 1 was interrupted and is continued first"), "\(next.messages)")
    let runs = try #require(try rough.site.json("runs") as? [[String: Any]])
    #expect(runs.compactMap { $0["state"] as? String } == ["succeeded", "succeeded"])
    let read = runs.map { ((($0["goals"] as? [[String: Any]])?.first?["counters"]) as? [String: Int])?["read"] }
    #expect(read == [1, 60_000])
  }

  @Test func `a saved export that changed under an interrupted run is not read on`() throws {
    let rough = try site(subscribers: 1)
    let saved = try Self.file(rows: 60_000, in: rough.site)
    let arguments = ["run", rough.file, "--goal", "subscribers", "--from", saved]
    let run = try rough.site.start(arguments)
    let deadline = Date(timeIntervalSinceNow: 60)
    while try rough.site.millrace("profile", "list", "--limit", "1", "--output", "json").output == "[]\n",
      Date() < deadline
    {}
    kill(run.process.processIdentifier, SIGKILL)
    _ = run.wait()
    try #require(try !isOver(rough.site, runsBefore: 0), "the run was faster than its kill")
    _ = try rough.site.write(#"{"email":"other@example.com"}"# + "\n", to: "saved.ndjson")
    _ = try rough.site.start(arguments).wait()
    let first = try #require(try rough.site.json("runs", "show", "1") as? [String: Any])
    #expect(first["state"] as? String == "failed")
    let goals = try #require(first["goals"] as? [[String: Any]])
    #expect((goals.first?["message"] as? String)?.contains("saved.ndjson") == true, "\(goals)")
  }
}
