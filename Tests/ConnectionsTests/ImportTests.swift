import Connections
import Foundation
import IterableSandbox
import Profiles
import Testing

@Suite struct ImportTests {
  static let goal = """
      - import_profiles: people
        link: [{ field: email, property: email }]
        create_profiles: true
        mappings:
          - { field: firstName, property: first_name }
          - { field: points, property: points, strategy: sum }
          - { field: colours, property: colours, strategy: add }
    """

  @Test func `new people become profiles, and are found again`() throws {
    let site = try Site()
    try site.putUsers([
      ["email": "ann@example.com", "firstName": "Ann", "points": 3, "colours": ["red", "blue"]],
      ["email": "ben@example.com", "firstName": "Ben"],
    ])
    let connection = try site.connection(Self.goal)
    let run = try site.run(connection)
    #expect(run.state == .succeeded, "\(run)")
    #expect(run.counters("people").created == 2)
    #expect(
      try site.documents() == [
        #"{"email":["ann@example.com"],"first_name":["Ann"],"points":[3],"colours":["red","blue"]}"#,
        #"{"email":["ben@example.com"],"first_name":["Ben"]}"#,
      ])
    #expect(run.goals[0].lastProfiles.count == 2)

    // Within the overlap the same rows come again, and nothing is added twice.
    let again = try site.run(connection)
    #expect(again.counters("people").unchanged == 2, "\(again)")
    #expect(again.counters("people").updated == 0)

