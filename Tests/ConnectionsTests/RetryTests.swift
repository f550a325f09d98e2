import Foundation
import IterableSandbox
import Profiles
import Records
import Testing

@testable import Connections

/// `runs retry`: what a run rejected, and nothing else, once.
@Suite struct RetryTests {
  /// Points are added up, and an address that is none is kept or rejected.
  static func goal(link: String = "email") -> String {
    """
      - import_profiles: people
        link: [{ field: \(link), property: \(link) }]
        create_profiles: true
        mappings:
          - { field: firstName, property: first_name }
          - { field: points, property: points, strategy: sum }
    """
  }

  static func rejects(_ site: Site, _ run: Run) throws -> [Reject] {
    try site.store.read { try $0.rejects(RejectFilter(run: run.id), limit: 100) }
  }

  static func retry(_ run: Run) -> RunOptions { RunOptions(retryOf: run.id, trigger: "retry", startedBy: "ann") }

  @Test func `an import takes again what was rejected, with the connection as it is now, and nothing else`() throws {
    let site = try Site()
    try site.putUsers([
      ["email": "ann@example.com", "firstName": "Ann", "points": 1, "card": "1"],
      ["email": "ben@example.com", "firstName": "Ben", "points": 2], ["email": "cem@example.com", "points": 4],
    ])
    let first = try site.run(try site.connection(Self.goal(link: "card")))
    #expect(first.counters("people").rejected == 2 && first.counters("people").created == 1)
    #expect(try Self.rejects(site, first).allSatisfy { $0.subject != nil && $0.resolvedBy == nil })

    // Nothing has changed: rejected again, by a run of its own.
    let open = RejectFilter(isOpen: true)
    let second = try site.run(try site.connection(Self.goal(link: "card")), Self.retry(first))
    #expect(try site.store.read { try $0.rejects(open, limit: 9) }.map(\.run) == [second.id, second.id])
    #expect(try Self.rejects(site, first).map(\.supersededBy) == [second.id, second.id])
    #expect(second.counters("people").read == 2 && second.counters("people").rejected == 2)
    #expect(second.retryOf == first.id && second.trigger == "retry" && second.startedBy == "ann")
    #expect(try Self.rejects(site, first).allSatisfy { $0.resolvedBy == nil })

    let fixed = try site.connection(Self.goal())
    let third = try site.run(fixed, Self.retry(first))
    #expect(third.counters("people").read == 2 && third.counters("people").created == 2, "\(third)")
    #expect(third.state == .succeeded)
    for run in [first, second] {
      #expect(try Self.rejects(site, run).map(\.resolvedBy) == [third.id, third.id])
    }
    #expect(
      try site.documents().filter { !$0.contains("card") } == [
        #"{"email":["ben@example.com"],"first_name":["Ben"],"points":[2]}"#,
        #"{"email":["cem@example.com"],"points":[4]}"#,
      ])
    let error = #expect(throws: ConnectionsError.self) { try site.run(fixed, Self.retry(first)) }
    #expect(error?.code == .nothingToRun)
    #expect(error?.message == "run 1 has no rejected records that can be tried again")

