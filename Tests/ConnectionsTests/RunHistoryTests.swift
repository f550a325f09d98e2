import Foundation
import IterableAPI
import IterableSandbox
import Logging
import Profiles
import Records
import Synchronization
import Testing

@testable import Connections

/// What is remembered of a run: its log, its end before time, and for how long.
@Suite struct RunHistoryTests {
  func installation(_ site: Site) -> Installation {
    var installation = site.installation()
    installation.logFolder = site.folder.appending(path: "logs")
    return installation
  }

  func lines(_ run: Int64, of site: Site) throws -> [JSONValue] {
    let file = RunLog.file(of: run, in: site.folder.appending(path: "logs"))
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
      try JSONValue(parsing: String($0))
    }
  }

  // MARK: Log

  @Test func `a run's log tells its steps, requests that were made again, and rejects`() throws {
    let site = try Site {
      $0.faults = [Fault(endpoint: "GET /api/export/data.json", times: 1, status: 503, body: "{}")]
    }
    try site.putUsers([["email": "ann@example.com"], ["email": "ben@example.com", "card": "1"]])
    var connection = try site.connection(RetryTests.goal(link: "card"))
    connection.iterable.download = .direct
    let run = try Runner(installation(site)).run(connection)
    let lines = try lines(run.id, of: site)
    #expect(
      lines.compactMap { $0["event"]?.string } == [
        "run_begins", "goal_begins", "log", "warning", "downloaded", "rejects", "goal_ends", "run_ends",
      ])
    let end = try #require(lines.first { $0["event"]?.string == "goal_ends" })
    #expect(end["read"] == .integer(2) && end["created"] == .integer(1) && end["requests_again"] == .integer(1))
    #expect(lines[2]["message"]?.string?.contains("trying again") == true)
    #expect(lines[3]["message"]?.string?.hasPrefix("Iterable answers with an error") == true, "\(lines[3])")
    #expect(lines[5]["code"]?.string == "no_identifier" && lines[5]["level"]?.string == "warning")
    #expect(!lines.contains { $0.text.contains("example.com") })
    let attributes = try FileManager.default.attributesOfItem(
      atPath: RunLog.file(of: run.id, in: site.folder.appending(path: "logs")).path())
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func `what a plugin says of a record is not in the log`() throws {
    let site = try Site()
    try site.putUsers([["email": "ann@example.com", "do": "reject"]])
    let goal = ImportTests.goal.replacing("link:", with: "processors: [{ plugin: word }]\n    link:")
    let run = try Runner(installation(site)).run(try site.connection(goal))
    #expect(try site.rejects().map(\.reason) == ["asked for"])
    let lines = try lines(run.id, of: site)
    let rejects = try #require(lines.first { $0["event"]?.string == "rejects" })
    #expect(rejects["count"] == .integer(1) && rejects["step"]?.string == "processor 1", "\(rejects)")
    #expect(!lines.contains { $0.text.contains("asked for") })
  }

  @Test func `a run that is continued goes on in its log, behind what a killed process left of a line`() throws {
    let site = try Site(subscribers: 20)
    let connection = try site.connection(ImportTests.goal)
    var dying = installation(site)
    dying.store = DyingStore(site.store, afterWrites: 2, commitsLast: true)
    #expect(throws: DyingStore.Died.self) { try Runner(dying).run(connection) }
    let file = RunLog.file(of: 1, in: site.folder.appending(path: "logs"))
    let handle = try FileHandle(forWritingTo: file)
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(#"{"time":"2026"#.utf8))
    try handle.close()
    _ = try Runner(installation(site)).run(connection)
    let text = try String(contentsOf: file, encoding: .utf8)
    let events = text.split(separator: "\n").compactMap { try? JSONValue(parsing: String($0))["event"]?.string }
    #expect(events.first == "run_begins" && events.contains("run_continues") && events.last == "run_ends")
  }

  @Test func `a log is bounded, tells ends all the same, and masks whom a sentence names`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "log-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let log = RunLog(now: { Date() })
    log.note("early")
    #expect(log.open(run: 7, in: folder, isNew: true) == nil)
    var logger = Logger(label: "test") { _ in RunLogHandler(log) }
    logger[metadataKey: "plugin"] = "p"
    logger.info("ann.smith@example.com has +31 612345678 and +31612345678")
    logger.info("Ann said so", source: "plugin")
    for _ in 0..<300 { log.note("much", .init(key: "text", value: .string(String(repeating: "x", count: 10_000)))) }
    log.note("run_ends", isEnd: true)
    let text = try String(contentsOf: RunLog.file(of: 7, in: folder), encoding: .utf8)
    #expect(text.utf8.count < RunLog.limit + 1000)
    let lines = text.split(separator: "\n")
    #expect(lines[0].contains("early") && lines[lines.count - 2].contains("log_full"))
    #expect(lines.last?.contains("run_ends") == true)
    #expect(lines[1].contains(#""message":"a***@example.com has +31 612345678 and ***","plugin":"p""#), "\(lines[1])")
    #expect(!text.contains("Ann said so"))
  }

  // MARK: Cancel

  static let goals = CrashTests.goals.replacing("PROCESSORS", with: "[]").replacing(", strategy: sum", with: "")

  /// Where a run stands when it is asked to end.
  static let places: [RunProgress.Stage] = [.downloading, .importing, .delivering]

  @Test(arguments: places)
  func `a run that is cancelled keeps what it committed, and the next one does the rest`(place: RunProgress.Stage)
    throws
  {
    let site = try Site(subscribers: 1200)
    site.bulkRowLimit = 20
    let connection = try site.connection(Self.goals)
    var installation = installation(site)
    installation.rowsPerTransaction = 1
    installation.requestsPerRound = 50
    let spool = installation.spoolFolder
    #expect(!RunMark.requestCancellation(of: 1, in: spool))
    var hasAsked = false
    let run = try Runner(installation).run(connection) { progress in
      guard progress.stage == place, !hasAsked else { return }
      hasAsked = true
      #expect(RunMark.isHeld(run: 1, in: spool))
      #expect(RunMark.requestCancellation(of: 1, in: spool))
      // The wish is seen within this time; what goes on meanwhile is waited for here.
      usleep(600_000)
    }
    #expect(hasAsked)
    #expect(run.state == .cancelled, "\(run)")
    #expect(!RunMark.isHeld(run: 1, in: spool))
    let profiles = try site.store.read { try $0.profileCount() }
    #expect(run.counters("people").created == profiles)
    if place == .downloading { #expect(profiles == 0) }
    if place == .importing { #expect((1..<1200).contains(profiles)) }
    if place == .delivering {
      let sent = try site.store.read { reader in
        try reader.sentCount(try #require(try reader.goal(connection: "test", name: "audience")))
      }
      #expect(run.counters("audience").updated >= 10 && sent >= run.counters("audience").updated)
    }
    #expect(try lines(1, of: site).last?["state"]?.string == "cancelled")

    let next = try Runner(self.installation(site)).run(connection)
    #expect(next.id == 2 && next.state != .cancelled)
    let expected = try Self.undisturbed.get()
    #expect(try site.documents() == expected.documents)
    #expect(try Self.list(site) == expected.list)
  }

  /// What a run that nobody cancelled comes to.
  static let undisturbed = Result {
    let site = try Site(subscribers: 1200)
    _ = try site.run(try site.connection(goals))
    return (documents: try site.documents(), list: try list(site))
  }

  static func list(_ site: Site) throws -> [String] {
    try site.members(of: site.client().lists().first { $0.name == "Test group" }!.id)
  }

  // MARK: Retention, exchange and bounds

  @Test func `old runs go with their logs, the newest stay`() throws {
    let site = try Site(subscribers: 5)
    let connection = try site.connection(ImportTests.goal)
    var installation = installation(site)
    var retention = Retention()
    retention.runsPerConnection = 2
    installation.settings = { [retention] in Settings(retention: retention) }
    for _ in 1...3 { _ = try Runner(installation).run(connection) }
    let now = Date()
    installation.now = { now.addingTimeInterval(401 * 86_400) }
    #expect(try !installation.forgetOldRuns())
    #expect(try site.store.read { try $0.runs(connection: nil, before: nil, limit: 9) }.map(\.id) == [3, 2])
    let logs = try FileManager.default.contentsOfDirectory(atPath: site.folder.appending(path: "logs").path())
    #expect(logs.sorted() == ["run-2.jsonl", "run-3.jsonl"])

    // Where nobody knows what was meant, nothing goes, and no run fails for it.
    let warnings = Mutex<[String]>([])
    installation.settings = { throw ConnectionsError(.invalidFile, "settings.yaml cannot be used") }
    installation.warn = { warning in warnings.withLock { $0.append(warning) } }
    installation.now = { now.addingTimeInterval(802 * 86_400) }
    #expect(try Runner(installation).run(connection).state == .succeeded)
    #expect(try site.store.read { try $0.runs(connection: nil, before: nil, limit: 9) }.count == 3)
    #expect(warnings.withLock { $0 }.contains { $0.contains("old runs stay") }, "\(warnings.withLock { $0 })")
  }

  @Test func `each profile counts once for the data exchange, whatever happens to it`() throws {
    let site = try Site()
    try site.putUsers(["ann", "ben"].map { ["email": .string("\($0)@example.com"), "firstName": "A", "points": 1] })
    let connection = try site.connection(Self.goals)
    for full in [false, true] { _ = try site.run(connection, RunOptions(full: full)) }
    func exchange() throws -> [Int] { try site.store.read { try $0.dataExchange(connection: "test") }.map(\.profiles) }
    #expect(try exchange() == [2, 2])
    _ = try site.run(connection, RunOptions(full: true, dryRun: true))
    #expect(try site.store.write { try $0.erase(ProfileID(rawValue: 1)) })
    #expect(try exchange() == [2, 2])
    // Whoever comes back is somebody new.
    _ = try site.run(connection, RunOptions(full: true))
    #expect(try exchange() == [3, 3])
  }

  @Test func `rejects beyond a number are counted, not kept, and the run says so`() throws {
    let site = try Site()
    let (run, goal) = try site.store.write {
      (try $0.startRun(connection: "c", trigger: "manual"), try $0.ensureGoal(connection: "c", name: "g"))
    }
    var retention = Retention()
    retention.rejectsPerGoal = 3
    let log = try RejectLog(run: run.id, goal: goal, retention: retention)
    try site.store.write { writer in
      for row in 1...5 {
        try log.add(Reject(run: run.id, goal: "g", row: Int64(row), step: -1, code: "x", reason: "r"), to: writer)
      }
    }
    #expect(try site.rejects().map(\.row) == [1, 2, 3])
    #expect(log.message == "3 rejected records are kept; the others are only counted")
    // A run that is continued knows how many there are.
    let continued = try RejectLog(run: run.id, goal: goal, retention: retention)
    try site.store.write {
      try continued.add(Reject(run: run.id, goal: "g", row: 6, step: -1, code: "x", reason: "r"), to: $0)
    }
    #expect(try site.rejects().count == 3)
  }

  @Test func `a run says what each processor did`() throws {
    let site = try Site(subscribers: 30)
    let goal = ImportTests.goal.replacing("link:", with: "processors: [{ plugin: every-other }]\n    link:")
    let run = try site.run(try site.connection(goal))
    let step = try #require(run.goals.first?.steps.first)
    #expect(step.rowsIn == 30 && step.rowsOut + step.filtered + step.rejected >= 30 && step.restarts == 0, "\(step)")
    #expect(try site.store.read { try $0.run(run.id) }?.goals.first?.steps == [step])
  }
}
