import Foundation
import Messages
import YAMLReading

/// The mail server that takes an installation's e-mails, and whom they come from.
public struct EmailSettings: Sendable, Equatable {
  public var host: String
  public var port: Int
  public var security: MailServer.Security
  public var user: String?
  public var password: SecretReference?
  public var from: EmailAddress?
  public var fromName: String
  public var certificateAuthorityFile: String?
  public var timeoutSeconds: Int

  /// The server with its password in it. Throws ``ConnectionsError`` `secret`.
  func server(environment: [String: String]) throws -> MailServer {
    MailServer(
      host: host, port: port, security: security,
      login: try user.flatMap { user in
        try password.map { MailServer.Login(user: user, password: try $0.resolve(environment: environment)) }
      },
      certificateAuthorityFile: certificateAuthorityFile, timeoutSeconds: timeoutSeconds)
  }
}

// MARK: - Reading

extension EmailSettings {
  static func read(_ reader: MappingReader) -> EmailSettings {
    let host = reader.requiredText("host", "The mail server's name or address.")
    let security: MailServer.Security = reader.choice(
      "security", "How it is spoken to; none is for this machine only.", default: .startTLS)
    let settings = EmailSettings(
      host: host,
      port: reader.integer("port", "Its port; 587 for starttls, 465 for tls and 25 for none.", in: 1...65_535)
        ?? security.usualPort,
      security: security,
      user: reader.optionalText("user", "Who logs in; nobody where it is absent."),
      password: SecretReference.read(
        reader, "password", "Where the user's password is found: \(SecretReference.forms).", what: "password"),
      from: from(reader),
      fromName: reader.text("from_name", "The sender's name for people.", default: "Millrace"),
      certificateAuthorityFile: reader.optionalText(
        "certificate_authority_file", "Whom to trust instead of those whom the machine trusts, in PEM."),
      timeoutSeconds: reader.integer("timeout_seconds", "How long one message may take; 60.", in: 1...600) ?? 60)
    check(settings, reader)
    return settings
  }

  private static func from(_ reader: MappingReader) -> EmailAddress? {
    let text = reader.requiredText("from", "The sender's address.")
    guard let node = reader.value("from"), !text.isEmpty else { return nil }
    if let address = EmailAddress(text) { return address }
    reader.diagnostics.error(at: node, "'\(text)' is not an e-mail address", hint: EmailAddress.remedy)
    return nil
  }

  private static func check(_ settings: EmailSettings, _ reader: MappingReader) {
    let diagnostics = reader.diagnostics
    if !settings.host.isEmpty, settings.host.wholeMatch(of: /[A-Za-z0-9._:-]+/) == nil {
      diagnostics.error(
        at: reader.keyNode("host"), "'host' is not a host's name or address",
        hint: "write the name alone, such as smtp.example.com; the port is 'port'")
    }
    if settings.security == .none, !settings.host.isEmpty, !Loopback.isHost(settings.host) {
      diagnostics.error(
        at: reader.keyNode("security"), "'security: none' would send mail and password unencrypted over the network",
        hint: "use starttls or tls; none is for 127.0.0.1, localhost and ::1 only")
    }
    if settings.user != nil, reader.value("password") == nil {
      diagnostics.error(
        at: reader.keyNode("user"), "'user' has no 'password'", hint: "add 'password: \"${cred:smtp-password}\"'")
    }
    if settings.user == nil, reader.value("password") != nil {
      diagnostics.error(at: reader.keyNode("password"), "'password' has no 'user'", hint: "add 'user:'")
    }
    if let file = settings.certificateAuthorityFile, !file.hasPrefix("/") || access(file, R_OK) != 0 {
      diagnostics.error(
        at: reader.keyNode("certificate_authority_file"), "'certificate_authority_file' names no file that can be read",
        hint: "write the whole path of a PEM file")
    }
  }
}
