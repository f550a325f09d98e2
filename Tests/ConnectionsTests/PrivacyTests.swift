import Connections
import Foundation
import IterableAPI
import IterableSandbox
import Profiles
import Records
import Testing

/// Permission levels, zones and consents in both directions.
@Suite struct PrivacyTests {
  static let goals = """
      - import_profiles: people
        link: [{ field: email, property: email }]
        create_profiles: true
        prefix: it_
        mappings:
          - { field: level, property: permission_level }
          - { field: seen, property: viewed_interactions }
          - { field: firstName, property: it_name }
          - { field: work, property: it_work, type: email }
          - { field: zone, property: privacy_zone }
          - { field: consents, property: consented_objectives, strategy: add }
          - { field: refusals, property: refused_objectives, strategy: add }
      - export_profiles: audience
        segment: everybody
        lists: [{ list: Test group, clean_up: true }]
        link: [{ property: email, field: email }]
        mappings: [{ from: { property: it_name }, field: fullName }]
    """

  /// The goals' connection. `prefix` would stand before the properties of consents, so those goals have none.
  static func connection(_ site: Site, _ more: String = "") throws -> Connection {
    try site.connection(goals.replacing("    prefix: it_\n", with: ""), more)
  }

  private func levels(_ site: Site) throws -> [String] {
    try site.store.read { reader in
      var levels: [String] = []
      _ = try reader.profiles(after: .first, limit: 99) { levels.append($0.permission.description) }
      return levels
    }
  }

  private func group(_ site: Site) throws -> [String] {
    try site.members(of: site.client().lists().first { $0.name == "Test group" }!.id)
  }

  @Test func `a permission level that a row brings counts for that row, in both directions`() throws {
    let site = try Site()
    let connection = try Self.connection(site)
    func people(_ users: [JSONValue]) throws -> Counters {
      try site.wait(seconds: 60)
      try site.putUsers(users)
      let run = try site.run(connection, RunOptions(full: true))
      return run.counters("people")
    }
    let first = try people([
      ["email": "ann@example.com", "firstName": "Ann"],
      ["email": "ben@example.com", "firstName": "Ben", "level": "do_not_track"],
      ["email": "cleo@example.com", "firstName": "Cleo", "level": "Anonymous", "work": "cleo@work.example.com"],
      ["email": "dan@example.com", "firstName": "Dan", "level": "royal"],
    ])
    #expect(first.created == 3 && first.skipped == 1 && first.valuesRefused == 1, "\(first)")
    #expect(
      try site.documents() == [
        #"{"email":["ann@example.com"],"it_name":["Ann"]}"#, #"{"email":["cleo@example.com"],"it_name":["Cleo"]}"#,
        #"{"email":["dan@example.com"],"it_name":["Dan"]}"#,
      ])
    #expect(try levels(site) == ["personal", "anonymous", "personal"])
    #expect(try group(site) == ["ann@example.com", "dan@example.com"], "anonymous people have no address to send")

    // Lowered: nothing else of the row is taken, and the list is left. Anonymous: kept up to date but for addresses.
    let second = try people([
      ["email": "ann@example.com", "firstName": "Anna", "level": "do_not_track", "seen": ["banner"]],
      ["email": "cleo@example.com", "firstName": "Cleopatra", "level": nil],
      ["email": "dan@example.com", "firstName": "Daniel", "level": "1"],
    ])
    #expect(second.updated == 2 && second.skipped == 2, "\(second)")
    #expect(try levels(site) == ["do_not_track", "anonymous", "anonymous"])
    #expect(try site.documents().map { $0.contains("Anna") } == [false, false, false])
    #expect(try site.documents().contains { $0.contains("Cleopatra") })
    #expect(try site.store.read { try $0.interactions() } == [])
    #expect(try group(site) == [])

