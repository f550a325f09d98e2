import Connections
import Foundation
import IterableSandbox
import Profiles
import Records
import Testing

@testable import Console

@Suite struct RunPagesTests {
  private let served: Served
  private let client: PageClient

  init() throws {
    served = try Served(now: Example.now, environment: Example.environment)
    client = try PageClient(served, as: .operator)
    try Example.fill(served)
  }

  /// Run 1 with rejects of two goals.
  private func addRejects() throws {
    try served.store.write { writer in
      for row in 1...60 {
        try writer.addReject(
          Reject(
            run: 1, goal: "subscribers", row: Int64(row), identifier: "p\(row)@example.com", step: row % 2,
            code: "not_json",
            field: "email", reason: "row \(row) is <no> JSON",
            payload: row == 1 ? "{\"email\":\"p***@example.com\"}" : nil))
      }
      try writer.addReject(
        Reject(
          run: 1, goal: "audience", row: 1, identifier: "=cmd()", step: -1, code: "refused", reason: "Iterable said no")
      )
    }
  }

  @Test func `runs are listed, filtered and paged`() throws {
    try served.store.write { writer in
      for _ in 0..<60 {
        var run = try writer.startRun(connection: "shop", trigger: "schedule")
        (run.state, run.ended) = (.succeeded, run.started)
        try writer.updateRun(run)
      }
    }
    let first = try client.get("/runs").body
    #expect(first.contains(">Run 61<") && first.contains(">Run 12<") && !first.contains(">Run 11<"))
    #expect(first.contains("/runs?before=12"))
    #expect(try client.get("/runs?before=12").body.contains(">Run 1<"))
    try GoldenPage.expect(
      client.get("/runs?connection=newsletter&state=partial"), "runs-one", home: served.home)
    try GoldenPage.expect(client.get("/runs?state=failed"), "runs-none", home: served.home)
  }

  @Test func `a run is shown with all that it did`() throws {
    try addRejects()
    try served.store.write { writer in
      var run = try #require(try writer.run(1))
      run.goals[0].lastProfiles = [ProfileID(rawValue: 7), ProfileID(rawValue: 5)]
      run.goals[0].steps = [
        StepResult(
          name: "normalize-email", rowsIn: 1_200, rowsOut: 1_190, filtered: 10, rejected: 0, restarts: 1, seconds: 0.25)
      ]
      for goal in run.goals { try writer.putResult(goal, run: 1) }
    }
    try GoldenPage.expect(client.get("/runs/1"), "run", home: served.home)
    #expect(try client.get("/runs/99").status == 404)
    #expect(try client.get("/runs/x").status == 404)
  }

  @Test func `rejects are filtered, paged and taken along`() throws {
    try addRejects()
    try GoldenPage.expect(
      client.get("/runs/1/rejects?goal=subscribers&step=1&code=not_json&q=ROW%201"), "rejects-filtered",
      home: served.home)
    let first = try client.get("/runs/1/rejects").body
    #expect(first.contains("61 rejects") && first.contains("after=50"))
    #expect(try client.get("/runs/1/rejects?after=50").body.contains("p60@example.com"))
    let csv = try client.get("/runs/1/rejects.csv?goal=audience")
    #expect(csv.headers["content-disposition"] == "attachment; filename=\"rejects-of-run-1.csv\"")
    #expect(csv.body.split(separator: "\n").count == 2 && csv.body.contains("'=cmd()"))
    let json = try client.get("/runs/1/rejects.json?step=0")
    let rejects = try #require(try JSONValue(parsing: json.body).array)
    #expect(rejects.count == 30 && rejects.allSatisfy { $0["step"] == .integer(0) })
    #expect(!json.body.contains("p1@example.com\\\""), "the payload is redacted as it is kept")
  }

  @Test func `a log is read and taken along, and one that is not there is told`() throws {
    #expect(try client.get("/runs/1/log").status == 404)
    let folder = served.home.appending(path: "logs")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let line = #"{"time":"2026-11-28T12:00:00Z","level":"info","event":"run_begins","run":1}"# + "\n"
    try line.write(to: RunLog.file(of: 1, in: folder), atomically: true, encoding: .utf8)
    #expect(try client.get("/runs/1/log").body.contains("2026-11-28T12:00:00Z  run_begins  run=1"))
    let file = try client.get("/runs/1/log.jsonl")
    #expect(file.body == line && file.headers["content-disposition"] == "attachment; filename=\"run-1.jsonl\"")
  }

  @Test func `viewers look, and begin, end and repeat nothing`() throws {
    let viewer = try PageClient(served, as: .viewer)
    for path in ["/runs", "/runs/1", "/runs/1/rejects"] { #expect(try viewer.get(path).status == 200) }
    for path in ["/runs/1/cancel", "/runs/1/retry", "/connections/newsletter/run", "/run-requests/1/cancel"] {
      #expect(try viewer.post(path, [:]).status == 403, "\(path)")
      #expect(try client.post(path, [:], csrf: "x").status == 403, "\(path)")
    }
    #expect(try client.get("/run-requests/77").status == 404)
    let retry = try client.post("/runs/1/retry", ["with": "now"])
    #expect(retry.location == "/connections/newsletter/set-up")
    #expect(try client.get("/runs").body.contains("has no rejected records that can be tried again"))
  }
}

/// Runs against a real sandbox.
@Suite struct LiveRunTests {
  private let served: Served
  private let client: PageClient

