import Foundation
import TestSupport
import Testing

/// Told by a built Millrace, over a real mail server with STARTTLS and login, and to a real listener.
@Suite(.serialized, .enabled(if: TestMailServer.isMissing == nil, "python3-aiosmtpd is not installed"))
struct NotifyTests {
  let site: Site
  let hooks = LoopbackServer(.init(200, ""))

  init() throws {
    site = try Site(subscribers: 5)
    try site.write(ConnectionText.segment, to: "everybody.yaml")
    #expect(
      try site.millrace("segment", "apply", site.folder.url.appendingPathComponent("everybody.yaml").path).status == 0)
    setenv("JOURNEY_SECRET", "s3cret", 1)
  }

  private func settings(port: Int, certificate: String) throws {
    try site.write(
      """
      email:
        host: 127.0.0.1
        port: \(port)
        user: mill
        password: "${env:JOURNEY_SECRET}"
        from: millrace@example.com
        certificate_authority_file: \(certificate)
      """, to: "home/settings.yaml")
  }

  private func connection(when: String, key: String = "ITERABLE_API_KEY") throws {
    try site.write(
      ConnectionText.both(address: site.address).replacing("ITERABLE_API_KEY", with: key)
        + """

        notifications:
          when: \(when)
          to: [ops@example.com]
          webhooks: [{ url: "\(hooks.url)/hook", secret: "${env:JOURNEY_SECRET}" }]
        """, to: "home/connections/journey.yaml")
  }

  /// The README's own way to check a signature, where it is `python`.
  private func isOurs(_ request: LoopbackServer.Request) throws -> Bool {
    let code = try #require(ReadmeTests.blocks("python").first)
    try site.write(code + "import sys\nprint(is_ours(*sys.argv[1:3], sys.argv[3].encode()))\n", to: "verify.py")
    let python = Process()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    python.arguments = [
      site.folder.url.appendingPathComponent("verify.py").path, "s3cret",
      request.headers["millrace-signature"] ?? "", request.body,
    ]
    let pipe = Pipe()
    python.standardOutput = pipe
    try python.run()
    return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) == "True\n"
  }

  /// As an hour's wait would.
  private func makeDue() throws {
    let command = """
      import sqlite3
      store = sqlite3.connect('\(site.home)/millrace.db')
      store.execute('UPDATE notification SET next_at = 0')
      store.commit()
      """
    try site.write(command, to: "due.py")
    #expect(try Program.shell("/usr/bin/python3 due.py", in: site.folder.url).status == 0)
  }

  @Test func `what a run could not tell is told by serve, and a kill before it loses nothing`() throws {
    let server = LoopbackServer { _, number in number < 3 ? .init(503, "") : .init(200, "") }
    defer { server.stop() }
    let file = try site.write(
      ConnectionText.both(address: site.address)
        + "\nnotifications: { when: every_run, webhooks: [{ url: \"\(server.url)/\", secret: \"${env:JOURNEY_SECRET}\" }] }\n",
      to: "c.yaml")
    #expect([0, 3].contains(try site.millrace("run", file).status))
    #expect(server.requests.count == 3)
    let killed = try site.start(["serve"])
    let deadline = Date(timeIntervalSinceNow: 60)
    while !killed.messages.contains("serving"), Date() < deadline { usleep(20_000) }
    kill(killed.process.processIdentifier, SIGKILL)
    _ = killed.wait()
    try makeDue()
    let service = try site.start(["serve"])
    while server.requests.count < 4, Date() < deadline { usleep(50_000) }
    service.process.terminate()
    #expect(service.wait().status == 0)
    #expect(server.requests.count == 4 && Set(server.requests.map { $0.headers["millrace-delivery"] }).count == 1)
    #expect(try site.millrace("notify", "list").messages.contains("everything is delivered"))
  }

  @Test func `a test, a failure, the end of it, and mail that had to wait`() throws {
    defer { hooks.stop() }
    let certificate = try TestCertificate(in: site.folder.url)
    let server = try TestMailServer([
      "--certificate", certificate.certificate, "--key", certificate.key, "--user", "mill", "--password", "s3cret",
    ])
    try connection(when: "failure")
    let untold = try site.millrace("notify", "test", "journey")
    #expect(untold.status == 1 && untold.output.contains("no mail server is set up"), "\(untold.output)")
    #expect(try site.millrace("check", "journey").output.contains("no mail server is set up"))

    try settings(port: server.port, certificate: certificate.certificate)
    #expect(try site.millrace("settings").status == 0)
    let tested = try site.millrace("notify", "test", "journey")
    #expect(tested.status == 0, "\(tested.output)\(tested.messages)")
    #expect(try server.mails.map { $0.header("Subject") } == ["=?utf-8?B?W01pbGxyYWNlXSBKb3VybmV5OiBhIHRlc3Q=?="])
    #expect(hooks.requests.map { $0.headers["millrace-event"] } == ["test", "test"])

    // A run that cannot begin, one that fails, one that works, and one that nobody wants to hear of.
    try connection(when: "failure", key: "NOT_SET")
    #expect(try site.millrace("run", "journey").status == 1)
    try connection(when: "failure")
    #expect(try site.millrace("run", "journey", key: "wrong-key").status == 1)
    #expect([0, 3].contains(try site.millrace("run", "journey").status))
    #expect([0, 3].contains(try site.millrace("run", "journey").status))
    let mails = try server.mails
    #expect(mails.count == 4 && mails.allSatisfy { $0.tls && $0.user == "mill" })
    #expect(mails.last?.data.contains("millrace runs show 2") == true, "\(mails.last?.data ?? "")")
    let requests = hooks.requests.dropFirst(2)
    #expect(requests.map { $0.headers["millrace-event"] } == ["run_ended", "run_ended", "recovered"])
    for request in requests { #expect(try isOurs(request)) }

    // The mail server is gone for a while.
    try settings(port: 1, certificate: certificate.certificate)
    try connection(when: "every_run")
    let run = try site.millrace("run", "journey")
    #expect([0, 3].contains(run.status) && run.messages.contains("ops@example.com was not told of run 4"), "\(run)")
    let list = try #require(try site.json("notify", "list") as? [[String: Any]])
    #expect(list.count == 1 && list[0]["tries"] as? Int == 3 && list[0]["to"] as? String == "ops@example.com")
    #expect(try site.millrace("doctor").output.contains("1 not delivered"))
    try settings(port: server.port, certificate: certificate.certificate)
    let retried = try site.millrace("notify", "retry")
    #expect(retried.status == 0 && retried.messages.contains("1 delivered, 0 not"), "\(retried)")
    #expect(try server.mails.count == 5 && hooks.requests.count == 6)
    #expect(try site.millrace("notify", "list").messages.contains("everything is delivered"))
  }
}
