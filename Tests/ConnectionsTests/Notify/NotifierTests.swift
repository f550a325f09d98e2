import Foundation
import Messages
import Profiles
import Records
import Synchronization
import TestSupport
import Testing

@testable import Connections

/// Delivery to a real mail server and a real listener.
@Suite(.serialized) struct NotifierTests {
  let site: Site
  let warnings = Warnings()

  final class Warnings: Sendable {
    private let texts = Mutex<[String]>([])
    var all: [String] { texts.withLock { $0 } }
    func add(_ text: String) { texts.withLock { $0.append(text) } }
  }

  init() throws { site = try Site() }

  private func notifier(mail port: Int? = nil, after seconds: TimeInterval = 0) -> Notifier {
    var installation = site.installation()
    installation.environment = ["S": "s3cret"]
    installation.now = { Date(timeIntervalSinceNow: seconds) }
    installation.warn = warnings.add
    installation.settings = {
      guard let port else { return Settings() }
      return try Settings(
        parsing: "email: { host: 127.0.0.1, port: \(port), security: none, from: millrace@example.com }", name: "s.yaml"
      )
    }
    return Notifier(installation)
  }

  private func connection(_ notifications: String) throws -> Connection {
    try site.connection(AnnouncementTests.goals, "name: Zürich – news\nnotifications: \(notifications)")
  }

  /// The news of a failed run.
  private func fail(_ connection: Connection) throws {
    try site.store.write { writer in
      var run = try writer.startRun(connection: connection.id, trigger: "schedule")
      run.state = .failed
      run.ended = run.started.adding(seconds: 3.25)
      var counters = Counters()
      counters.read = 10_000
      counters.rejected = 2
      run.goals = [GoalResult(goal: "audience", state: .failed, message: "the list is gone", counters: counters)]
      try writer.updateRun(run)
      for row in 1...2 {
        try writer.addReject(
          Reject(run: run.id, goal: "audience", row: Int64(row), step: -1, code: "no_identifier", reason: "none"),
          record: nil)
      }
      try Announcement(connection: connection, now: .now()).announce(run, writer)
    }
  }

  private func waiting() throws -> [PendingNotification] {
    try site.store.read { try $0.notifications(dueBy: nil, limit: 100) }
  }

  private func webhook(_ server: LoopbackServer) -> String {
    "{ to: [], webhooks: [{ url: \"\(server.url)/hook\", secret: \"${env:S}\" }] }"
  }

  // MARK: Webhooks

