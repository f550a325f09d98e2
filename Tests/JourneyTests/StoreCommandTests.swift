import Foundation
import Testing

/// `millrace profile`, `segment`, `property` and `objective`, on a store that nothing else uses.
@Suite struct StoreCommandTests {
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

  @Test func `a segment that does not hold together is refused with its place`() throws {
    for (condition, told) in [
      ("{ property: contry, is: NL }", "contry"), ("{ property: country, iz: NL }", "iz"),
      ("{ all: [ { segment: nowhere } ] }", "nowhere"), ("[", "YAML"),
    ] {
      let file = try write("segment: wrong\nname: Wrong\nwhere: \(condition)\n", to: "wrong.yaml")
      let result = try millrace("segment", "apply", file)
      #expect(result.status == 1, "\(condition)")
      #expect(result.messages.contains(told), "\(condition): \(result.messages)")
    }
    #expect(try millrace("segment", "list").output.split(separator: "\n").count == 1)
  }

  @Test func `objectives are defined and listed`() throws {
    #expect(try millrace("objective", "add", "newsletter", "--title", "Newsletter by e-mail").status == 0)
    #expect(try millrace("objective", "add", "statistics", "--needs", "opt_out").status == 0)
    let objectives: [[String: String]] = try json("objective", "list")
    #expect(
      objectives == [
        ["objective": "newsletter", "needs": "opt_in", "title": "Newsletter by e-mail"],
        ["objective": "statistics", "needs": "opt_out", "title": "statistics"],
      ])
    #expect(try millrace("objective", "add", "no good").status == 1)
    #expect(try millrace("objective", "add", "x", "--needs", "maybe").status == 64)
  }
}
