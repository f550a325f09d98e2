import Foundation
import TestSupport
import Testing

@testable import Messages

/// Against a real mail server.
@Suite(.serialized, .enabled(if: TestMailServer.isMissing == nil, "python3-aiosmtpd is not installed"))
final class MailSessionTests {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("messages-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func message(
    to: String = "ops@example.com", subject: String = "it works", text: String = "Hello.\n"
  ) throws -> EmailMessage {
    EmailMessage(
      from: try #require(EmailAddress("millrace@example.com")), fromName: "Millrace",
      to: try #require(EmailAddress(to)),
      subject: subject, text: text, date: Date(timeIntervalSince1970: 1_767_225_600), id: "run.1@example.com",
      topic: "newsletter.example.com")
  }

  private func send(_ messages: EmailMessage..., to server: MailServer) throws {
    let session = try MailSession(server) { false }
    for message in messages { try session.send(message) }
  }

  private func failure(_ body: () throws -> Void) -> DeliveryFailure {
    #expect(throws: DeliveryFailure.self, performing: body) ?? DeliveryFailure(.never, "nothing was thrown")
  }

  private func plain(_ server: TestMailServer) -> MailServer {
    MailServer(host: "127.0.0.1", port: server.port, security: .none)
  }

  // MARK: What arrives

  @Test func `a message arrives with the headers of one that a program sent`() throws {
    let server = try TestMailServer()
    try send(message(), to: plain(server))
    let mail = try #require(try server.mails.first)
    #expect(mail.from == "millrace@example.com" && mail.to == ["ops@example.com"])
    #expect(!mail.tls && mail.user == nil)
    #expect(mail.header("From") == "Millrace <millrace@example.com>")
    #expect(mail.header("To") == "ops@example.com")
    #expect(mail.header("Subject") == "it works")
    #expect(mail.header("Date") == "Thu, 01 Jan 2026 00:00:00 +0000")
    #expect(mail.header("Message-ID") == "<run.1@example.com>")
    #expect(mail.header("Auto-Submitted") == "auto-generated")
    #expect(mail.header("List-Id") == "<newsletter.example.com>")
    #expect(mail.data.hasSuffix("\r\n\r\nHello.\r\n\r\n"))
  }

  /// Python's mail parser reads what was sent, as a mail program does.
  private func read(_ mail: TestMailServer.Mail) throws -> [String: String] {
    let file = folder.appendingPathComponent("mail.eml")
    try Data(mail.data.utf8).write(to: file)
    let python = Process()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    python.arguments = [
      "-c",
      """
      import email, email.policy, json, sys
      mail = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
      print(json.dumps({"subject": mail["subject"], "from": mail["from"].addresses[0].display_name,
                        "text": mail.get_content(), "headers": " ".join(mail.keys())}))
      """, file.path,
    ]
    let pipe = Pipe()
    python.standardOutput = pipe
    try python.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    python.waitUntilExit()
    return try JSONDecoder().decode([String: String].self, from: data)
  }