  init() throws {
    served = try Served(environment: ["KEY": "sandbox-key"])
    client = try PageClient(served, as: .operator)
    try served.store.write { try $0.putProperty(Property(name: "email", type: .email, isIdentifier: true)) }
  }

  /// A sandbox, and the connection `live` to it. The caller stops it.
  private func start(_ configure: (inout SandboxConfiguration) -> Void = { _ in }) throws -> SandboxServer {
    var configuration = SandboxConfiguration()
    configuration.subscriberCount = 200
    configure(&configuration)
    let sandbox = SandboxServer(configuration: configuration)
    try sandbox.startAndWait()
    let address = sandbox.baseURL.absoluteString.trimmingCharacters(in: ["/"])
    try Example.apply(
      "live",
      """
      connection: live
      name: Live
      iterable: { base_url: "\(address)", api_key: "${env:KEY}" }
      goals:
        - import_profiles: subscribers
          source: all
          link: [{ field: email, property: email }]
          create_profiles: true
          mappings:
            - { field: firstName, property: first_name, strategy: set }

      """, to: served)
    return sandbox
  }

  /// Reads the page again until it says so.
  private func wait(_ path: String, _ condition: (String) -> Bool) throws -> String {
    let deadline = Date(timeIntervalSinceNow: 60)
    while true {
      let page = try client.get(path).body
      if condition(page) { return page }
      try #require(Date() < deadline, "waited for \(path): \(page)")
      usleep(50_000)
    }
  }

  @Test func `a connection is checked step by step`() throws {
    let sandbox = try start()
    defer { sandbox.stopAndWait() }
    let good = try client.post("/connections/live/check", [:]).body
    #expect(good.contains("It would work.") && good.contains("<strong>key</strong>") && good.contains("lets it in"))
    _ = try client.post("/connections/live/key", ["key": "wrong-key"])
    let bad = try client.post("/connections/live/check", [:]).body
    #expect(bad.contains("It would not work yet.") && !bad.contains("wrong-key"))
    #expect(bad.contains(">Wrong<") || bad.contains("Wrong</span>"))
  }

  @Test func `a run is begun, followed and looked at`() throws {
    let sandbox = try start()
    defer { sandbox.stopAndWait() }
    let begun = try client.post("/connections/live/run", ["full": "on"])
    let path = try #require(begun.location)
    #expect(begun.status == 303 && path.hasPrefix("/runs/"))
    let events = try client.get(path + "/events")
    #expect(events.headers["content-type"] == "text/event-stream")
    #expect(events.body.hasPrefix("retry: 1000\n\n") && events.body.contains("event: over\n"))
    let page = try wait(path) { !$0.contains("Running") }
    #expect(page.contains("Succeeded") || page.contains("Done, with rejects"))
    #expect(page.contains("manual, operator") && page.contains(">Profile "))
    #expect(page.contains("<dt>read</dt><dd>2"), "\(page)")
    let history = try client.get("/connections/live/set-up").body
    #expect(history.contains(path) && history.contains("/profiles/"))
    #expect(try client.get(path + "/log").body.contains("run_begins"))
    let connection = try client.get("/connections/live").body
    #expect(connection.contains("profiles so far") && !connection.contains(">0 imported<"))
  }

  @Test func `a dry run shows what would happen, and writes nothing`() throws {
    let sandbox = try start()
    defer { sandbox.stopAndWait() }
    let begun = try client.post("/connections/live/run", ["dry_run": "on", "goal": "subscribers"])
    let path = try #require(begun.location)
    #expect(path.hasPrefix("/run-requests/"))
    let page = try wait(path) { !$0.contains("data-events") }
    #expect(page.contains("Dry run of Live") && page.contains("<dt>created</dt><dd>"))
    #expect(page.contains("Only the goal &#39;subscribers&#39;, nothing is written or sent."))
    #expect(try client.get(path + "/events").body.contains("event: over"))
    #expect(try served.store.read { try $0.profileCount() } == 0)
    #expect(try served.store.read { try $0.runs(RunFilter(), limit: 5) }.isEmpty)
  }

  @Test func `a run that goes on is cancelled, and the next one waits for it`() throws {
    let sandbox = try start { $0.exportJobStepSeconds = 600 }
    defer { sandbox.stopAndWait() }
    let path = try #require(try client.post("/connections/live/run", [:]).location)
    let waiting = try #require(try client.post("/connections/live/run", [:]).location)
    #expect(waiting.hasPrefix("/run-requests/"))
    #expect(try client.get(waiting).body.contains("waits for the end of the one that goes on"))
    let both = try client.get("/connections/live/set-up").body
    #expect(both.contains(waiting + "/cancel") && both.contains("Waiting"))
    #expect(try client.post("/connections/live/run", [:]).location == "/connections/live/set-up")
    #expect(try client.post(waiting + "/cancel", [:]).location == waiting)
    #expect(try client.get(waiting).body.contains("was cancelled before its turn came"))
    #expect(try client.post(path + "/cancel", [:]).location == path)
    _ = try wait(path) { $0.contains("Cancelled") }
  }
}
