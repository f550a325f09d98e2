import Connections
import Foundation
import IterableSandbox
import Profiles
import Records
import Testing

/// Lists that profiles leave when they leave the segment.
@Suite struct CleanUpTests {
  static func goal(_ name: String = "audience", segment: String = "members", lists: String) -> String {
    """
      - export_profiles: \(name)
        segment: \(segment)
        lists: [\(lists)]
        link: [{ property: email, field: email }]
        mappings: [{ from: { property: name }, field: fullName }]
    """
  }

  static let cleaned = "{ list: Test group, clean_up: true }"

  /// Profiles called `Member`, who are in the segment `members`.
  static func site(_ count: Int) throws -> Site {
    let site = try ExportTests.site((1...count).map { ["user\($0)@example.com", "Member"] })
    for (id, value) in [("members", "Member"), ("guests", "Guest")] {
      try site.store.write {
        try $0.putSegment(Segment(id: id, name: id, condition: .property("name", .oneOf([value]))))
      }
    }
    return site
  }

  static func change(_ ids: some Sequence<Int64>, _ property: Int, to value: String, in site: Site) throws {
    try site.store.write { writer in
      let editor = DocumentEditor(properties: ExportTests.properties)
      for id in ids {
        let profile = ProfileID(rawValue: id)
        _ = try writer.withProfile(profile) { try editor.begin($0.document) }
        Array(value.utf8).withUnsafeBytes { _ = editor.apply(property, .set, .text($0)) }
        editor.finish()
        _ = try writer.update(profile, editor)
      }
    }
  }

  func list(_ name: String, _ site: Site) throws -> [String] {
    try site.members(of: site.client().lists().first { $0.name == name }!.id)
  }

  @Test func `who leaves the segment leaves the list, and nobody else does`() throws {
    let site = try Self.site(4)
    let stranger: JSONValue = ["email": "stranger@example.com"]
    try site.putUsers([stranger])
    let testGroup = try #require(try site.client().lists().first { $0.name == "Test group" })
    _ = try site.client().subscribe(
      [.init(identifier: .email("stranger@example.com"), json: Array(stranger.text.utf8))], toList: testGroup.id)
    let connection = try site.connection(Self.goal(lists: "\(Self.cleaned), { list: Newsletter }"))
    #expect(try site.run(connection).counters("audience").joined == 8)

    try Self.change([2, 3], 1, to: "Guest", in: site)
    let dry = try site.run(connection, RunOptions(dryRun: true))
    #expect(dry.counters("audience").left == 2)
    let run = try site.run(connection)
    #expect(run.state == .succeeded, "\(run)")
    #expect(run.counters("audience").left == 2)
    #expect(try list("Test group", site) == ["stranger@example.com", "user1@example.com", "user4@example.com"])
    #expect(try list("Newsletter", site).count == 4)
    #expect(try site.run(connection).counters("audience").left == 0)

    // From this list alone: nobody is deleted, and nobody's channel is touched.
    let requests = try site.requestedEndpoints()
    #expect(requests.contains("POST /api/lists/unsubscribe"))
    #expect(
      !requests.contains { $0.hasPrefix("DELETE") || $0.contains("delete") || $0.contains("ubscriptions") },
      "\(requests)")
    let user = try #require(try site.user("user2@example.com"))
    #expect(user["fullName"] == "Member" && user["unsubscribedChannelIds"]?.array?.isEmpty != false, "\(user)")

