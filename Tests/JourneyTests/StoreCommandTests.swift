import Foundation
import Testing

/// `millrace profile`, `segment`, `property` and `objective`, on a store that nothing else uses.
@Suite struct StoreCommandTests {
  @Test func `a segment that a goal exports is not deleted`() throws {
    let folder = try TemporaryFolder()
    let home = folder.url.appendingPathComponent("home").path
    try """
    connection: c
    iterable: { data_center: eu, api_key: "${env:KEY}" }
    goals:
      - export_profiles: audience
        segment: gold
        link: [{ property: email, field: email }]
    """.write(to: folder.url.appendingPathComponent("c.yaml"), atomically: true, encoding: .utf8)
    try "segment: gold\nwhere: { property: email, exists: true }\n"
      .write(to: folder.url.appendingPathComponent("gold.yaml"), atomically: true, encoding: .utf8)
    for command in ["segment apply gold.yaml", "apply c.yaml"] {
      let result = try Program.shell("millrace \(command)", in: folder.url, home: home)
      try #require(result.status == 0, "\(result.text)")
    }
    let refused = try Program.shell("millrace segment delete gold", in: folder.url, home: home)
    #expect(refused.status == 1)
    #expect(refused.text.contains("segment 'gold' is used by goal 'audience' of connection 'c'"), "\(refused.text)")
    for command in ["connection delete c", "segment delete gold"] {
      let result = try Program.shell("millrace \(command)", in: folder.url, home: home)
      #expect(result.status == 0, "\(result.text)")
    }
  }

  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for arguments in [
      ["email", "--type", "email", "--identifier"], ["country"],
      ["points", "--type", "number", "--title", "Loyalty points"],
    ] {
      try #require(try run(["property", "add"] + arguments).status == 0)
    }
  }

  func run(_ arguments: [String], home: String = "home") throws -> Program.Result {
    let home = folder.url.appendingPathComponent(home).path
    return try Program.Running(arguments + ["--home", home], environment: ["NO_COLOR": "1"]).wait()
  }

  func millrace(_ arguments: String...) throws -> Program.Result { try run(arguments) }

  func json<Value>(_ arguments: String..., as: Value.Type = Value.self) throws -> Value {
    let result = try run(arguments + ["--output", "json"])
    return try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? Value, "\(result.messages)")
  }

  func write(_ text: String, to name: String) throws -> String {
    let url = folder.url.appendingPathComponent(name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  func importPeople() throws {
    let file = try write(
      """
      {"properties": {"email": "Ann@Example.com", "country": "NL", "points": [5]}}
      {"properties": {"email": "ben@example.com", "country": "DE"}, "permission_level": "anonymous"}
      """, to: "people.ndjson")
    try #require(try millrace("profile", "import", file).status == 0)
  }

  // MARK: Profiles

  @Test func `profiles come in, are counted, and what cannot be used is told by its record`() throws {
    let file = try write(
      """
      {"properties": {"email": "ann@example.com", "points": 5}}
      {"properties": {"email": "ben@example.com", "points": "many"}}
      {"properties": {"shoe_size": 38}}
      not JSON
      {"properties": {"email": "cleo@example.com"}, "permission_level": "royal"}
      """, to: "people.ndjson")
    let result = try run(["profile", "import", file, "--output", "json"])
    #expect(result.status == 3)
    #expect(
      result.output
        == #"{"read":5,"created":1,"updated":0,"unchanged":0,"rejected":4,"events":0,"events_refused":0,"events_left_out":0}"#
        + "\n")
    for told in ["record 2: the value of 'points' is no number", "record 3: there is no property 'shoe_size'"] {
      #expect(result.messages.contains(told), "\(result.messages)")
    }
    #expect(result.messages.contains("record 4: ") && result.messages.contains("record 5: "))
    #expect(!result.messages.contains("many") && !result.messages.contains("ben@"), "\(result.messages)")
    let again = try millrace("profile", "import", file)
    #expect(again.output == "5 read, 0 created, 0 updated, 1 unchanged, 4 rejected\n")
  }

  @Test func `what profile export writes, profile import reads`() throws {
    try importPeople()
    let exported = try millrace("profile", "export")
    let file = try write(exported.output, to: "export.ndjson")
    #expect(try millrace("profile", "import", file).output == "2 read, 0 created, 0 updated, 2 unchanged, 0 rejected\n")
    for (name, type) in [("email", "email"), ("country", "text"), ("points", "number")] {
      let identifier = name == "email" ? ["--identifier"] : []
      try #require(try run(["property", "add", name, "--type", type] + identifier, home: "other").status == 0)
    }
    #expect(try run(["profile", "import", file], home: "other").status == 0)
    func content(_ text: String) -> [Substring] {
      text.split(separator: "\n").map { $0[($0.range(of: #""permission_level""#)?.lowerBound ?? $0.startIndex)...] }
    }
    #expect(content(try run(["profile", "export"], home: "other").output) == content(exported.output))
  }

  @Test func `a profile is shown by its id or an identifier, with its segments, and erased`() throws {
    try importPeople()
    let segment = try write("segment: dutch\nname: Dutch\nwhere: { property: country, is: NL }\n", to: "dutch.yaml")
    try #require(try millrace("segment", "apply", segment).status == 0)
    for name in ["1", "ann@example.com", "ANN@EXAMPLE.COM"] {
      let profile: [String: Any] = try json("profile", "show", name)
      #expect(profile["id"] as? String == "1")
      #expect(profile["segments"] as? [String] == ["dutch"])
      #expect((profile["properties"] as? [String: [Any]])?["email"] as? [String] == ["Ann@Example.com"])
    }
    let table = try millrace("profile", "show", "ben@example.com").output
    #expect(table.contains(#/permission_level +anonymous/#) && table.contains(#/country +DE/#), "\(table)")

    let erased = try millrace("profile", "erase", "ann@example.com")
    #expect(erased.status == 0 && erased.messages.contains("erased profile 1"))
    let gone = try millrace("profile", "show", "ann@example.com")
    #expect(gone.status == 1)
    #expect(gone.messages.contains("there is no profile 'ann@example.com'"))
    #expect(try !millrace("profile", "export").output.contains("Ann@"))
  }

  @Test func `profiles are listed page by page and by segment`() throws {
    try importPeople()
    func listed(_ arguments: String...) throws -> [String] {
      let result = try run(["profile", "list", "--output", "json"] + arguments)
      let list = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]]
      return try #require(list).compactMap { $0["id"] as? String }
    }
    #expect(try listed() == ["1", "2"])
    #expect(try listed("--limit", "1") == ["1"])
    #expect(try listed("--after", "1") == ["2"])
    #expect(try listed("--limit", "0") == [])
    let segment = try write("segment: germans\nname: Germans\nwhere: { property: country, is: DE }\n", to: "s.yaml")
    try #require(try millrace("segment", "apply", segment).status == 0)
    #expect(try listed("--segment", "germans") == ["2"])
    #expect(try millrace("profile", "list").output.contains("ben@example.com"))
    let unknown = try millrace("profile", "list", "--segment", "german")
    #expect(unknown.status == 1 && unknown.messages.contains("'german'"), "\(unknown.messages)")
  }

  // MARK: Definitions

  @Test func `properties are defined, shown with how many profiles have them, and keep their type`() throws {
    try importPeople()
    let properties: [[String: Any]] = try json("property", "list")
    let points = try #require(properties.first { $0["property"] as? String == "points" })
    #expect(points["type"] as? String == "number")
    #expect(points["title"] as? String == "Loyalty points")
    #expect(properties.first { $0["property"] as? String == "email" }?["identifier"] as? Bool == true)
    let shown = try millrace("property", "show", "points")
    #expect(shown.output.contains(#""profiles":1"#), "\(shown.output)")

    let changed = try millrace("property", "add", "points", "--type", "text")
    #expect(changed.status == 1)
    #expect(changed.messages.contains("'points'") && changed.messages.contains("number"), "\(changed.messages)")
    #expect(try millrace("property", "add", "two words").status == 1)
    #expect(try millrace("property", "show", "pints").status == 1)
    #expect(try millrace("property", "add", "age", "--type", "nummber").status == 64)

    // Profiles that are there already are found by a property that becomes an identifier.
    try #require(try millrace("property", "add", "country", "--identifier").status == 0)
    let found: [String: Any] = try json("profile", "show", "DE")
    #expect(found["id"] as? String == "2")
  }

  @Test func `segments are applied, counted, shown and deleted`() throws {
    try importPeople()
    let rich = try write("segment: rich\nname: Rich\nwhere: { property: points, at_least: 5 }\n", to: "rich.yaml")
    let applied = try millrace("segment", "apply", rich)
    #expect(applied.status == 0, "\(applied.messages)")
    #expect(applied.messages.contains("segment 'rich' has 1 profiles"))
    let rest = try write("segment: rest\nname: Rest\nwhere: { not: { segment: rich } }\n", to: "rest.yaml")
    #expect(try millrace("segment", "apply", rest).status == 0)
    #expect(try millrace("segment", "count", "rest").output == "1\n")
    let segments: [[String: Any]] = try json("segment", "list")
    #expect(segments.compactMap { $0["segment"] as? String } == ["rest", "rich"])
    #expect(try millrace("segment", "show", "rich").output.contains(#""points""#))

    let used = try millrace("segment", "delete", "rich")
    #expect(used.status == 1)
    #expect(used.messages.contains("'rest'"), "\(used.messages)")
    #expect(try millrace("segment", "delete", "rest").status == 0)
    #expect(try millrace("segment", "delete", "rich").status == 0)
    #expect(try millrace("segment", "delete", "rich").status == 1)
    #expect(try millrace("segment", "count", "rich").status == 1)
  }

  @Test func `a lifecycle is applied, counted and shown, and what profiles have seen is kept`() throws {
    let people = try write(
      """
      {"properties": {"email": "ann@example.com", "points": 12}, "viewed_interactions": ["banner", {"id": "dialogue", "name": "Dialogue", "last_seen": "2026-01-31T08:00:00Z", "count": 3}]}
      {"properties": {"email": "ben@example.com"}, "viewed_interactions": [{"name": "no id"}]}
      {"properties": {"email": "cleo@example.com"}, "viewed_interactions": "banner"}
      """, to: "people.ndjson")
    let imported = try millrace("profile", "import", people)
    #expect(
      imported.status == 3 && imported.messages.contains("record 2: its 'viewed_interactions'"), "\(imported.messages)")
    #expect(imported.output == "3 read, 2 created, 0 updated, 0 unchanged, 1 rejected\n")

    let text = """
      lifecycle: customer
      name: Customer
      stages:
        - stage: seen
          where: { viewed: banner, within_last_days: 1 }
          threshold: { touches: 3, per: { weeks: 1 } }
          touchpoints: [newsletter/audience]
        - stage: rich
          name: Rich
          where: { property: points, at_least: 10 }
      """
    let applied = try millrace("lifecycle", "apply", try write(text, to: "customer.yaml"))
    #expect(
      applied.messages.contains("lifecycle 'customer' has seen 1, rich 1 profiles; 0 are in no stage"),
      "\(applied.messages)")
    let counts: [String: Int] = try json("lifecycle", "count", "customer")
    #expect(counts == ["seen": 1, "rich": 1, "none": 0])
    #expect(try millrace("lifecycle", "list").output.contains("seen → rich"))
    #expect(
      try millrace("lifecycle", "show", "customer").output.contains(#/seen +seen +3 per 1 weeks +newsletter/audience/#))

    let ann: [String: Any] = try json("profile", "show", "ann@example.com")
    let stages = try #require(ann["lifecycles"] as? [[String: Any]])
    #expect(stages.map { $0["stage"] as? String } == ["rich"])
    let viewed = try #require(ann["viewed_interactions"] as? [[String: Any]])
    #expect(viewed.map { $0["id"] as? String } == ["banner", "dialogue"])
    #expect(viewed.last?["last_seen"] as? String == "2026-01-31T08:00:00Z" && viewed.last?["count"] as? Int == 3)
    let shown = try millrace("profile", "show", "cleo@example.com").output
    #expect(
      shown.contains("customer:seen (0 touches of 3 per 1 weeks)") && shown.contains("banner: 1 times"), "\(shown)")
    let interactions: [[String: Any]] = try json("interaction", "list")
    #expect(interactions.compactMap { $0["profiles"] as? Int } == [2, 1])
    // What is exported is what was imported.
    let file = try write(try millrace("profile", "export").output, to: "export.ndjson")
    #expect(try millrace("profile", "import", file).output == "2 read, 0 created, 0 updated, 2 unchanged, 0 rejected\n")

    for (wrong, right, told) in [
      ("{ weeks: 1 }", "{ weaks: 1 }", "customer.yaml:6:44: 'weaks' is no unit of time; did you mean 'weeks'?"),
      ("property: points", "property: pionts", "customer.yaml:10:24: there is no property 'pionts'"),
      ("stage: rich", "stage: seen", "customer.yaml:8:12: the lifecycle has two stages 'seen'"),
    ] {
      let result = try millrace(
        "lifecycle", "apply", try write(text.replacing(wrong, with: right), to: "customer.yaml"))
      #expect(result.status == 1 && result.messages.contains(told), "\(result.messages)")
    }
    let other = text.replacing("lifecycle: customer", with: "lifecycle: other")
    let taken = try millrace("lifecycle", "apply", try write(other, to: "other.yaml"))
    #expect(taken.messages.contains("other.yaml:7:19: goal 'newsletter/audience' is a touchpoint"), "\(taken.messages)")
    #expect(try millrace("lifecycle", "delete", "customer").status == 0)
    let gone = try millrace("lifecycle", "delete", "customer")
    #expect(gone.status == 1 && gone.messages.contains("there is no lifecycle 'customer'"), "\(gone.messages)")
  }

  @Test func `a permission level is set`() throws {
    try importPeople()
    #expect(try millrace("profile", "set-permission", "ann@example.com", "do_not_track").status == 0)
    let ann: [String: Any] = try json("profile", "show", "1")
    #expect(ann["permission_level"] as? String == "do_not_track")
    #expect(try millrace("profile", "set-permission", "1", "royal").status == 64)
    #expect(try millrace("profile", "set-permission", "nobody@example.com", "personal").status == 1)
  }

  @Test func `a segment that does not hold together is refused with its place`() throws {
    for (condition, told) in [
      ("{ property: contry, is: NL }", "wrong.yaml:3:20: there is no property 'contry'"),
      ("{ property: country, iz: NL }", "iz"),
      ("{ all: [ { segment: nowhere } ] }", "nowhere"), ("[", "YAML"),
    ] {
      let file = try write("segment: wrong\nname: Wrong\nwhere: \(condition)\n", to: "wrong.yaml")
      let result = try millrace("segment", "apply", file)
      #expect(result.status == 1, "\(condition)")
      #expect(result.messages.contains(told), "\(condition): \(result.messages)")
    }
    #expect(try millrace("segment", "list").output.split(separator: "\n").count == 1)
  }

  @Test func `objectives are defined and listed, with the zones that decide for their profiles`() throws {
    #expect(try millrace("objective", "add", "newsletter", "--title", "Newsletter by e-mail").status == 0)
    #expect(try millrace("zone", "set", "pipeda", "opt_in").messages.contains("zone 'PIPEDA' needs opt_in"))
    let added = try run([
      "objective", "add", "statistics", "--needs", "opt_out", "--zones", "gdpr", "--zones", "PIPEDA",
    ])
    #expect(
      added.messages.contains("'statistics' needs opt_in in GDPR, PIPEDA; opt_out elsewhere"), "\(added.messages)")
    let objectives: [[String: Any]] = try json("objective", "list")
    #expect(objectives.compactMap { $0["objective"] as? String } == ["newsletter", "statistics"])
    #expect(objectives.compactMap { $0["needs"] as? String } == ["opt_in", "opt_out"])
    #expect(objectives.compactMap { $0["title"] as? String } == ["Newsletter by e-mail", "statistics"])
    #expect(objectives.compactMap { $0["zones"] as? [String] } == [[], ["GDPR", "PIPEDA"]])

    let unknown = try millrace("objective", "add", "x", "--zones", "GDRP")
    #expect(unknown.status == 1 && unknown.messages.contains("did you mean 'GDPR'?"), "\(unknown.messages)")
    #expect(try millrace("zone", "delete", "PIPEDA").status == 1)
    #expect(try millrace("zone", "delete", "ccpa").status == 0)
    #expect(try millrace("zone", "delete", "CCPA").status == 1)
    let zones: [[String: String]] = try json("zone", "list")
    #expect(
      zones.map { "\($0["zone"] ?? "") \($0["needs"] ?? "")" } == ["GDPR opt_in", "PIPEDA opt_in", "UK_GDPR opt_in"])
    #expect(try millrace("objective", "add", "no good").status == 1)
    #expect(try millrace("objective", "add", "x", "--needs", "maybe").status == 64)
  }
}
