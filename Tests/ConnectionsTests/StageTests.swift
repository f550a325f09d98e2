import Connections
import Foundation
import Profiles
import Records
import Testing

/// Export goals that are touchpoints of a lifecycle's stage.
@Suite struct StageTests {
  static func goal(
    _ name: String = "audience", counts: Bool = true, processors: String = "[]", lists: String = ""
  ) -> String {
    """
      - export_profiles: \(name)
        segment: everybody
        lists: [\(lists)]
        processors: \(processors)
        link: [{ property: email, field: email }]
        mappings:
          - { from: { property: name }, field: fullName }
          - { from: { lifecycles: all }, field: stages }
          - { from: viewed_interactions, field: seen }
        lifecycle: { count_touch: \(counts) }
    """
  }

  /// Profiles with these names; the stage `guest` is of all, `member` of who is called so.
  static func site(
    _ names: [String], member: TouchThreshold? = TouchThreshold(touches: 1, per: .init(1, .days)),
    touchpoints: [String] = ["audience"]
  ) throws -> Site {
    let site = try ExportTests.site(names.enumerated().map { ["user\($0 + 1)@example.com", $1] })
    try site.store.write { writer in
      try writer.putLifecycle(
        Lifecycle(
          id: "customer", name: "Customer",
          stages: [
            .init(id: "guest", name: "Guest", condition: .property("email", .exists)),
            .init(
              id: "member", name: "Member", condition: .property("name", .startsWith("Member")), threshold: member,
              touchpoints: touchpoints.map { Touchpoint(connection: "test", goal: $0) }),
          ]))
    }
    return site
  }

  static let member = StageReference(lifecycle: "customer", stage: "member")

  static func touches(_ site: Site, _ count: Int64) throws -> [Int] {
    try site.store.read { reader in
      try (1...count).map {
        try reader.touchCount(ProfileID(rawValue: $0), in: member, after: Timestamp(microseconds: .min))
      }
    }
  }

  @Test func `only profiles of the stage go out, and no oftener than its threshold allows`() throws {
    let site = try Self.site(["Member", "Guest"])
    let connection = try site.connection(Self.goal())
    let dry = try site.run(connection, RunOptions(dryRun: true)).counters("audience")
    #expect(dry.touches == 1 && dry.updated == 1 && dry.outsideStage == 1, "\(dry)")
    #expect(try Self.touches(site, 2) == [0, 0])
    let first = try site.run(connection)
    #expect(first.state == .succeeded, "\(first)")
    let counters = first.counters("audience")
    #expect(counters.read == 2 && counters.updated == 1 && counters.touches == 1, "\(counters)")
    #expect(counters.skipped == 1 && counters.outsideStage == 1 && counters.overThreshold == 0, "\(counters)")
    #expect(try site.user("user1@example.com")?["stages"] == ["customer:member"])
    #expect(try site.user("user2@example.com") == nil)

    try CleanUpTests.change([1, 2], 1, to: "Member again", in: site)
    let second = try site.run(connection).counters("audience")
    #expect(second.overThreshold == 1 && second.updated == 1 && second.outsideStage == 0, "\(second)")
    #expect(try Self.touches(site, 2) == [1, 1])

    // The window slides: a day after the touch, to the second, there is room again.
    try site.wait(seconds: 86_400)
    let third = try site.run(connection).counters("audience")
    #expect(third.updated == 1 && third.touches == 1 && third.overThreshold == 0, "\(third)")
    #expect(third.unchanged == 1, "what is not sent touches nobody: \(third)")
    #expect(try site.user("user1@example.com")?["fullName"] == "Member again")
    #expect(try Self.touches(site, 2) == [1, 0], "what is out of the window is forgotten")
    #expect(try site.run(connection, RunOptions(full: true)).counters("audience").overThreshold == 1)
  }