    try Self.change([2], 1, to: "Member", in: site)
    #expect(try site.run(connection).counters("audience").joined == 1)
    #expect(try list("Test group", site).contains("user2@example.com"))
  }

  @Test func `who withdraws consent, or is not to be tracked, leaves the list`() throws {
    let site = try Self.site(3)
    try site.store.write { try $0.putObjective(Objective(id: "news", title: "News")) }
    try Self.change(1...3, 5, to: "news", in: site)
    let connection = try site.connection(Self.goal(lists: Self.cleaned), "objectives: [news]")
    #expect(try site.run(connection).counters("audience").joined == 3)
    try Self.change([1], 5, to: "other", in: site)
    try site.store.write { try $0.setPermission(ProfileID(rawValue: 2), .doNotTrack) }
    #expect(try site.run(connection).counters("audience").left == 2)
    #expect(try list("Test group", site) == ["user3@example.com"])
  }

  @Test func `a new address joins, and the old one leaves`() throws {
    let site = try Self.site(2)
    let connection = try site.connection(Self.goal(lists: Self.cleaned))
    _ = try site.run(connection)
    try Self.change([1], 0, to: "moved@example.com", in: site)
    let counters = try site.run(connection).counters("audience")
    #expect(counters.joined == 1 && counters.left == 1)
    #expect(try list("Test group", site) == ["moved@example.com", "user2@example.com"])
  }

  @Test func `many new addresses: who leaves does so before anybody joins`() throws {
    let site = try Self.site(12)
    let connection = try site.connection(Self.goal(lists: Self.cleaned))
    site.bulkRowLimit = 4
    _ = try site.run(connection)
    for number in 1...12 { try Self.change([Int64(number)], 0, to: "moved\(number)@example.com", in: site) }
    let moved = try site.run(connection).counters("audience")
    #expect(moved.joined == 12 && moved.left == 12)
    #expect(try site.run(connection).counters("audience").joined == 0, "the store forgot who is on the list")
  }

  @Test func `a removal of too many stops and asks`() throws {
    let site = try Self.site(240)
    let connection = try site.connection(Self.goal(lists: Self.cleaned))
    _ = try site.run(connection)
    try Self.change(1...101, 1, to: "Guest", in: site)
    let stopped = try site.run(connection)
    #expect(stopped.state == .partial)
    #expect(
      stopped.goals[0].message
        == "nobody was taken off the list 'Test group': 101 of its 240 members would go, which is 42 % and more than 30 %; run with --allow-removals if that is right"
    )
    #expect(try list("Test group", site).count == 240)

    // 42 % may go where the file allows half, and 100 may go whatever share they are.
    let half = "{ list: Test group, clean_up: true, clean_up_limit_percent: 50 }"
    #expect(
      try site.run(site.connection(Self.goal(lists: half)), RunOptions(dryRun: true)).counters("audience").left == 101)
    try Self.change([1], 1, to: "Member", in: site)
    #expect(try site.run(connection, RunOptions(dryRun: true)).counters("audience").left == 100)
    try Self.change([1], 1, to: "Guest", in: site)

    let allowed = try site.run(connection, RunOptions(allowsRemovals: true))
    #expect(allowed.state == .succeeded && allowed.counters("audience").left == 101)
    #expect(try list("Test group", site).count == 139)
  }

  @Test func `whom another goal of the connection put on the list stays on it`() throws {
    let site = try Self.site(2)
    let goals = [Self.goal(lists: Self.cleaned), Self.goal("guests", segment: "guests", lists: Self.cleaned)]
    let connection = try site.connection(goals.joined(separator: "\n"))
    _ = try site.run(connection)
    try Self.change([1], 1, to: "Guest", in: site)
    // The first goal lets it go before the second takes it; then the second one has it alone.
    _ = try site.run(connection)
    #expect(try list("Test group", site) == ["user1@example.com", "user2@example.com"])
    try Self.change([1], 1, to: "Member", in: site)
    let back = try site.run(connection)
    #expect(back.counters("guests").left == 0)
    #expect(try list("Test group", site) == ["user1@example.com", "user2@example.com"])
    try Self.change([1], 1, to: "Nobody", in: site)
    let gone = try site.run(connection)
    #expect(gone.counters("audience").left + gone.counters("guests").left == 1)
    #expect(try list("Test group", site) == ["user2@example.com"])
  }

  /// Dies at every transaction, once before and once behind the commit, and is continued.
  @Test(arguments: [false, true])
  func `a clean-up that dies at any transaction ends as an undisturbed one`(commitsLast: Bool) throws {
    func prepared() throws -> (Site, Connection) {
      let site = try Self.site(5)
      let connection = try site.connection(Self.goal(lists: Self.cleaned))
      _ = try site.run(connection)
      try Self.change([2, 4], 1, to: "Guest", in: site)
      try Self.change([5], 0, to: "moved@example.com", in: site)
      return (site, connection)
    }
    let (calm, connection) = try prepared()
    let undisturbed = try calm.run(connection).goals[0].counters
    let expected = try list("Test group", calm)
    #expect(expected == ["moved@example.com", "user1@example.com", "user3@example.com"])

    var deaths = 0
    while true {
      let (site, connection) = try prepared()
      let dying = DyingStore(site.store, afterWrites: deaths, commitsLast: commitsLast)
      do {
        _ = try Runner(site.installation(store: dying)).run(connection)
        break
      } catch is DyingStore.Died {}
      deaths += 1
      if let last = try site.store.read({ try $0.runs(connection: "test", before: nil, limit: 1).first }),
        last.id == 2, last.state == .running
      {
        let run = try site.run(connection)
        #expect(run.goals[0].counters == undisturbed, "died at transaction \(deaths)")
        #expect(try list("Test group", site) == expected, "died at transaction \(deaths)")
      }
    }
    #expect(deaths > 5)
  }
}
