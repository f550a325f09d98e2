import CCurl
import CCurlShim
import Foundation

/// A conversation with a mail server: several messages over one connection. On the thread that made it.
public final class MailSession {
  private let server: MailServer
  private let transfer: Transfer
  /// As messages call it.
  private var name: String { "the mail server \(server.host):\(server.port)" }

  /// Nothing is connected yet. `isCancelled` is asked once a second at least while a message is on its way.
  public init(_ server: MailServer, isCancelled: @escaping @Sendable () -> Bool) throws(DeliveryFailure) {
    self.server = server
    transfer = try Transfer(timeoutSeconds: server.timeoutSeconds, isCancelled: isCancelled)
    let handle = transfer.handle
    let host = server.host.contains(":") ? "[\(server.host)]" : server.host
    let scheme = server.security == .tls ? "smtps" : "smtp"
    // The path is the name that this machine gives for itself.
    mr_curl_set_text(handle, CURLOPT_URL, "\(scheme)://\(host):\(server.port)/\(Self.ownName)")
    mr_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    mr_curl_set_text(handle, CURLOPT_PROXY, "")
    mr_curl_set_long(handle, CURLOPT_UPLOAD, 1)
    if server.security == .startTLS { mr_curl_set_long(handle, CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)) }
    if let file = server.certificateAuthorityFile { mr_curl_set_text(handle, CURLOPT_CAINFO, file) }
    if let login = server.login {
      mr_curl_set_text(handle, CURLOPT_USERNAME, login.user)
      mr_curl_set_text(handle, CURLOPT_PASSWORD, login.password)
      // What is encrypted as a whole needs no more; other ways want tickets that a service does not have.
      mr_curl_set_text(handle, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
    }
  }

  /// Sends one message; returns when the server has taken it.
  public func send(_ message: EmailMessage) throws(DeliveryFailure) {
    var recipients = curl_slist_append(nil, message.to.text)
    defer {
      mr_curl_set_pointer(transfer.handle, CURLOPT_MAIL_RCPT, nil)
      curl_slist_free_all(recipients)
      recipients = nil
    }
    mr_curl_set_text(transfer.handle, CURLOPT_MAIL_FROM, message.from.text)
    mr_curl_set_pointer(transfer.handle, CURLOPT_MAIL_RCPT, recipients)
    let code = transfer.perform(uploading: message.bytes)
    guard code == CURLE_OK else { throw failure(code) }
  }

  private func failure(_ code: CURLcode) -> DeliveryFailure {
    if let failure = transfer.failureOnTheWay(code, to: name, settings: "'email' in settings.yaml") { return failure }
    let words = transfer.words(code)
    // Behind the refusal stands the answer to libcurl's goodbye.
    let answer = transfer.lines.last { $0.hasPrefix("\(transfer.status)") }.map { ": \($0)" } ?? ""
    switch code {
    case CURLE_USE_SSL_FAILED:
      return DeliveryFailure(
        .server, "\(name) does not offer STARTTLS, so nothing was sent",
        hint: "set 'security: tls', or another port, in settings.yaml")
    case CURLE_LOGIN_DENIED:
      return DeliveryFailure(
        .server, "\(name) refuses the login\(answer)", hint: "check 'user' and 'password' in settings.yaml")
    default: break
    }
    // libcurl tells the command that was refused in its words only.
    guard (400..<600).contains(transfer.status) else { return DeliveryFailure(.server, "\(name): \(words)") }
    if transfer.status == 421 || words.hasPrefix("MAIL") {
      return DeliveryFailure(
        .server, "\(name) takes no mail\(answer)",
        hint: transfer.status < 500 ? nil : "check 'from', 'user' and 'security' in settings.yaml")
    }
    return DeliveryFailure(transfer.status < 500 ? .later : .never, "\(name) does not take the message\(answer)")
  }

  private static let ownName: String = {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return text.wholeMatch(of: /[A-Za-z0-9.-]+/) == nil ? "localhost" : text
  }()
}