    // Raised again: the row counts whole.
    let third = try people([["email": "ann@example.com", "firstName": "Anna", "level": "personal", "seen": ["banner"]]])
    #expect(third.updated == 1, "\(third)")
    #expect(try levels(site)[0] == "personal")
    #expect(try group(site) == ["ann@example.com"])
    #expect(try site.user("ann@example.com")?["fullName"] == "Anna")
    #expect(try site.store.read { try $0.interactions().map(\.id) } == ["banner"])
    let again = try site.run(connection, RunOptions(full: true)).counters("people")
    #expect(again.updated == 0 && again.unchanged == 3, "\(again)")
  }

  @Test func `an anonymous profile goes out by its user id, without any e-mail address`() throws {
    let site = try ExportTests.site([["ann@example.com", "Ann"]])
    try site.store.write { writer in
      try writer.setPermission(ProfileID(rawValue: 1), .anonymous)
      try writer.putSegment(Segment(id: "all", name: "", condition: .property("name", .exists)))
    }
    let goal = """
        - export_profiles: audience
          segment: all
          link: [LINK]
          mappings:
            - { from: { property: name }, field: fullName }
            - { from: { property: email }, field: mail }
            - { from: permission_level, field: level }
      """
    func outcome(_ link: String) throws -> Preview.Outcome {
      var connection = try site.connection(goal.replacing("LINK", with: link))
      connection.iterable.projectType = .hybrid
      return try Preview.of(connection, in: site.installation()).rows[0].outcome
    }
    guard case .skipped(let reason) = try outcome("{ property: email, field: email }") else {
      Issue.record("it goes out by its address")
      return
    }
    #expect(reason.contains("anonymous"))
    let both = "{ property: email, field: email }, { property: name, field: userId }"
    guard case .sent(let json, _, _) = try outcome(both) else {
      Issue.record("it does not go out")
      return
    }
    #expect(
      json == #"{"userId":"Ann","preferUserId":true,"dataFields":{"fullName":"Ann","level":"anonymous"}}"#)
  }

  @Test func `zones decide whose consent is needed, and who withdraws it leaves the list`() throws {
    let site = try Site()
    try site.store.write { try $0.putObjective(Objective(id: "news", title: "News", zones: ["GDPR", "CCPA"])) }
    let connection = try Self.connection(site, "objectives: [news]")
    func people(_ users: [JSONValue]) throws -> Counters {
      try site.wait(seconds: 60)
      try site.putUsers(users)
      return try site.run(connection, RunOptions(full: true)).counters("people")
    }
    let first = try people([
      ["email": "a@example.com", "firstName": "A", "zone": "GDPR"],
      ["email": "b@example.com", "firstName": "B", "zone": "gdpr", "consents": ["news"]],
      ["email": "c@example.com", "firstName": "C", "zone": "CCPA"],
      ["email": "d@example.com", "firstName": "D", "zone": "CCPA", "refusals": ["news"]],
      ["email": "e@example.com", "firstName": "E"],
      ["email": "f@example.com", "firstName": "F", "consents": ["news"], "refusals": ["news"]],
      ["email": "g@example.com", "firstName": "G", "consents": ["news"]],
    ])
    #expect(first.created == 3 && first.skipped == 4, "\(first)")
    #expect(try group(site) == ["b@example.com", "c@example.com", "g@example.com"])

    // A refusal, a consent that is taken away with it, and a zone that asks for more.
    let second = try people([
      ["email": "b@example.com", "firstName": "Bert", "refusals": ["news"]],
      ["email": "c@example.com", "firstName": "Carl", "zone": "GDPR"],
      ["email": "g@example.com", "firstName": "Gerd", "consents": nil],
    ])
    #expect(second.updated == 1 && second.skipped == 6, "\(second)")
    #expect(
      try site.documents() == [
        #"{"email":["b@example.com"],"it_name":["B"],"privacy_zone":["gdpr"],"refused_objectives":["news"]}"#,
        #"{"email":["c@example.com"],"it_name":["C"],"privacy_zone":["GDPR"]}"#,
        #"{"email":["g@example.com"],"it_name":["Gerd"],"consented_objectives":["news"]}"#,
      ])
    #expect(try group(site) == ["g@example.com"])
    let requests = try site.requestedEndpoints()
    #expect(requests.contains("POST /api/lists/unsubscribe"))
    #expect(
      !requests.contains { $0.hasPrefix("DELETE") || $0.contains("delete") || $0.contains("ubscriptions") },
      "\(requests)")

    // A later consent takes the refusal away.
    let third = try people([["email": "b@example.com", "consents": ["news"], "refusals": nil]])
    #expect(third.updated == 1 && third.unchanged == 1, "\(third)")
    #expect(try group(site) == ["b@example.com", "g@example.com"])
  }

  @Test(arguments: [
    ("permission_level }", "permission_level, strategy: add }", "'permission_level' takes the strategy set only"),
    ("viewed_interactions }", "viewed_interactions, strategy: set }", "'viewed_interactions' takes the strategy add"),
    ("permission_level }", "permission_level, type: text }", "'permission_level' is no property and has no type"),
  ])
  func `a target that is no property takes one strategy and no type`(
    right: String, wrong: String, message: String
  ) throws {
    let text = """
      connection: c
      iterable: { data_center: eu, api_key: "${env:KEY}" }
      goals:
      \(Self.goals.replacing(right, with: wrong))
      """
    let file = ConnectionFile(parsing: text, name: "c.yaml")
    let errors = file.diagnostics.filter { $0.severity == .error }
    #expect(errors.count == 1 && errors[0].message.hasPrefix(message), "\(errors)")
    #expect(errors.first?.position.line == (right.hasPrefix("permission") ? 9 : 10), "\(errors)")
  }

  @Test func `a prefix stands before properties only`() throws {
    let site = try Site()
    guard case .importProfiles(let goal) = try site.connection(Self.goals).goals[0] else { return }
    #expect(goal.mappings.prefix(3).map(\.property) == ["permission_level", "viewed_interactions", "it_name"])
    #expect(goal.mappings.prefix(2).map(\.strategy) == [.set, .add])
  }

  @Test func `an import's preview shows permission and views`() throws {
    let site = try Site()
    try site.putUsers([
      ["email": "ann@example.com", "level": "anonymous", "seen": ["banner", "dialogue"]],
      ["email": "ben@example.com", "level": "royal", "seen": [""]],
    ])
    let connection = try Self.connection(site)
    let preview = try Preview.of(connection, goal: "people", in: site.installation())
    func changes(_ row: Int) -> [String] {
      guard case .created(let changes) = preview.rows[row].outcome else { return [] }
      return changes.filter { $0.name.contains("_") }.map { "\($0.name) \($0.old) \($0.new) \($0.refusal ?? "")" }
    }
    #expect(
      changes(0) == [
        #"permission_level [] ["anonymous"] "#, #"viewed_interactions [] ["banner", "dialogue"] "#,
      ])
    #expect(
      changes(1) == [
        "permission_level [] [] not a permission level",
        "viewed_interactions [] [] not a list of ids or objects with an id",
      ])
  }
}