    // The window was not moved, and a sum is not added again when it comes once more.
    let everything = try site.run(fixed, RunOptions(full: true))
    #expect(everything.counters("people").read == 3)
    #expect(try site.documents().contains(#"{"email":["ben@example.com"],"first_name":["Ben"],"points":[2]}"#))
  }

  @Test func `what a later run could use is not taken again in its older form`() throws {
    let site = try Site()
    try site.putUsers([["email": "ann@example.com", "firstName": "Old"], ["email": "ben@example.com"]])
    try site.wait(seconds: 7200)
    let broken = try site.connection(Self.goal(link: "card"))
    let first = try site.run(broken)
    #expect(first.counters("people").rejected == 2)
    try site.wait(seconds: 7200)
    try site.putUsers([["email": "ann@example.com", "firstName": "New"]])
    try site.wait(seconds: 60)
    let second = try site.run(try site.connection(Self.goal()))
    #expect(second.counters("people").created == 1)
    #expect(try Self.rejects(site, first).compactMap(\.resolvedBy) == [second.id])
    let third = try site.run(try site.connection(Self.goal()), Self.retry(first))
    #expect(third.counters("people").read == 1)
    #expect(
      try site.documents() == [
        #"{"email":["ann@example.com"],"first_name":["New"]}"#, #"{"email":["ben@example.com"]}"#,
      ])
  }

  @Test
  func `records of a saved file without identifiers of Iterable's are found again too, lines that are no JSON stay`()
    throws
  {
    let site = try Site()
    let file = site.folder.appending(path: "saved.ndjson")
    try Data("\n{\"firstName\":\"Ann\",\"points\":3}\n  {\"firstName\": \n{\"card\":\"7\"}\n".utf8).write(to: file)
    let first = try site.run(try site.connection(Self.goal(link: "card")), RunOptions(file: file))
    #expect(first.counters("people").rejected == 2 && first.counters("people").created == 1)
    let second = try site.run(try site.connection(Self.goal(link: "firstName")), Self.retry(first))
    #expect(second.counters("people").read == 2, "\(second)")
    #expect(second.counters("people").created == 1 && second.counters("people").rejected == 1)
    #expect(try Self.rejects(site, first).map(\.code) == ["no_identifier", "not_json"])
    #expect(try Self.rejects(site, first).map(\.resolvedBy) == [second.id, nil])
    // Without a stamp of Iterable's a record counts once for the run that read it.
    #expect(try site.documents().contains(#"{"firstName":["Ann"],"first_name":["Ann"],"points":[3]}"#))
  }

  // MARK: Purchases and custom events

  /// Purchases and custom events behind processors of their own, with a date that is there or is not.
  static func feeds(_ site: Site, date: String = "createdAt", processors: String = "[]") throws -> Connection {
    try site.connection(
      TimelineImportTests.goal + """

              - { type: order, source: purchases, date: \(date), properties: [{ field: total, property: total_revenue }] }
              - type: quiz
                source: custom_events
                event_name: quizFinished
                date: \(date)
                processors: \(processors)
                properties: [{ field: score, property: score }]
        """)
  }

  static func feedSite() throws -> Site {
    let site = try Site()
    try site.accept(Site.order, Site.quiz)
    try site.putUsers([["email": "ann@example.com"], ["email": "ben@example.com"]])
    return site
  }

  @Test func `purchases and custom events are taken again through the pass that rejected them, and nothing else is`()
    throws
  {
    let site = try Self.feedSite()
    try site.buy("ann@example.com", "1")
    try site.buy("ann@example.com", "2")
    try site.buy("nobody@example.com", "3")
    try site.track("ben@example.com", "quizFinished", "q1", #"{"score": 9, "do": "reject"}"#)
    try site.track("ben@example.com", "quizFinished", "q2", #"{"score": 8}"#)
    let broken = try Self.feeds(site, date: "placedAt", processors: "[{ plugin: word }]")
    var first = try site.run(broken)
    // The purchase of nobody made a user at Iterable, whom the goal made a profile of.
    #expect(first.counters("people").created == 3 && first.counters("people").rejected == 5, "\(first)")
    var passes = try Self.rejects(site, first).map { "\($0.pass ?? "-") \($0.code) \($0.subject != nil)" }
    passes.sort()
    #expect(
      passes == [
        "custom_events quizFinished: quiz event_no_date true", "custom_events quizFinished: quiz word:7 true",
        "purchases: order event_no_date true", "purchases: order event_no_date true",
        "purchases: order event_no_date true",
      ])

    first = try site.run(broken, Self.retry(first))
    #expect(first.counters("people").read == 5 && first.counters("people").rejected == 5, "\(first)")
    #expect(try site.store.read { try $0.rejectCount(RejectFilter(isOpen: true)) } == 5)

    // Also where mappings moved since, and their pass is another.
    let moved = try site.connection(
      TimelineImportTests.goal + """

              - { type: quiz, source: custom_events, event_name: quizFinished, properties: [{ field: score, property: score }] }
              - { type: order, source: purchases, processors: [{ plugin: word }], properties: [{ field: total, property: total_revenue }] }
        """)
    let dry = try site.run(moved, RunOptions(dryRun: true, retryOf: 1))
    #expect(dry.counters("people").events == 5 && dry.counters("people").read == 5, "\(dry)")
    let second = try site.run(moved, RunOptions(retryOf: 1))
    #expect(second.state == .succeeded && second.counters("people").read == 5, "\(second)")
    #expect(second.counters("people").events == 5 && second.counters("people").created == 0, "\(second)")
    #expect(try site.rejects().allSatisfy { $0.resolvedBy == second.id })
    #expect(
      try site.events() == [
        #"ann@example.com order 1 {"total_revenue":1}"#, #"ann@example.com order 2 {"total_revenue":1}"#,
        #"ben@example.com quiz q1 {"score":9}"#, #"ben@example.com quiz q2 {"score":8}"#,
        #"nobody@example.com order 3 {"total_revenue":1}"#,
      ])
    #expect(try FileManager.default.contentsOfDirectory(atPath: site.folder.appending(path: "spool").path()).isEmpty)

    // No window was moved, and what is read again is there already.
    let everything = try site.run(try Self.feeds(site))
    #expect(everything.counters("people").read == 8 && everything.counters("people").events == 0, "\(everything)")
    let error = #expect(throws: ConnectionsError.self) { try site.run(moved, RunOptions(retryOf: 1)) }
    #expect(error?.message == "run 1 has no rejected records that can be tried again")
  }

  @Test func `of a purchase that came again later the newest is taken, and none that was used since`() throws {
    let site = try Self.feedSite()
    func buy(_ id: String, _ total: Int) throws {
      try site.buy("ann@example.com", id, #""items": [], "total": \#(total), "createdAt": 1760000000"#)
    }
    try buy("1", 1)
    try buy("2", 1)
    let broken = try Self.feeds(site, date: "placedAt")
    let first = try site.run(broken)
    try buy("1", 2)
    let second = try site.run(broken, RunOptions(full: true))
    #expect(second.counters("people").rejected == 2)
    let open = try site.store.read { try $0.rejects(RejectFilter(isOpen: true), limit: 9) }
    #expect(open.map(\.run) == [second.id, second.id])
    let third = try site.run(try Self.feeds(site), Self.retry(first))
    #expect(third.counters("people").read == 2 && third.counters("people").events == 2, "\(third)")
    let expected = [
      #"ann@example.com order 1 {"total_revenue":2}"#, #"ann@example.com order 2 {"total_revenue":1}"#,
    ]
    #expect(try site.events() == expected)

    try buy("3", 1)
    let fourth = try site.run(broken, RunOptions(full: true))
    #expect(fourth.counters("people").rejected == 3)
    try buy("3", 3)
    let fifth = try site.run(try Self.feeds(site), RunOptions(full: true))
    #expect(fifth.counters("people").events == 1)
    #expect(try Self.rejects(site, fourth).allSatisfy { $0.resolvedBy == fifth.id })
    #expect(throws: ConnectionsError.self) { try site.run(try Self.feeds(site), Self.retry(fourth)) }
  }

  @Test func `a retry of purchases and custom events that dies at any transaction ends as an undisturbed one`() throws {
    var deaths = 0
    while true {
      let site = try Self.feedSite()
      for id in 1...3 { try site.buy("ann@example.com", "\(id)") }
      for id in 1...2 { try site.track("ben@example.com", "quizFinished", "q\(id)", #"{"score": \#(id)}"#) }
      let first = try site.run(try Self.feeds(site, date: "placedAt"))
      #expect(first.counters("people").rejected == 5)
      let fixed = try Self.feeds(site)
      var installation = site.installation(store: DyingStore(site.store, afterWrites: deaths, commitsLast: true))
      installation.rowsPerTransaction = 1
      var isOver = true
      do { _ = try Runner(installation).run(fixed, Self.retry(first)) } catch is DyingStore.Died { isOver = false }
      let last = try site.store.read { try $0.runs(connection: "test", before: nil, limit: 1) }[0]
      if !isOver, last.id == first.id || last.state == .running {
        let continued = try site.run(fixed, Self.retry(first))
        #expect(continued.id == first.id + 1 && continued.counters("people").events == 5, "\(continued)")
        #expect(continued.state == .succeeded && continued.counters("people").read == 5, "\(continued)")
      }
      #expect(try Self.rejects(site, first).allSatisfy { $0.resolvedBy == first.id + 1 }, "death \(deaths)")
      #expect(try site.events().count == 5, "death \(deaths)")
      if isOver { break }
      deaths += 1
    }
    #expect(deaths >= 6)
  }

  // MARK: What is left out

  @Test func `a retry says in numbers what it leaves out, why, and what to do`() throws {
    let site = try Site()
    let long = String(repeating: "n", count: RejectLog.longestRecord)
    try site.putUsers([
      ["email": "ann@example.com", "lastName": .string(long)], ["email": "ben@example.com"],
      ["email": "cem@example.com", "firstName": "Cem"], ["email": "dee@example.com", "firstName": "Dee"],
    ])
    func connection(_ goal: String = Self.goal(), active: Bool = true) throws -> Connection {
      try site.connection(
        goal.replacing("create_", with: "processors: [{ plugin: hold }]\n    active: \(active)\n    create_"))
    }
    let first = try site.run(try connection(Self.goal(link: "card")))
    #expect(first.counters("people").rejected == 4, "\(first)")
    let runner = Runner(site.installation())
    func plan(_ connection: Connection, _ goal: String? = nil) throws -> RetryPlan {
      try #require(try runner.retryPlan(connection, RunOptions(goal: goal, retryOf: first.id)))
    }
    let some = try plan(connection())
    #expect(some.tried == ["people": 1])
    #expect(some.headline == "3 of the 4 open rejects of run 1 are left out")
    let words = some.leftOut.map { "\($0.count) \($0.goal) \($0.step ?? 9) \($0.code) \($0.reason.word)" }.sorted()
    #expect(words == ["1 people -1 no_identifier too_long", "2 people -1 no_identifier held_back"])
    #expect(some.leftOut.allSatisfy { some.remedy($0).contains("millrace run test --goal people --full") })
    #expect(try plan(connection(active: false)).leftOut.map(\.reason) == [.goalInactive])
    #expect(try plan(connection(), "other").leftOut.map(\.reason) == [.anotherGoal])
    let renamed = try connection(Self.goal().replacing("import_profiles: people", with: "import_profiles: others"))
    #expect(try plan(renamed).leftOut.map(\.count) == [4])
    #expect(try plan(renamed).leftOut.map(\.reason) == [.goalGone])
    let error = #expect(throws: ConnectionsError.self) { try runner.run(renamed, RunOptions(retryOf: first.id)) }
    #expect(error?.message == "none of the 4 open rejects of run 1 can be tried again", "\(error!)")

    let second = try site.run(try connection(), Self.retry(first))
    #expect(second.counters("people").read == 1 && second.counters("people").created == 1, "\(second)")
  }

  @Test func `events that no mapping reads any more are left out`() throws {
    let site = try Self.feedSite()
    try site.buy("ann@example.com", "1")
    let first = try site.run(try Self.feeds(site, date: "placedAt"))
    let plan = try #require(try Runner(site.installation()).retryPlan(site.connection(Self.goal()), Self.retry(first)))
    #expect(plan.tried.isEmpty && plan.leftOut.map(\.reason) == [.notRead], "\(plan)")
  }

  @Test func `a record whose event is refused again stays open`() throws {
    let site = try Self.feedSite()
    let connection = try site.connection(
      TimelineImportTests.goal
        + "\n          - { type: quiz, id: n, date: at, properties: [{ field: score, property: score }] }")
    let first = try site.run(connection)
    #expect(first.counters("people").eventsRefused == 2)
    let second = try site.run(connection, Self.retry(first))
    #expect(second.counters("people").unchanged == 2 && second.counters("people").eventsRefused == 2, "\(second)")
    #expect(try site.rejects().allSatisfy { $0.resolvedBy == nil })
    #expect(try site.store.read { try $0.rejectCount(RejectFilter(isOpen: true)) } == 2)
  }

  // MARK: Exports

  @Test func `an export delivers what Iterable refused, and nobody else`() throws {
    let site = try ExportTests.site([ExportTests.ann, ["ben@no-such.place", "Ben"]])
    let connection = try site.connection(ExportTests.goal)
    let first = try site.run(connection)
    #expect(first.counters("audience").rejected == 1 && first.counters("audience").updated == 1)
    let reject = try #require(try Self.rejects(site, first).first)
    #expect(reject.profile == ProfileID(rawValue: 2))
    #expect(reject.payload?.contains("Ben") == true, "\(reject)")
    try site.store.write { writer in
      let editor = DocumentEditor(properties: [Property(name: "email", type: .email, isIdentifier: true)])
      _ = try writer.withProfile(ProfileID(rawValue: 2)) { try editor.begin($0.document) }
      Array("ben@example.com".utf8).withUnsafeBytes { _ = editor.apply(0, .set, .text($0)) }
      _ = try writer.update(ProfileID(rawValue: 2), editor)
    }
    let second = try site.run(connection, Self.retry(first))
    #expect(second.counters("audience").read == 1 && second.counters("audience").updated == 1, "\(second)")
    #expect(second.counters("audience").joined == 1)
    #expect(try Self.rejects(site, first).map(\.resolvedBy) == [second.id])
    #expect(try site.user("ben@example.com") != nil)
    #expect(
      try site.store.read { try $0.dataExchange(connection: "test") }
        == [DataExchange(connection: "test", direction: .exported, profiles: 2)])
  }

  /// Dies at every transaction there is, each time behind the commit, and is continued.
  @Test func `a retry that dies at any transaction ends as an undisturbed one`() throws {
    var deaths = 0
    while true {
      let site = try Site()
      try site.putUsers((1...4).map { ["email": .string("p\($0)@example.com"), "points": .integer(Int64($0))] })
      let first = try site.run(try site.connection(Self.goal(link: "card")))
      #expect(first.counters("people").rejected == 4)
      let fixed = try site.connection(Self.goal())
      var installation = site.installation(
        store: DyingStore(site.store, afterWrites: deaths, commitsLast: true))
      installation.rowsPerTransaction = 1
      var isOver = true
      do { _ = try Runner(installation).run(fixed, Self.retry(first)) } catch is DyingStore.Died { isOver = false }
      let last = try site.store.read { try $0.runs(connection: "test", before: nil, limit: 1) }[0]
      // It may die before the retry is a run, and behind its end.
      if !isOver, last.id == first.id || last.state == .running {
        let continued = try site.run(fixed, Self.retry(first))
        #expect(continued.id == first.id + 1 && continued.counters("people").created == 4, "\(continued)")
      }
      #expect(try Self.rejects(site, first).allSatisfy { $0.resolvedBy == first.id + 1 }, "death \(deaths)")
      #expect(
        try site.documents() == (1...4).map { #"{"email":["p\#($0)@example.com"],"points":[\#($0)]}"# },
        "death \(deaths)")
      if isOver { break }
      deaths += 1
    }
    #expect(deaths >= 4)
  }

  @Test func `who is erased is erased from what is kept to be tried again`() throws {
    let site = try Site()
    try site.putUsers([["email": "ann@example.com", "points": 1]])
    let first = try site.run(try site.connection(Self.goal(link: "card")))
    #expect(try site.store.read { try $0.retryGroups(run: first.id) }.map(\.count) == [1])
    try site.store.write { writer in
      let editor = DocumentEditor(properties: [Property(name: "email", type: .email, isIdentifier: true)])
      editor.begin()
      Array("Ann@Example.com".utf8).withUnsafeBytes { _ = editor.apply(0, .set, .text($0)) }
      editor.finish()
      let id = try writer.insert(editor, permission: .personal)
      _ = try writer.erase(id)
    }
    #expect(try site.rejects().isEmpty)
  }
}