    // A new version of a row adds its points.
    try site.wait(seconds: 60)
    try site.putUsers([["email": "ann@example.com", "points": 4]])
    #expect(try site.run(connection).counters("people").updated == 1)
    #expect(try site.documents()[0].contains(#""points":[7]"#))
  }

  @Test func `two rows of one new person become one profile`() throws {
    let site = try Site(subscribers: 300)
    let run = try site.run(try site.connection(Self.goal, "labels: [x]"))
    let counters = run.counters("people")
    #expect(counters.read == 300)
    #expect(counters.updated + counters.unchanged > 0, "the seeded rows hold people twice")
    #expect(try site.store.read { try $0.profileCount() } == counters.created)
    #expect(
      counters.created + counters.updated + counters.unchanged + counters.skipped + counters.rejected
        + counters.filtered == 300)
  }

  @Test func `only the chosen lists' subscribers are the source`() throws {
    let site = try Site(subscribers: 400)
    let all = try site.client().lists()
    let news = all.first { $0.name == "Newsletter" }!
    let members = try Set(site.members(of: news.id).map { $0.lowercased().trimmingCharacters(in: .whitespaces) })
    let connection = try site.connection(
      Self.goal.replacing("link:", with: "source: { lists: [Newsletter] }\n    link:"))
    let run = try site.run(connection)
    #expect(run.counters("people").read > 0)
    #expect(run.counters("people").read < 400)
    let emails = try site.documents().compactMap { document in
      document.firstMatch(of: /"email":\["([^"]+)"\]/).map { $0.1.lowercased() }
    }
    #expect(Set(emails).isSubset(of: members))
  }

  @Test func `an unknown list names those that there are`() throws {
    let site = try Site()
    let run = try site.run(
      try site.connection(Self.goal.replacing("link:", with: "source: { lists: [Newsleter] }\n    link:")))
    #expect(run.state == .failed)
    #expect(run.goals[0].message?.contains("Newsletter") == true, "\(run)")
  }

  @Test func `processors filter, reject, derive and crash, and each is counted`() throws {
    let site = try Site()
    try site.putUsers([
      ["email": "a@example.com", "firstName": "A"],
      ["email": "b@example.com", "firstName": "B", "do": "drop"],
      ["email": "c@example.com", "firstName": "C", "do": "reject"],
      ["email": "d@example.com", "firstName": "D", "do": "twice", "points": 2],
      ["email": "e@example.com", "firstName": "E", "do": "crash"],
    ])
    let connection = try site.connection(
      Self.goal.replacing("link:", with: "processors: [{ plugin: word }]\n    link:")
        + "\n      - { field: greeting, property: greeting }")
    let run = try site.run(connection)
    let counters = run.counters("people")
    #expect(run.state == .partial)
    #expect(counters.read == 5)
    #expect(counters.checked == 3)
    #expect(counters.filtered == 1)
    #expect(counters.rejected == 2)
    #expect(counters.created == 3)
    let rejects = try site.rejects()
    #expect(Set(rejects.map(\.code)).contains("plugin_failed"), "\(rejects)")
    #expect(rejects.allSatisfy { $0.step == 1 })
    #expect(rejects.contains { $0.identifier == "c@example.com" && $0.field == "do" })
    #expect(rejects.allSatisfy { !($0.payload ?? "").contains("c@example.com") })
    #expect(try site.documents().contains { $0.contains("twin@example.eu") && $0.contains("hello") })
  }

  @Test func `several matches are rejected, or the newest is taken, or all`() throws {
    for (policy, touched) in [("reject", 0), ("newest", 1), ("all", 2)] {
      let site = try Site()
      try site.store.write { writer in
        let editor = DocumentEditor(properties: [Property(name: "email", type: .email, isIdentifier: true)])
        for _ in 0..<2 {
          editor.begin()
          Self.withText("ann@example.com") { editor.apply(0, .set, .text($0)) }
          editor.finish()
          _ = try writer.insert(editor, permission: .personal)
        }
      }
      try site.putUsers([["email": "Ann@example.com", "firstName": "Ann"]])
      let run = try site.run(
        try site.connection(Self.goal.replacing("link:", with: "on_multiple_matches: \(policy)\n    link:")))
      #expect(run.counters("people").rejected == (touched == 0 ? 1 : 0))
      #expect(try site.documents().filter { $0.contains("Ann\"") }.count == touched)
    }
  }

  @Test func `only those who consented are imported, also by the same row`() throws {
    let site = try Site()
    try site.store.write {
      try $0.putProperty(Property(name: Objective.consentedProperty))
      try $0.putObjective(Objective(id: "personalisation", title: "Personalisation"))
    }
    try site.putUsers([
      ["email": "yes@example.com", "consents": ["personalisation"]], ["email": "no@example.com"],
    ])
    let goal = Self.goal + "\n      - { field: consents, property: consented_objectives }"
    let run = try site.run(try site.connection(goal, "objectives: [personalisation]"))
    #expect(run.counters("people").created == 1)
    #expect(run.counters("people").skipped == 1)
    #expect(try site.documents().allSatisfy { $0.contains("yes@example.com") })
  }

  @Test func `of a record whose consent is withdrawn only the refusal is taken`() throws {
    let site = try Site()
    try site.store.write {
      try $0.putProperty(Property(name: Objective.consentedProperty))
      try $0.putProperty(Property(name: Objective.refusedProperty))
      try $0.putObjective(Objective(id: "personalisation", title: "Personalisation"))
    }
    let goal =
      Self.goal + """

              - { field: consents, property: consented_objectives }
              - { field: refusals, property: refused_objectives }
        """
    let connection = try site.connection(goal, "objectives: [personalisation]")
    try site.putUsers([["email": "ann@example.com", "firstName": "Ann", "consents": ["personalisation"]]])
    #expect(try site.run(connection, RunOptions(full: true)).counters("people").created == 1)
    try site.putUsers([["email": "ann@example.com", "firstName": "Anna", "refusals": ["personalisation"]]])
    #expect(try site.run(connection, RunOptions(full: true)).counters("people").skipped == 1)
    let document = try #require(try site.documents().first)
    #expect(document.contains(#""refused_objectives":["personalisation"]"#), "\(document)")
    #expect(document.contains("Ann\"") && !document.contains("Anna"))
  }

  @Test func `a dry run counts and keeps nothing`() throws {
    let site = try Site(subscribers: 200)
    let connection = try site.connection(Self.goal)
    let rehearsed = try site.run(connection, RunOptions(dryRun: true))
    #expect(rehearsed.id == 0)
    #expect(try site.store.read { try $0.profileCount() } == 0)
    #expect(try site.store.read { try $0.runs(connection: nil, before: nil, limit: 9) }.isEmpty)
    let real = try site.run(connection)
    #expect(real.counters("people") == rehearsed.counters("people"))
  }

  @Test func `a connection that is cut is tried again and nothing is applied by halves`() throws {
    let site = try Site(subscribers: 500) {
      $0.faults = [Fault(endpoint: "GET /api/export/data.json", times: 1, cutAfterBytes: 50_000)]
    }
    var connection = try site.connection(Self.goal)
    connection.iterable.download = .direct
    let run = try site.run(connection)
    #expect(run.counters("people").read == 500, "\(run)")
  }

  @Test func `a line that is no JSON is rejected with its number`() throws {
    let site = try Site(subscribers: 50) {
      $0.faults = [Fault(endpoint: "GET /api/export/data.json", times: 9, malformedLine: 7)]
    }
    var connection = try site.connection(Self.goal)
    connection.iterable.download = .direct
    let run = try site.run(connection)
    #expect(run.state == .partial, "\(run)")
    #expect(try site.rejects().filter { $0.code == "not_json" }.map(\.row) == [7])
  }

  @Test func `a wrong key fails the run and stops the other goals`() throws {
    let site = try Site(subscribers: 5)
    let goals = Self.goal + "\n" + Self.goal.replacing("people", with: "others")
    let run = try Runner(site.installation(key: "no-such-key")).run(try site.connection(goals))
    #expect(run.state == .failed)
    #expect(run.goals.count == 2)
    #expect(run.goals.allSatisfy { $0.state == .failed && !($0.message ?? "").contains("no-such-key") })
  }

  @Test func `a plugin that is missing fails its goal and not the other`() throws {
    let site = try Site(subscribers: 5)
    let goals =
      Self.goal.replacing("link:", with: "processors: [{ plugin: wordd }]\n    link:") + "\n"
      + Self.goal.replacing("people", with: "others")
    let run = try site.run(try site.connection(goals))
    #expect(run.state == .partial)
    #expect(run.goals.map(\.state).contains(.succeeded) || run.goals.map(\.state).contains(.partial))
    #expect(run.goals[0].message?.contains("word") == true, "\(run)")
  }

  // MARK: -

  private static func withText(_ text: String, _ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    try Array(text.utf8).withUnsafeBytes(body)
  }
}
