import Connections
import Foundation
import IterableAPI
import IterableSandbox
import Profiles
import Records
import Testing

@Suite struct RunnerTests {
  static let goals = ImportTests.goal + "\n" + ExportTests.goal

  @Test func `switches, active goals and a goal's name say what runs`() throws {
    let site = try ExportTests.site([ExportTests.ann])
    func goals(_ connection: Connection, _ name: String? = nil) throws -> [String] {
      try site.run(connection, RunOptions(goal: name)).goals.map(\.goal)
    }
    let both = try site.connection(Self.goals)
    #expect(try goals(both) == ["people", "audience"])
    #expect(try goals(both, "audience") == ["audience"])
    #expect(try goals(try site.connection(Self.goals, "export: false")) == ["people"])
    let inactive = Self.goals.replacing("import_profiles: people", with: "import_profiles: people\n    active: false")
    #expect(try goals(try site.connection(inactive)) == ["audience"])
  }

  @Test func `what cannot run is told before anything begins`() throws {
    let site = try Site()
    func code(_ connection: Connection, _ name: String? = nil, key: String = "sandbox-key") -> ConnectionsError.Code? {
      let error = #expect(throws: ConnectionsError.self) {
        try Runner(site.installation(key: key)).run(connection, RunOptions(goal: name))
      }
      return error?.code
    }
    #expect(code(try site.connection(ImportTests.goal, "enabled: false")) == .nothingToRun)
    #expect(code(try site.connection(ImportTests.goal, "import: false")) == .nothingToRun)
    #expect(code(try site.connection(ImportTests.goal), "peple") == .unknownName)
    #expect(code(try site.connection(ImportTests.goal), key: "") == .secret)
    #expect(try site.store.read { try $0.runs(connection: nil, before: nil, limit: 1) }.isEmpty)
  }

  @Test func `an Iterable that fails keeps what is decided from being lost or sent twice`() throws {
    let site = try ExportTests.site([ExportTests.ann, ["ben@example.com", "Ben"]]) {
      $0.faults = [Fault(endpoint: "POST /api/users/bulkUpdate", times: 3, status: 503, body: "{}")]
    }
    let connection = try site.connection(ExportTests.goal)
    let failed = try site.run(connection)
    #expect(failed.state == .failed)
    #expect(failed.counters("audience").updated == 0)
    let next = try site.run(connection)
    #expect(next.state == .succeeded, "\(next)")
    #expect(next.counters("audience").updated == 2)
    #expect(next.counters("audience").joined == 2)
  }

  @Test func `a value that may have reached Iterable is corrected there, also by the one before it`() throws {
    let site = try ExportTests.site([ExportTests.ann])
    func rename(_ name: String) throws {
      try site.store.write { writer in
        let editor = DocumentEditor(properties: [Property(name: "name")])
        _ = try writer.withProfile(ProfileID(rawValue: 1)) { try editor.begin($0.document) }
        Array(name.utf8).withUnsafeBytes { _ = editor.apply(0, .set, .text($0)) }
        _ = try writer.update(ProfileID(rawValue: 1), editor)
      }
    }
    let connection = try site.connection(ExportTests.goal)
    #expect(try site.run(connection).state == .succeeded)
    try rename("Anna")
    // An answer that never came: nobody knows what Iterable has now.
    try site.fail("POST /api/users/bulkUpdate", times: 3, status: 503)
    #expect(try site.run(connection).state == .failed)
    try rename("Ann")
    #expect(try site.run(connection).counters("audience").updated == 1)
    #expect(try site.run(connection).counters("audience").unchanged == 1)
  }

  @Test func `downloads that other runs left are not taken for this one's`() throws {
    let site = try Site(subscribers: 30)
    let spool = site.folder.appending(path: "spool")
    try FileManager.default.createDirectory(at: spool, withIntermediateDirectories: true)
    let connection = try site.connection(ImportTests.goal)
    for (left, options) in [("run-0-0.ndjson", RunOptions(dryRun: true)), ("run-1-1.ndjson", RunOptions())] {
      try Data(#"{"email":"left@example.com"}"#.utf8).write(to: spool.appending(path: left))
      #expect(try site.run(connection, options).counters("people").read == 30, "\(left)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: spool.path()).isEmpty)
  }

  @Test func `an import whose download fails reads the same window again`() throws {
    let site = try Site(subscribers: 30) {
      $0.faults = [Fault(endpoint: "GET /api/export/data.json", status: 403, body: "{}")]
    }
    var connection = try site.connection(ImportTests.goal)
    connection.iterable.download = .direct
    let failed = try site.run(connection)
    #expect(failed.state == .failed)
    #expect(failed.counters("people").read == 0)
    #expect(try site.run(connection).counters("people").read == 30)
  }

  @Test func `an import reads only what changed, unless it is asked for everything`() throws {
    let site = try Site(subscribers: 30)
    let connection = try site.connection(ImportTests.goal)
    #expect(try site.run(connection).counters("people").read == 30)
    try site.wait(seconds: 7200)
    try site.putUsers([["email": "new@example.com"]])
    try site.wait(seconds: 60)
    #expect(try site.run(connection).counters("people").read == 1)
    let everything = try site.run(connection, RunOptions(full: true))
    #expect(everything.counters("people").read == 31)
  }

  @Test func `a prefix stands before properties, and new ones get the type of their values`() throws {
    let site = try Site()
    try site.putUsers([
      ["email": "ann@example.com", "age": 41, "score": 1.5, "seen": "2026-01-31 08:00:00 +00:00", "size": "38"]
    ])
    let goal = """
        - import_profiles: people
          link: [{ field: email, property: email }]
          create_profiles: true
          prefix: it_
          mappings:
            - { field: age, property: age }
            - { field: score, property: it_score }
            - { field: seen, property: seen }
            - { field: size, property: size, type: number }
            - { field: nothing, property: nothing }
      """
    #expect(try site.run(try site.connection(goal)).counters("people").created == 1)
    let types = try site.store.read { try $0.properties() }.filter { $0.name.hasPrefix("it_") }
      .map { "\($0.name) \($0.type.rawValue)" }
    #expect(types == ["it_age number", "it_score decimal", "it_seen date_time", "it_size number"])
  }

  @Test func `who is on a dynamic list is asked of the list`() throws {
    let site = try Site(subscribers: 400)
    let list = try #require(try site.client().lists().first { $0.type == "Dynamic" })
    let members = try site.members(of: list.id).count
    let goal = ImportTests.goal.replacing("link:", with: "source: { lists: [\(list.id)] }\n    link:")
    let read = try site.run(try site.connection(goal)).counters("people").read
    #expect(read > 0 && read < 400)
    #expect(read >= members)
  }

  @Test func `a second run of a connection waits for nobody and says so`() throws {
    let site = try Site(subscribers: 50)
    let connection = try site.connection(ImportTests.goal)
    let runner = Runner(site.installation())
    var refusal: ConnectionsError?
    _ = try runner.run(connection) { _ in
      do { _ = try runner.run(connection) } catch { refusal = error as? ConnectionsError }
    }
    #expect(refusal?.code == .nothingToRun)
  }

  @Test func `progress tells stages, rows and bytes`() throws {
    let site = try Site(subscribers: 50)
    var told: [RunProgress] = []
    _ = try Runner(site.installation()).run(try site.connection(ImportTests.goal)) { told.append($0) }
    let last = try #require(told.last)
    #expect(last.stage == .importing)
    #expect(last.rows == 50)
    #expect(last.bytes == last.total)
  }
}
