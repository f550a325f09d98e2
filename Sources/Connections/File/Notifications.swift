import Messages
import YAMLReading
import Yams

/// Who is told of a connection's runs: people by e-mail, programs by webhooks.
public struct Notifications: Sendable, Equatable {
  public enum When: String, Sendable, CaseIterable {
    case everyRun = "every_run"
    case failure
  }

  public struct Webhook: Sendable, Equatable {
    public var address: WebhookAddress
    /// What its messages are signed with.
    public var secret: SecretReference
  }

  public var when: When
  public var to: [EmailAddress]
  public var webhooks: [Webhook]

  static func read(_ reader: MappingReader) -> Notifications {
    let notifications = Notifications(
      when: reader.choice(
        "when", "After which runs: every_run, or failure and the first run that works again.", default: .failure),
      to: reader.list("to", "E-mail addresses; the mail server is in settings.yaml.") { address($0, reader) },
      webhooks: reader.mappings(
        "webhooks", "Programs that are told by a signed POST.", each: "a webhook", Webhook.read
      ).compactMap(\.self))
    if ["to", "webhooks"].allSatisfy({ reader.value($0)?.sequence?.isEmpty ?? true }) {
      reader.diagnostics.error(
        at: reader.node, "'notifications' names nobody",
        hint: "add e-mail addresses in 'to', or 'webhooks'")
    }
    reader.reportRepeats(reader.value("to")?.sequence.map(Array.init) ?? [], "an address is told once")
    reader.reportRepeats(
      reader.value("webhooks")?.sequence?.compactMap { $0.mapping?["url"] } ?? [], "a webhook is told once")
    return notifications
  }

  private static func address(_ node: Node, _ reader: MappingReader) -> EmailAddress? {
    guard let text = reader.text(of: node, "each of 'to'", "E-mail addresses.") else { return nil }
    if let address = EmailAddress(text) { return address }
    reader.diagnostics.error(at: node, "'\(text)' is not an e-mail address", hint: EmailAddress.remedy)
    return nil
  }
}

extension Notifications.Webhook {
  /// Nil where it cannot be used, which is reported.
  static func read(_ reader: MappingReader) -> Notifications.Webhook? {
    let url = reader.requiredText("url", "Where it is sent to: https, or http to this machine.")
    let secret = SecretReference.readRequired(
      reader, "secret", "Where the secret is found that it is signed with: \(SecretReference.forms).", what: "secret")
    if let address = WebhookAddress(url) { return Notifications.Webhook(address: address, secret: secret) }
    if !url.isEmpty, let node = reader.value("url") {
      reader.diagnostics.error(at: node, "'url' is not an address for a webhook", hint: WebhookAddress.remedy)
    }
    return nil
  }
}
