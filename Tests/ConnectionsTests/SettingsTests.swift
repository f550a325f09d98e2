import Foundation
import Messages
import Testing

@testable import Connections

@Suite struct SettingsTests {
  private func diagnostics(_ text: String) -> [String] {
    let error = #expect(throws: ConnectionsError.self) { try Settings(parsing: text, name: "settings.yaml") }
    return error?.diagnostics.map(\.description) ?? []
  }

  @Test func `a mail server is read with what is usual`() throws {
    let settings = try Settings(
      parsing: """
        email:
          host: smtp.example.com
          user: mill
          password: "${cred:smtp}"
          from: millrace@example.com
        """, name: "settings.yaml")
    #expect(
      settings.email
        == EmailSettings(
          host: "smtp.example.com", port: 587, security: .startTLS, user: "mill", password: .credential("smtp"),
          from: EmailAddress("millrace@example.com"), fromName: "Millrace", timeoutSeconds: 60))
    let tls = try Settings(
      parsing: "email: { host: h.example.com, security: tls, from: a@b.example, timeout_seconds: 5 }", name: "s")
    #expect(tls.email?.port == 465 && tls.email?.timeoutSeconds == 5)
    #expect(
      try Settings(parsing: "email: { host: '::1', security: none, from: a@b.example }", name: "s").email?.port == 25)
    #expect(try Settings(contentsOf: URL(filePath: "/no/such/settings.yaml")) == Settings())
  }

  @Test func `how long runs are remembered is read, each with what is usual`() throws {
    let settings = try Settings(parsing: "retention: { runs_days: 800, records_days: 7 }", name: "s")
    var expected = Retention()
    (expected.runsDays, expected.recordsDays) = (800, 7)
    #expect(settings == Settings(retention: expected))
    #expect(
      diagnostics("retention: { run_days: 0, records_days: -1 }") == [
        "settings.yaml:1:14: error: unknown key 'run_days' in 'retention'\n  hint: did you mean 'runs_days'?",
        "settings.yaml:1:41: error: 'records_days' is a whole number from 0 to 36500\n  hint: Days after which the values of rejects go, and the records kept for a retry; 30.",
      ])
  }

  @Test func `every mistake has its place and remedy`() {
    let found = diagnostics(
      """
      email:
        host: smtp.example.com:587/
        prot: 587
        security: none
        user: mill
        from: Millrace <millrace@example.com>
        certificate_authority_file: ca.pem
      mail: 1
      """)
    #expect(
      found == [
        "settings.yaml:2:3: error: 'host' is not a host's name or address\n  hint: write the name alone, such as smtp.example.com; the port is 'port'",
        "settings.yaml:3:3: error: unknown key 'prot' in 'email'\n  hint: did you mean 'port'?",
        "settings.yaml:4:3: error: 'security: none' would send mail and password unencrypted over the network\n  hint: use starttls or tls; none is for 127.0.0.1, localhost and ::1 only",
        "settings.yaml:5:3: error: 'user' has no 'password'\n  hint: add 'password: \"${cred:smtp-password}\"'",
        "settings.yaml:6:9: error: 'Millrace <millrace@example.com>' is not an e-mail address\n  hint: write it as name@example.com, without a name before it",
        "settings.yaml:7:3: error: 'certificate_authority_file' names no file that can be read\n  hint: write the whole path of a PEM file",
        "settings.yaml:8:1: error: unknown key 'mail' in settings\n  hint: did you mean 'email'?",
      ])
    #expect(diagnostics("email: { host: localhost, from: a@b.example, user: u, password: hunter2 }").count == 1)
    #expect(
      !diagnostics("email: { host: localhost, from: a@b.example, user: u, password: hunter2 }")[0].contains("hunter2"))
    #expect(diagnostics("email: {}").count == 2)
    #expect(diagnostics("").count == 1)
  }

  @Test func `every option has its sentence`() {
    #expect(Settings.options.count == 17 && Settings.options.allSatisfy { $0.sentence.hasSuffix(".") })
  }
}
