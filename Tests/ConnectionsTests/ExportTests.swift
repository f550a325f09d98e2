import Connections
import Foundation
import IterableSandbox
import Profiles
import Records
import Testing

@Suite struct ExportTests {
  static let goal = """
      - export_profiles: audience
        segment: everybody
        lists: [Test group]
        link: [{ property: email, field: email }]
        mappings:
          - { from: { property: name }, field: fullName }
          - { from: { property: colours }, field: colours }
          - { from: { property: age }, field: age }
          - { from: { property: seen }, field: seenAt }
          - { from: { segments: all }, field: segments }
          - { from: permission_level, field: level }
          - { from: { text: millrace }, field: origin }
    """

  static let properties = [
    Property(name: "email", type: .email, isIdentifier: true), Property(name: "name"), Property(name: "colours"),
    Property(name: "age", type: .number), Property(name: "seen", type: .dateTime),
    Property(name: Objective.consentedProperty),
  ]

  /// Profiles as lists of values in the order of `properties`; nil: none.
  static func site(_ profiles: [[String?]], configure: (inout SandboxConfiguration) -> Void = { _ in }) throws -> Site {
    let site = try Site(configure: configure)
    try site.store.write { writer in
      for property in properties { try writer.putProperty(property) }
      let editor = DocumentEditor(properties: properties)
      for values in profiles {
        editor.begin()
        for (index, value) in values.enumerated() {
          guard let value else { continue }
          Array(value.utf8).withUnsafeBytes {
            _ = editor.apply(index, .set, value.hasPrefix("[") ? .list($0) : .text($0))
          }
        }
        editor.finish()
        _ = try writer.insert(editor, permission: .personal)
      }
    }
    return site
  }

