import Foundation
import IterableAPI
import Messages
import Profiles
import Records

/// Sends notifications one after the other, over one connection to the mail server. On the thread that made it.
final class NotificationSender {
  private let installation: Installation
  private let cancellation: Cancellation
  private var mail: (settings: EmailSettings, session: MailSession)?
  /// Where nothing gets through now, by server: it is not tried again for every recipient.
  private var closed: [String: DeliveryFailure] = [:]

  init(_ installation: Installation, _ cancellation: Cancellation) {
    self.installation = installation
    self.cancellation = cancellation
  }

  /// Returns when the other side has it.
  func send(_ notification: PendingNotification) throws(DeliveryFailure) {
    let server = notification.channel == .email ? "" : notification.recipient
    if let failure = closed[server] { throw failure }
    do {
      switch notification.channel {
      case .email: try sendMail(notification)
      case .webhook: try sendWebhook(notification)
      }
    } catch {
      let failure = Self.failure(error)
      if failure.reach == .server {
        closed[server] = failure
        if notification.channel == .email { mail = nil }
      }
      throw failure
    }
  }

  /// What stands between it and its being sent here is the same for everybody.
  private static func failure(_ error: any Error) -> DeliveryFailure {
    switch error {
    case let failure as DeliveryFailure: failure
    case let error as ConnectionsError:
      DeliveryFailure(
        .server, ([error.message] + error.diagnostics.map { "\($0)" }).joined(separator: "; "), hint: error.hint)
    default: DeliveryFailure(.server, "\(error)")
    }
  }

  private var isCancelled: @Sendable () -> Bool { { [cancellation] in cancellation.isCancelled } }

  // MARK: E-mail

  private func sendMail(_ notification: PendingNotification) throws {
    guard let address = EmailAddress(notification.recipient) else {
      throw DeliveryFailure(.never, "'\(notification.recipient)' is not an e-mail address")
    }
    let (settings, session) = try mailSession()
    guard let from = settings.from else { throw DeliveryFailure(.server, "settings.yaml names no sender") }
    let news = try Self.news(notification)
    try session.send(
      EmailMessage(
        from: from, fromName: settings.fromName, to: address, subject: "[Millrace] \(news.headline)",
        text: news.words(reason: Self.reason(notification)), date: notification.created.date,
        id: "\(notification.delivery)@\(from.domain)", topic: "\(notification.connection).millrace.\(from.domain)"))
  }

  private func mailSession() throws -> (EmailSettings, MailSession) {
    if let mail { return mail }
    guard let settings = try installation.settings().email else {
      throw DeliveryFailure(
        .server, "no mail server is set up", hint: "name one in settings.yaml; 'millrace settings' shows how")
    }
    let session = try MailSession(settings.server(environment: installation.environment), isCancelled: isCancelled)
    mail = (settings, session)
    return (settings, session)
  }

  private static func reason(_ notification: PendingNotification) -> String {
    "From Millrace on \(ProcessInfo.processInfo.hostName). The connection's 'notifications' name you."
  }

  // MARK: Webhooks

  private func sendWebhook(_ notification: PendingNotification) throws {
    guard let address = WebhookAddress(notification.recipient) else {
      throw DeliveryFailure(.never, "what is stored is not an address for a webhook")
    }
    guard let secret = notification.secret.flatMap({ SecretReference($0) }) else {
      throw DeliveryFailure(.never, "the webhook \(address) has no secret")
    }
    let news = try Self.news(notification)
    let body = JSONValue.object(
      [.init(key: "delivery", value: .string(notification.delivery))] + (news.json.object ?? []))
    try Webhook(
      address: address, secret: try secret.resolve(environment: installation.environment),
      event: news.json["event"]?.string ?? "", delivery: notification.delivery, body: Array(body.text.utf8)
    ).send(at: installation.now(), isCancelled: isCancelled)
  }

  private static func news(_ notification: PendingNotification) throws -> News {
    guard let json = try? JSONValue(parsing: notification.content) else {
      throw DeliveryFailure(.never, "what is stored of it is not JSON")
    }
    return News(json: json)
  }
}

extension PendingNotification {
  /// Names it for good, whoever it is sent to again: letters, digits, `.`, `-` and `_`.
  var delivery: String { "\(connection).\(run ?? 0).\(id).\(String(created.microseconds, radix: 36))" }

  /// The recipient as messages show it.
  public var recipientShown: String {
    channel == .email ? recipient : WebhookAddress(recipient).map { "\($0)" } ?? "a webhook"
  }
}
