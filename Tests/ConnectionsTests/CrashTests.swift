import Connections
import Foundation
import IterableAPI
import IterableSandbox
import Profiles
import Records
import Testing

/// A store that dies at one of its transactions, before or after its commit, as a process that is killed there would.
final class DyingStore: ProfileStore, @unchecked Sendable {
  // @unchecked: one run at a time uses it.
  struct Died: Error {}

  private let store: any ProfileStore
  private var writesLeft: Int
  private let commitsLast: Bool
  private(set) var isDead = false

  init(_ store: any ProfileStore, afterWrites writes: Int, commitsLast: Bool) {
    self.store = store
    writesLeft = writes
    self.commitsLast = commitsLast
  }

  func read<Result>(_ body: (any ProfileReader) throws -> Result) throws -> Result {
    if isDead { throw Died() }
    return try store.read(body)
  }

  func write<Result>(_ body: (any ProfileWriter) throws -> Result) throws -> Result {
    if isDead { throw Died() }
    guard writesLeft == 0 else {
      writesLeft -= 1
      return try store.write(body)
    }
    isDead = true
    if commitsLast { _ = try store.write(body) }
    throw Died()
  }
}

@Suite struct CrashTests {
  static let goals = """
      - import_profiles: people
        processors: PROCESSORS
        link: [{ field: email, property: email }]
        create_profiles: true
        mappings:
          - { field: firstName, property: name }
          - { field: points, property: points, strategy: sum }
      - export_profiles: audience
        segment: everybody
        lists: [Test group]
        link: [{ property: email, field: email }]
        mappings: [{ from: { property: name }, field: storeName }, { from: { property: points }, field: storePoints }]
    """

  /// Two batches, so that an import has a middle.
  static let subscribers = 1050

  struct End: Equatable {
    var documents: [String]
    var members: [String]
    var counters: [Counters]
    var rejects: Int
  }

  func connection(_ site: Site, _ processors: String) throws -> Connection {
    var connection = try site.connection(Self.goals.replacing("PROCESSORS", with: processors))
    connection.iterable.download = .direct
    return connection
  }

  func end(_ site: Site, _ run: Run) throws -> End {
    End(
      documents: try site.documents(),
      members: try site.members(of: site.client().lists().first { $0.name == "Test group" }!.id),
      counters: run.goals.map(\.counters), rejects: try site.rejects().count)
  }

  /// Dies at every transaction there is, each time once before and once behind the commit, and is continued.
  @Test(arguments: [("[]", false), ("[]", true), ("[{ plugin: every-other }]", true)])
  func `a run that dies at any transaction ends as an undisturbed one`(processors: String, commitsLast: Bool) throws {
    let calm = try Site(subscribers: Self.subscribers)
    let expected = try end(calm, try calm.run(try connection(calm, processors)))
    #expect(expected.documents.count > 400)

    var deaths = 0
    while true {
      let site = try Site(subscribers: Self.subscribers)
      let connection = try connection(site, processors)
      let dying = DyingStore(site.store, afterWrites: deaths, commitsLast: commitsLast)
      var installation = site.installation(store: dying)
      installation.rowsPerTransaction = 1
      installation.requestsPerRound = 1
      do {
        _ = try Runner(installation).run(connection)
        break
      } catch is DyingStore.Died {}
      deaths += 1
      // Behind the last commit the run is over; before the first there is none.
      let last = try site.store.read { try $0.runs(connection: "test", before: nil, limit: 1).first }
      if let last, last.state != .running {
        #expect(try end(site, last) == expected)
        continue
      }
      let run = try site.run(connection)
      #expect(run.id == 1, "the run is continued, not begun anew")
      #expect(try end(site, run) == expected, "died at transaction \(deaths)")
    }
    #expect(deaths > 8)
  }

  @Test func `what is left of an interrupted export is not sent to whoever has withdrawn consent since`() throws {
    let site = try ExportTests.site([
      ExportTests.ann + ["news"], ["ben@example.com", "Ben", nil, nil, nil, "news"],
    ])
    try site.store.write { try $0.putObjective(Objective(id: "news", title: "News")) }
    let connection = try site.connection(ExportTests.goal, "objectives: [news]")
    // The run's beginning, the goal, and what was decided; then nothing was delivered any more.
    let dying = DyingStore(site.store, afterWrites: 2, commitsLast: true)
    #expect(throws: DyingStore.Died.self) { try Runner(site.installation(store: dying)).run(connection) }
    try site.store.write { writer in
      let editor = DocumentEditor(properties: [Property(name: Objective.consentedProperty)])
      _ = try writer.withProfile(ProfileID(rawValue: 1)) { try editor.begin($0.document) }
      editor.apply(0, .setOrClear, .absent)
      _ = try writer.update(ProfileID(rawValue: 1), editor)
    }
    let run = try site.run(connection)
    #expect(run.id == 1)
    #expect(run.counters("audience").updated == 1)
    #expect(run.counters("audience").joined == 1)
    #expect(run.counters("audience").skipped == 1)
    #expect(try site.user("ann@example.com") == nil)
    #expect(try site.user("ben@example.com") != nil)
  }

  @Test func `a goal that had failed before its run was interrupted is run again, when that run is at its end`() throws
  {
    let goals = """
        - import_profiles: people
          source: SOURCE
          link: [{ field: email, property: email }]
          create_profiles: true
        - import_profiles: others
          link: [{ field: email, property: email }]
      """
    let site = try Site(subscribers: 30)
    let broken = try site.connection(goals.replacing("SOURCE", with: "{ lists: [No such list] }"))
    for writes in 0... {
      let dying = DyingStore(site.store, afterWrites: writes, commitsLast: true)
      #expect(throws: DyingStore.Died.self) { try Runner(site.installation(store: dying)).run(broken) }
      let run = try site.store.read { try $0.runs(connection: "test", before: nil, limit: 1).first }
      if run?.goals.first?.state == .failed { break }
    }
    let mended = try site.connection(goals.replacing("SOURCE", with: "all"))
    let last = try Runner(site.installation()).runAsked(mended, RunOptions())
    #expect(last.id == 2 && last.counters("people").created > 20, "\(last)")
    #expect(try site.store.read { try $0.run(1) }?.goals[0].state == .failed)
  }

  @Test func `a cancelled run says so, and the next one begins anew`() throws {
    let site = try Site(subscribers: 100)
    let connection = try connection(site, "[]")
    let cancellation = Cancellation()
    cancellation.cancel()
    let run = try Runner(site.installation()).run(connection, cancellation: cancellation)
    #expect(run.state == .cancelled)
    #expect(run.goals.allSatisfy { $0.state == .cancelled })
    let next = try site.run(connection)
    #expect(next.id == 2)
    #expect(next.counters("people").read == 100)
  }
}