  @Test func `a webhook gets the run once, signed, and named as it would be again`() throws {
    let server = LoopbackServer(.init(500, ""), .init(200, ""))
    defer { server.stop() }
    try fail(try connection(webhook(server)))
    let waiting = try #require(try waiting().first)
    try notifier().deliver(tries: 2)
    #expect(try self.waiting() == [] && warnings.all == [])
    let requests = server.requests
    #expect(requests.count == 2 && Set(requests.map(\.body)).count == 1)
    let body = try JSONValue(parsing: requests[1].body)
    #expect(body["delivery"]?.string == waiting.delivery)
    #expect(requests.allSatisfy { $0.headers["millrace-delivery"] == waiting.delivery })
    #expect(body["event"] == "run_ended" && body["failed"] == true && body["duration_seconds"] == 3.3)
    #expect(body["run"]?["state"] == "failed" && body["run"]?["trigger"] == "schedule")
    #expect(body["rejects"]?.array?.first?["count"] == 2)
    let parts = try #require(requests[1].headers["millrace-signature"]).split(separator: ",")
    let seconds = try #require(Double(parts[0].dropFirst(2)))
    #expect(
      WebhookSignature.value(
        of: Array(requests[1].body.utf8), secret: "s3cret", at: Date(timeIntervalSince1970: seconds))
        == requests[1].headers["millrace-signature"])
    try notifier().deliver()
    #expect(server.requests.count == 2)
  }

  @Test func `what fails waits longer each time, and is given up after a day`() throws {
    let server = LoopbackServer(.init(503, "", headers: ["Retry-After: 7200"]), .init(503, ""))
    defer { server.stop() }
    try fail(try connection(webhook(server)))
    try notifier().deliver()
    let first = try #require(try waiting().first)
    #expect(first.tries == 1 && first.problem?.contains("503") == true)
    #expect(first.next.map { $0 > Timestamp.now().adding(seconds: 7100) } == true, "as it asked")
    #expect(warnings.all.count == 1 && warnings.all[0].contains("is tried again later"))
    try notifier(after: 60).deliver()
    #expect(server.requests.count == 1, "it is not due")
    try notifier(after: 8000).deliver()
    #expect(server.requests.count == 2 && warnings.all.count == 1)
    try notifier(after: 90_000).deliver()
    let last = try #require(try waiting().first)
    #expect(last.next == nil && last.tries == 3 && warnings.all.last?.contains("not tried again") == true)
    try notifier(after: 900_000).deliver()
    #expect(server.requests.count == 3)
  }

  @Test func `the pauses double up to an hour`() {
    let pauses = (1...9).map { Notifier.delaySeconds(tries: $0, asked: nil, jitter: 0) }
    #expect(pauses == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600])
    #expect(Notifier.delaySeconds(tries: 1, asked: nil, jitter: 0.999) < 75)
    #expect(Notifier.delaySeconds(tries: 1, asked: 1e9, jitter: 0) == Notifier.patienceSeconds)
    #expect(Notifier.delaySeconds(tries: .max, asked: 0, jitter: 0) == 3600)
  }

  @Test func `a receiver that is gone, or a secret that is, costs no other its news`() throws {
    let gone = LoopbackServer(.init(410, ""))
    let good = LoopbackServer(.init(200, ""))
    defer {
      gone.stop()
      good.stop()
    }
    try fail(
      try connection(
        """
        { webhooks: [{ url: "\(gone.url)/", secret: "${env:S}" }, { url: "\(good.url)/a", secret: "${env:NOT_SET}" },
          { url: "\(good.url)/b", secret: "${env:S}" }] }
        """))
    try notifier().deliver()
    #expect(good.requests.map(\.target) == ["/b"])
    let left = try waiting()
    #expect(left.count == 2 && left[0].next == nil && left[1].next != nil)
    #expect(left[1].problem?.contains("NOT_SET") == true && warnings.all.count == 2)
  }

  // MARK: E-mail

  @Test(.enabled(if: TestMailServer.isMissing == nil, "python3-aiosmtpd is not installed"))
  func `everybody gets a mail of their own, over one connection, that says what happened`() throws {
    let server = try TestMailServer(["--unknown", "gone@example.com"])
    let connection = try connection("{ to: [gone@example.com, a@example.com, b@example.com] }")
    try fail(connection)
    try notifier(mail: server.port).deliver(tries: 2)
    let mails = try server.mails
    #expect(mails.map(\.to) == [["a@example.com"], ["b@example.com"]] && Set(mails.map(\.peer)).count == 1)
    #expect(Set(mails.map { $0.header("Message-ID") }).count == 2)
    #expect(mails[0].header("List-Id") == "<test.millrace.example.com>")
    let text = mails[0].data.replacing("=\r\n", with: "")
    for line in [
      "Z=C3=BCrich =E2=80=93 news failed.", "and took 3.3 s; it was started by: schedule.", "Goal audience: failed",
      "  the list is gone", "  read                          10000", "    profile: no_identifier        2",
      "  millrace runs show 1", "  millrace rejects --run 1",
    ] {
      #expect(text.contains(line + "\r\n"), "\(line) in:\n\(text)")
    }
    let left = try waiting()
    #expect(left.map(\.recipient) == ["gone@example.com"] && left[0].next == nil)
    #expect(warnings.all.count == 1 && warnings.all[0].contains("550 5.1.1"), "\(warnings.all)")
  }

  @Test(.enabled(if: TestMailServer.isMissing == nil, "python3-aiosmtpd is not installed"))
  func `a greylisted mail goes out later, with the id that it had`() throws {
    let server = try TestMailServer(["--busy", "1"])
    try fail(try connection("{ to: [a@example.com] }"))
    let delivery = try #require(try waiting().first).delivery
    try notifier(mail: server.port).deliver()
    #expect(try server.mails.isEmpty)
    #expect(try waiting().first?.problem?.contains("greylisted") == true)
    try notifier(mail: server.port, after: 120).deliver()
    #expect(try server.mails.map { $0.header("Message-ID") } == ["<\(delivery)@example.com>"])
    #expect(try waiting() == [])
  }

  @Test func `without a mail server mail waits, and says what to do`() throws {
    try fail(try connection("{ to: [a@example.com, b@example.com] }"))
    try notifier().deliver(tries: 1)
    #expect(try waiting().map(\.tries) == [1, 1])
    #expect(try waiting().allSatisfy { $0.problem?.contains("settings.yaml") == true })
    try notifier(mail: 1).deliver(ids: Set(try waiting().map(\.id)))
    #expect(try waiting().map(\.tries) == [2, 2])
    #expect(try waiting().allSatisfy { $0.problem?.contains("cannot be reached") == true })
  }
}
