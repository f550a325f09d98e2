import Foundation

/// One e-mail to one address, in plain text, as a program sends it.
public struct EmailMessage: Sendable {
  public var from: EmailAddress
  /// The sender's name for people; may be empty.
  public var fromName: String
  public var to: EmailAddress
  public var subject: String
  /// Lines end with a line feed.
  public var text: String
  public var date: Date
  /// Names the message for good, as `left@right`: a receiver can tell from it that it has the message already.
  public var id: String
  /// What the messages of one topic have in common, as a domain name; mail programs sort by it.
  public var topic: String

  public init(
    from: EmailAddress, fromName: String, to: EmailAddress, subject: String, text: String, date: Date, id: String,
    topic: String
  ) {
    self.from = from
    self.fromName = fromName
    self.to = to
    self.subject = subject
    self.text = text
    self.date = date
    self.id = id
    self.topic = topic
  }

  /// The message as it goes over the wire, before a mail client doubles the dots that begin lines. No line is longer than
  /// 76 characters unless a name in it is.
  public var bytes: [UInt8] {
    let name = EncodedWord.header(fromName, after: "From: ")
    let sender = fromName.isEmpty ? from.text : "\(name)\(name == fromName ? "" : "\r\n") <\(from)>"
    let lines = [
      "Date: \(Self.format(date))", "From: \(sender)", "To: \(to)",
      "Subject: \(EncodedWord.header(subject, after: "Subject: "))", "Message-ID: <\(id)>", "List-Id: <\(topic)>",
      // No vacation notices, please.
      "Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All", "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "", "",
    ]
    return Array(lines.joined(separator: "\r\n").utf8) + QuotedPrintable.encode(text)
  }

  /// RFC 5322, in UTC.
  private static func format(_ date: Date) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
    return formatter.string(from: date)
  }
}