  @Test func `names and texts of any script, dots and long lines arrive as they were`() throws {
    let server = try TestMailServer()
    let text =
      ".\n..\n.hidden\n" + String(repeating: "äöü 서연 ", count: 300)
      + "\n= equals =\ntrailing space \ntab\t\nFrom here\n"
    let subject = "Iterable – Newsletter für Zürich, 서울 & København: " + String(repeating: "ﬁ", count: 60)
    var message = try message(subject: subject, text: text)
    message.fromName = "Müller, \"Ops\" <ops>"
    try send(message, to: plain(server))
    let mail = try #require(try server.mails.first)
    #expect(mail.data.utf8.allSatisfy { $0 < 0x80 })
    for line in mail.data.components(separatedBy: "\r\n") { #expect(line.utf8.count <= 76, "\(line)") }
    let read = try read(mail)
    #expect(read["subject"] == subject)
    #expect(read["from"] == "Müller, \"Ops\" <ops>")
    #expect(read["text"]?.replacing("\r\n", with: "\n") == text + "\n")
  }

  @Test func `nobody's text begins a header or ends the message`() throws {
    let server = try TestMailServer()
    var message = try message(subject: "a\r\nBcc: eve@example.com\r\n\r\nbody", text: "one\r\n.\r\nQUIT\r\ntwo\n")
    message.fromName = "x>\r\nX-Evil: 1"
    try send(message, to: plain(server))
    let mail = try #require(try server.mails.first)
    #expect(mail.to == ["ops@example.com"])
    let read = try read(mail)
    #expect(read["headers"]?.contains("Bcc") == false && read["headers"]?.contains("X-Evil") == false)
    #expect(read["subject"] == "a  Bcc: eve@example.com    body")
    #expect(read["text"]?.contains("QUIT") == true && read["text"]?.contains("two") == true)
  }

  // MARK: Security and login

  @Test(arguments: [MailServer.Security.startTLS, .tls])
  func `a login goes over TLS that a trusted certificate vouches for`(security: MailServer.Security) throws {
    let certificate = try TestCertificate(in: folder)
    let server = try TestMailServer(
      ["--certificate", certificate.certificate, "--key", certificate.key, "--user", "mill", "--password", "r@ce, ü"]
        + (security == .tls ? ["--tls"] : []))
    var settings = MailServer(
      host: "127.0.0.1", port: server.port, security: security,
      login: .init(user: "mill", password: "r@ce, ü"), certificateAuthorityFile: certificate.certificate)
    let (first, second) = (try message(), try message(to: "second@example.com"))
    try send(first, second, to: settings)
    let mails = try server.mails
    #expect(mails.map(\.to) == [["ops@example.com"], ["second@example.com"]])
    #expect(mails.allSatisfy { $0.tls && $0.user == "mill" })
    #expect(Set(mails.map(\.peer)).count == 1, "one connection for both")

    settings.login?.password = "wrong-password"
    let refused = failure { try send(first, to: settings) }
    #expect(refused.reach == .server && refused.message.contains("refuses the login"), "\(refused)")
    #expect(refused.message.contains("535") && !"\(refused)".contains("wrong-password"))

    settings.certificateAuthorityFile = nil
    let untrusted = failure { try send(first, to: settings) }
    #expect(untrusted.reach == .server && untrusted.message.contains("certificate"), "\(untrusted)")
    #expect(try server.mails.count == 2)
  }

  @Test func `a certificate of another host is refused`() throws {
    let certificate = try TestCertificate(in: folder, name: "DNS:other.example.com")
    let server = try TestMailServer(["--certificate", certificate.certificate, "--key", certificate.key])
    let settings = MailServer(
      host: "127.0.0.1", port: server.port, security: .startTLS, certificateAuthorityFile: certificate.certificate)
    let refused = failure { try send(message(), to: settings) }
    #expect(refused.reach == .server && refused.message.contains("certificate"), "\(refused)")
    #expect(try server.mails.isEmpty)
  }

  @Test func `a server without STARTTLS gets neither password nor message`() throws {
    let server = try TestMailServer()
    let settings = MailServer(
      host: "127.0.0.1", port: server.port, security: .startTLS, login: .init(user: "mill", password: "race"))
    let refused = failure { try send(message(), to: settings) }
    #expect(refused.reach == .server && refused.message.contains("does not offer STARTTLS"), "\(refused)")
    #expect(try server.mails.isEmpty)
  }

  @Test func `a server that does not speak of logins gets none`() throws {
    let server = try TestMailServer()
    var settings = plain(server)
    settings.login = .init(user: "mill", password: "race")
    try send(message(), to: settings)
    #expect(try server.mails.first?.user == nil)
  }

  // MARK: Refusals

  @Test func `one recipient's refusal is final, and the next one's message goes through`() throws {
    let server = try TestMailServer(["--unknown", "gone@example.com"])
    let session = try MailSession(plain(server)) { false }
    let gone = failure { try session.send(try message(to: "gone@example.com")) }
    #expect(gone.reach == .never && gone.message.contains("550 5.1.1 no such mailbox"), "\(gone)")
    try session.send(try message())
    #expect(try server.mails.map(\.to) == [["ops@example.com"]])
  }

  @Test func `a greylisted recipient is tried again later`() throws {
    let server = try TestMailServer(["--busy", "1"])
    let session = try MailSession(plain(server)) { false }
    let later = failure { try session.send(try message()) }
    #expect(later.reach == .later && later.message.contains("451 4.7.1 greylisted"), "\(later)")
    try session.send(try message())
    #expect(try server.mails.count == 1)
  }

  @Test func `a message that is refused when it is there is final`() throws {
    let server = try TestMailServer(["--refuses-text"])
    let refused = failure { try send(message(), to: plain(server)) }
    #expect(refused.reach == .never && refused.message.contains("554 5.6.0 looks like spam"), "\(refused)")
  }

  @Test func `a slow server, none at all, and one that says nonsense are the server's failures`() throws {
    let slow = try TestMailServer(["--pause", "20"])
    var settings = plain(slow)
    settings.timeoutSeconds = 1
    let late = failure { try send(message(), to: settings) }
    #expect(late.reach == .server && late.message.contains("too slow"), "\(late)")

    let session = try MailSession(plain(slow)) { true }
    let cancelled = failure { try session.send(try message()) }
    #expect(cancelled.reach == .server && cancelled.message.contains("cancelled"))

    settings.port = 1
    let none = failure { try send(message(), to: settings) }
    #expect(none.reach == .server && none.message.contains("cannot be reached"), "\(none)")
    settings.host = "no-such-host.invalid"
    #expect(failure { try send(message(), to: settings) }.reach == .server)
  }
}