  static let ann = ["ann@example.com", "Ann", #"["red","blue"]"#, "41", "2026-01-31T08:00:00Z"]

  func testGroup(_ site: Site) throws -> [String] {
    try site.members(of: site.client().lists().first { $0.name == "Test group" }!.id)
  }

  @Test func `profiles go out as their mappings say, join the list, and are not sent twice`() throws {
    let site = try Self.site([Self.ann, ["ben@example.com", "Ben"], [nil, "Nobody"], ["cleo@example.com"]])
    let connection = try site.connection(Self.goal)
    let run = try site.run(connection)
    let counters = run.counters("audience")
    #expect(run.state == .succeeded, "\(run)")
    #expect(counters.read == 3)
    #expect(counters.updated == 2)
    #expect(counters.skipped == 1)
    #expect(counters.joined == 2)
    let user = try #require(try site.user("ann@example.com"))
    #expect(user["fullName"] == "Ann")
    #expect(user["colours"] == ["red", "blue"])
    #expect(user["age"] == 41)
    #expect(user["seenAt"] == "2026-01-31 08:00:00 +00:00")
    #expect(user["segments"] == ["everybody"])
    #expect(user["level"] == "personal")
    #expect(user["origin"] == "millrace")
    #expect(try testGroup(site) == ["ann@example.com", "ben@example.com"])

    let again = try site.run(connection).counters("audience")
    #expect(again.unchanged == 2)
    #expect(again.updated == 0)
    #expect(again.joined == 0)
    let full = try site.run(connection, RunOptions(full: true)).counters("audience")
    #expect(full.updated == 2)
  }

  @Test func `a processor changes what leaves, and the identifier too`() throws {
    let site = try Self.site([Self.ann])
    let goal = Self.goal.replacing("link:", with: "processors: [{ plugin: word }]\n    link:")
    let run = try site.run(try site.connection(goal))
    #expect(run.counters("audience").updated == 1, "\(run)")
    #expect(try site.user("ann@example.com")?["greeting"] == "hello")
  }

  @Test func `whom Iterable refuses is rejected in its words, and joins no list`() throws {
    let site = try Self.site([Self.ann, ["nil@no-such.place", "Nil"]])
    let run = try site.run(try site.connection(Self.goal))
    #expect(run.state == .partial)
    #expect(run.counters("audience").updated == 1)
    #expect(run.counters("audience").rejected == 1)
    #expect(try testGroup(site) == ["ann@example.com"])
    let rejects = try site.rejects()
    #expect(rejects.count == 1)
    #expect(rejects.first?.code == "iterable_invalid_email", "\(rejects)")
  }

  /// Profiles whose names go to a field that is a number at Iterable.
  private static func siteOfWrongType(_ count: Int) throws -> Site {
    let site = try site((1...count).map { ["user\($0)@example.com", "Name"] })
    try site.putUsers([["email": "somebody@example.com", "fullName": 5]])
    return site
  }

  private static let wrongGoal = """
      - export_profiles: audience
        segment: everybody
        link: [{ property: email, field: email }]
        mappings: [{ from: { property: name }, field: fullName }]
    """

  @Test func `a mapping that Iterable refuses for every profile fails the goal in its words`() throws {
    let site = try Self.siteOfWrongType(300)
    let run = try site.run(try site.connection(Self.wrongGoal))
    #expect(run.state == .failed, "\(run)")
    #expect(run.goals[0].message?.contains("fullName") == true, "\(run)")
    #expect(run.counters("audience").rejected == 110)
    #expect(try site.rejects().count == 110)
  }

  @Test func `profiles that Iterable refuses are rejected one by one where they are few`() throws {
    let few = try Self.siteOfWrongType(30)
    let all = try few.run(try few.connection(Self.wrongGoal))
    #expect(all.state == .partial)
    #expect(all.counters("audience").rejected == 30)
  }

  @Test func `rows that a step derives of a profile do not make it look changed`() throws {
    let site = try Self.site([
      ["ann@example.com", "twice"], ["ben@example.com", "Ben"], ["cleo@example.com", "twice"],
    ])
    let goal = """
        - export_profiles: audience
          segment: everybody
          processors: [{ plugin: word }]
          link: [{ property: email, field: email }]
          mappings: [{ from: { property: name }, field: do }]
      """
    let connection = try site.connection(goal)
    #expect(try site.run(connection).counters("audience").updated == 5)
    for _ in 0..<2 {
      let again = try site.run(connection).counters("audience")
      #expect(again.unchanged == 3, "\(again)")
      #expect(again.updated == 2, "what is derived is sent each time")
    }
  }

  @Test func `a property that every profile has is a value to send`() throws {
    let site = try Self.site([["ann@example.com"]])
    let mapping = "- { from: { property: name }, field: fullName }"
    let without = try site.run(try site.connection(Self.goal)).counters("audience")
    #expect(without.skipped == 1, "\(without)")
    let goal = Self.goal.replacing(mapping, with: "- { from: { property: profile_created }, field: made }")
    let with = try site.run(try site.connection(goal)).counters("audience")
    #expect(with.updated == 1, "\(with)")
  }

  @Test func `fields that Iterable leaves out are told`() throws {
    let site = try Self.site([Self.ann]) { $0.createsNewFields = false }
    let run = try site.run(try site.connection(Self.goal))
    #expect(run.state == .partial, "\(run)")
    #expect(run.goals[0].message?.contains("fullName") == true, "\(run)")
    #expect(run.counters("audience").updated == 1)
  }

  @Test func `a dynamic list cannot be joined`() throws {
    let site = try Self.site([Self.ann])
    let list = try #require(try site.client().lists().first { $0.type == "Dynamic" })
    let run = try site.run(try site.connection(Self.goal.replacing("[Test group]", with: "[\(list.id)]")))
    #expect(run.state == .failed)
    #expect(run.goals[0].message?.contains("dynamic") == true, "\(run)")
    #expect(try site.user("ann@example.com") == nil)
  }

  @Test func `only those who consented leave`() throws {
    let site = try Self.site([
      Self.ann + ["personalisation"], ["ben@example.com", "Ben"],
    ])
    try site.store.write { try $0.putObjective(Objective(id: "personalisation", title: "Personalisation")) }
    let run = try site.run(try site.connection(Self.goal, "objectives: [personalisation]"))
    #expect(run.counters("audience").updated == 1, "\(run)")
    #expect(run.counters("audience").skipped == 1)
    #expect(try site.user("ben@example.com") == nil)
  }

  @Test func `a dry run counts and sends nothing`() throws {
    let site = try Self.site([Self.ann])
    let run = try site.run(try site.connection(Self.goal), RunOptions(dryRun: true))
    #expect(run.counters("audience").updated == 1)
    #expect(run.counters("audience").joined == 1)
    #expect(try site.user("ann@example.com") == nil)
  }

  @Test func `an unknown segment and an unknown property are named with near ones`() throws {
    let site = try Self.site([Self.ann])
    for (right, wrong) in [("segment: everybody", "segment: everybodi"), ("property: name", "property: nam")] {
      let run = try site.run(try site.connection(Self.goal.replacing(right, with: wrong)))
      #expect(run.state == .failed)
      #expect(run.goals[0].message?.contains(right.split(separator: " ").last!) == true, "\(run)")
    }
  }

  @Test func `imports run before exports, and what comes back is unchanged`() throws {
    let site = try Self.site([Self.ann])
    let goals =
      Self.goal + """

          - import_profiles: people
            link: [{ field: email, property: email }]
            mappings: [{ field: fullName, property: name }]
        """
    let connection = try site.connection(goals)
    #expect(try site.run(connection).goals.map(\.goal) == ["people", "audience"])
    for _ in 0..<3 {
      let run = try site.run(connection)
      #expect(run.counters("people").updated == 0)
      #expect(run.counters("people").unchanged == 1)
      #expect(run.counters("audience").unchanged == 1)
    }
  }
}