  @Test func `touches count only where the goal says so, and for ever where the threshold does`() throws {
    let site = try Self.site(["Member"], member: TouchThreshold(touches: 2, per: nil))
    let silent = try site.connection(Self.goal(counts: false))
    let full = RunOptions(full: true)
    for _ in 0..<3 {
      let counters = try site.run(silent, full).counters("audience")
      #expect(counters.updated == 1 && counters.touches == 0)
    }
    let counting = try site.connection(Self.goal())
    #expect(try site.run(counting, full).counters("audience").touches == 1)
    try site.wait(seconds: 400 * 86_400)
    #expect(try site.run(counting, full).counters("audience").touches == 1)
    #expect(try site.run(counting, full).counters("audience").overThreshold == 1)
    #expect(
      try site.run(silent, full).counters("audience").overThreshold == 1, "a touchpoint that counts nothing waits too")
  }

  @Test func `the touchpoints of a stage share its threshold`() throws {
    let site = try Self.site(["Member"], touchpoints: ["audience", "others"])
    let run = try site.run(try site.connection(Self.goal() + "\n" + Self.goal("others")))
    #expect(run.counters("audience").touches == 1)
    #expect(run.counters("others").overThreshold == 1 && run.counters("others").touches == 0, "\(run)")
  }

  @Test func `who joins a list is touched once by the run, and who leaves is not`() throws {
    let site = try Self.site(["Member", "Member"], member: TouchThreshold(touches: 9, per: nil))
    let connection = try site.connection(Self.goal(lists: CleanUpTests.cleaned))
    let first = try site.run(connection).counters("audience")
    #expect(first.joined == 2 && first.updated == 2 && first.touches == 2, "\(first)")
    try CleanUpTests.change([2], 1, to: "Guest", in: site)
    let second = try site.run(connection).counters("audience")
    #expect(second.left == 1 && second.touches == 0, "\(second)")
    #expect(try Self.touches(site, 2) == [1, 1])
  }

  @Test func `who leaves the stage leaves the list, who is over its threshold does not`() throws {
    let site = try Self.site(["Member", "Member"])
    let connection = try site.connection(Self.goal(lists: CleanUpTests.cleaned))
    let list = try #require(try site.client().lists().first { $0.name == "Test group" }).id
    _ = try site.run(connection)
    let over = try site.run(connection).counters("audience")
    #expect(over.overThreshold == 2 && over.left == 0, "\(over)")
    try CleanUpTests.change([1], 1, to: "Guest", in: site)
    #expect(try site.run(connection).counters("audience").left == 1)
    #expect(try site.members(of: list) == ["user2@example.com"])
  }

  @Test func `a goal that counts touches and is no touchpoint is told with its place`() throws {
    let site = try Self.site(["Member"], touchpoints: ["another"])
    let connection = try site.connection(Self.goal())
    let run = try site.run(connection)
    let message =
      "goal 'audience' counts touches (line 14, column 18), but no stage of a lifecycle has 'test/audience' among its touchpoints"
    #expect(run.state == .failed && run.goals[0].message?.hasPrefix(message) == true, "\(run)")
    let failures = CheckTests.failures(Check.of(connection, in: site.installation()))
    #expect(failures.count == 1 && failures[0].hasPrefix("goal audience: lifecycle: " + message), "\(failures)")
    let silent = try site.connection(Self.goal(counts: false))
    #expect(try site.run(silent).counters("audience").updated == 1)
    #expect(Check.of(silent, in: site.installation()).isOK)
  }

  @Test func `a preview says who is not in the stage, and who is over its threshold`() throws {
    let site = try Self.site(["Member", "Guest"])
    let connection = try site.connection(Self.goal())
    _ = try site.run(connection)
    let reasons = try Preview.of(connection, in: site.installation()).rows.map { row in
      if case .skipped(let reason) = row.outcome { reason } else { "" }
    }
    #expect(
      reasons == [
        "it was touched as often as stage 'customer:member' allows: 1 per 1 days",
        "it is not in stage 'customer:member'",
      ])
  }

  @Test func `what a profile has seen goes out as the interactions' ids`() throws {
    let site = try Self.site(["Member"])
    try site.store.write { writer in
      for id in ["summer", "banner"] {
        _ = try Array(id.utf8).withUnsafeBytes { id in
          try writer.addView(InteractionReport(id: id), by: ProfileID(rawValue: 1))
        }
      }
    }
    _ = try site.run(try site.connection(Self.goal()))
    #expect(try site.user("user1@example.com")?["seen"] == ["banner", "summer"])
  }

  /// Dies at every transaction, once before and once behind the commit, and is continued. Where rows are seen again for the
  /// sake of a chain's memory, what the run has counted itself bars nobody.
  @Test(arguments: [("[]", false), ("[]", true), ("[{ plugin: every-other }]", true)])
  func `a run that dies counts each touch once`(processors: String, commitsLast: Bool) throws {
    let names = ["Member", "Member", "Guest", "Member", "Member"]
    func prepared() throws -> (Site, Connection) {
      let site = try Self.site(names)
      site.bulkRowLimit = 2
      return (site, try site.connection(Self.goal(processors: processors, lists: "Test group")))
    }
    let (calm, connection) = try prepared()
    let undisturbed = try calm.run(connection).counters("audience")
    let expected = try Self.touches(calm, 5)
    #expect(expected.reduce(0, +) == undisturbed.touches && undisturbed.touches > 1)

    var deaths = 0
    while true {
      let (site, connection) = try prepared()
      let dying = DyingStore(site.store, afterWrites: deaths, commitsLast: commitsLast)
      var installation = site.installation(store: dying)
      installation.requestsPerRound = 1
      do {
        _ = try Runner(installation).run(connection)
        break
      } catch is DyingStore.Died {}
      deaths += 1
      let last = try site.store.read { try $0.runs(connection: "test", before: nil, limit: 1).first }
      if last?.state != .running, last != nil { continue }
      let run = try site.run(connection)
      #expect(run.id == 1)
      #expect(run.counters("audience") == undisturbed, "died at transaction \(deaths)")
      #expect(try Self.touches(site, 5) == expected, "died at transaction \(deaths)")
    }
    #expect(deaths > 5)
  }
}
