import Foundation
import Profiles
import Records
import Testing

@testable import Connections

/// Who is told of which run, as it waits in the store.
@Suite struct AnnouncementTests {
  static let goals = """
      - import_profiles: subscribers
        source: all
        link: [{ field: email, property: email }]
        create_profiles: true
        mappings: [{ field: email, property: email }]
      - export_profiles: audience
        segment: everybody
        lists: []
        link: [{ property: email, field: email }]
        mappings: [{ from: { text: x }, field: source }]
    """

  let site: Site

  init() throws { site = try Site(subscribers: 3) }

  private func connection(_ notifications: String) throws -> Connection {
    try site.connection(Self.goals, "name: Zürich – news\nnotifications: \(notifications)")
  }

  private func waiting() throws -> [PendingNotification] {
    try site.store.read { try $0.notifications(dueBy: nil, limit: 100) }
  }

  /// What waits now, as recipient and event; it is gone afterwards.
  private func taken() throws -> [String] {
    let waiting = try waiting()
    try site.store.write { writer in for notification in waiting { try writer.removeNotification(notification.id) } }
    return try waiting.map { "\($0.recipient) \(try JSONValue(parsing: $0.content)["event"]?.string ?? "")" }
  }

  private func end(
    _ connection: Connection, _ states: [(String, Run.State, String?)], state: Run.State
  ) throws {
    try site.store.write { writer in
      var run = try writer.startRun(connection: connection.id, trigger: "manual")
      run.state = state
      run.goals = states.map { GoalResult(goal: $0.0, state: $0.1, message: $0.2) }
      try writer.updateRun(run)
      try Announcement(connection: connection, now: .now()).announce(run, writer)
    }
  }

  @Test func `every run is told once to everybody, with what it did`() throws {
    let connection = try connection(
      "{ when: every_run, to: [ops@example.com], webhooks: [{ url: \"https://h.example.com/\", secret: \"${env:S}\" }] }"
    )
    let run = try site.run(connection)
    let waiting = try waiting()
    #expect(waiting.map(\.recipient) == ["ops@example.com", "https://h.example.com/"])
    #expect(waiting.map(\.secret) == [nil, "${env:S}"])
    let json = try JSONValue(parsing: waiting[1].content)
    #expect(json["event"] == "run_ended" && json["failed"] == false)
    #expect(json["connection"]?["name"] == "Zürich – news")
    #expect(json["run"]?["run"] == .integer(run.id))
    let goal = json["run"]?["goals"]?.array?.first
    #expect(goal?["counters"]?["created"] == 3 && goal?["last_profiles"] == nil)
    #expect(!waiting[0].content.contains("@"), "nobody's address is told")
    _ = try site.run(connection, RunOptions(dryRun: true))
    #expect(try self.waiting().count == 2, "a dry run is nobody's news")
  }

  @Test func `of failures only: those that failed, and the first that works again`() throws {
    let connection = try connection("{ to: [ops@example.com] }")
    try end(connection, [("subscribers", .succeeded, nil), ("audience", .succeeded, nil)], state: .succeeded)
    #expect(try taken() == [])
    try end(connection, [("subscribers", .partial, nil), ("audience", .succeeded, nil)], state: .partial)
    #expect(try taken() == [], "rejects are part of the work")
    try end(connection, [("subscribers", .cancelled, "the run was cancelled")], state: .cancelled)
    #expect(try taken() == [])
    try end(connection, [("subscribers", .succeeded, nil), ("audience", .failed, "no")], state: .partial)
    #expect(try taken() == ["ops@example.com run_ended"])
    try end(connection, [("subscribers", .succeeded, nil), ("audience", .partial, "held back")], state: .partial)
    #expect(try taken() == ["ops@example.com run_ended"])
    try end(connection, [("subscribers", .succeeded, nil)], state: .succeeded)
    #expect(try taken() == [], "the goal that failed has not run")
    try end(connection, [("audience", .cancelled, nil)], state: .cancelled)
    #expect(try taken() == [])
    try end(connection, [("audience", .partial, nil)], state: .partial)
    #expect(try taken() == ["ops@example.com recovered"])
    try end(connection, [("audience", .succeeded, nil)], state: .succeeded)
    #expect(try taken() == [])
  }

  @Test func `only who was told of the failure is told that it works again`() throws {
    let failing: [(String, Run.State, String?)] = [("audience", .failed, "no")]
    let working: [(String, Run.State, String?)] = [("audience", .succeeded, nil)]
    try end(try connection("{ to: [a@example.com, b@example.com] }"), failing, state: .failed)
    #expect(try taken() == ["a@example.com run_ended", "b@example.com run_ended"])
    try end(try connection("{ to: [b@example.com, c@example.com] }"), working, state: .succeeded)
    #expect(try taken() == ["b@example.com recovered"])
    try end(try connection("{ to: [a@example.com] }"), working, state: .succeeded)
    #expect(try taken() == [], "who was left out meanwhile is owed nothing")
    try end(try connection("{ when: every_run, to: [a@example.com] }"), failing, state: .failed)
    try end(try connection("{ when: every_run, to: [a@example.com] }"), working, state: .succeeded)
    try end(try connection("{ when: every_run, to: [a@example.com] }"), working, state: .succeeded)
    #expect(
      try taken() == ["a@example.com run_ended", "a@example.com recovered", "a@example.com run_ended"])
  }

  @Test func `a run that cannot begin is told, and its end of trouble too`() throws {
    let connection = try connection("{ to: [ops@example.com] }")
    #expect(throws: ConnectionsError.self) {
      var installation = site.installation()
      installation.environment = [:]
      _ = try Runner(installation).run(connection)
    }
    let content = try JSONValue(parsing: try #require(try waiting().first).content)
    #expect(content["run"] == .null && content["message"]?.string?.contains("KEY is not set") == true)
    #expect(News(json: content).headline == "Zürich – news could not start")
    #expect(try taken() == ["ops@example.com run_ended"])
    _ = try site.run(connection)
    #expect(try taken() == ["ops@example.com recovered"])
  }

  @Test func `what a message says of people is masked`() throws {
    let connection = try connection("{ to: [ops@example.com] }")
    try end(
      connection, [("audience", .failed, "Iterable says: 'jane.doe@example.com' is <x@y.org>, no address")],
      state: .failed)
    let text = try #require(try waiting().first).content
    #expect(!text.contains("jane.doe") && text.contains("j***@example.com") && text.contains("x***@y.org"))
  }

  @Test func `a kill between decision and delivery leaves both the run and its news`() throws {
    struct Killed: Error {}
    let connection = try connection("{ when: every_run, to: [ops@example.com] }")
    #expect(throws: Killed.self) {
      try site.store.write { writer in
        var run = try writer.startRun(connection: connection.id, trigger: "manual")
        run.state = .succeeded
        try writer.updateRun(run)
        try Announcement(connection: connection, now: .now()).announce(run, writer)
        throw Killed()
      }
    }
    #expect(try waiting() == [])
    #expect(try site.store.read { try $0.runs(connection: nil, before: nil, limit: 1) } == [])
  }
}
