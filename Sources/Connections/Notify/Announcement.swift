import Foundation
import Messages
import Profiles

/// Decides who is told of a run, inside the transaction that ends it: what is decided waits in the store, so that nothing
/// is told of a run that did not end, and nothing is forgotten of one that did.
struct Announcement {
  let connection: Connection
  let now: Timestamp

  func announce(_ run: Run, _ writer: any ProfileWriter) throws {
    let failed = run.goals.filter(\.isTrouble).map(\.goal)
    let worked = run.goals.filter { ($0.state == .succeeded || $0.state == .partial) && !$0.isTrouble }.map(\.goal)
    let rejects = try connection.notifications == nil ? [] : writer.rejectGroups(RejectFilter(run: run.id))
    try tell(writer, run: run.id, isTrouble: run.isTrouble, failed: failed, worked: worked) { event in
      News.ended(run, event, of: connection, rejects: rejects, at: now)
    }
  }

  /// Of a run that could not begin, so that nothing else remembers it.
  func announceNotStarted(_ goals: [Goal], _ reason: String, _ writer: any ProfileWriter) throws {
    try tell(writer, run: nil, isTrouble: true, failed: goals.map(\.name), worked: []) { _ in
      News.notStarted(connection, reason, at: now)
    }
  }

  private func tell(
    _ writer: any ProfileWriter, run: Int64?, isTrouble: Bool, failed: [String], worked: [String],
    _ news: (News.Event) -> News
  ) throws {
    let recipients = connection.notifications?.recipients ?? []
    let known = try writer.failureNotices(connection: connection.id)
    let goals = Set(connection.goals.filter(\.active).map(\.name))
    for recipient in recipients {
      let old = known.first { $0.channel == recipient.channel && $0.recipient == recipient.name }
      var notice = FailureNotice(
        connection: connection.id, channel: recipient.channel, recipient: recipient.name, goals: [])
      notice.goals = (old?.goals ?? []).filter { goals.contains($0) && !worked.contains($0) && !failed.contains($0) }
      notice.goals += failed
      if notice != old { try writer.putFailureNotice(notice) }
      let event: News.Event = old != nil && notice.goals.isEmpty && !worked.isEmpty ? .recovered : .runEnded
      guard connection.notifications?.when == .everyRun || isTrouble || event == .recovered else { continue }
      try writer.addNotification(
        PendingNotification(
          connection: connection.id, run: run, channel: recipient.channel, recipient: recipient.name,
          secret: recipient.secret, content: news(event).json.text, created: now, next: now))
    }
    for old in known
    where !recipients.contains(where: { $0.channel == old.channel && $0.name == old.recipient }) {
      try writer.putFailureNotice(
        FailureNotice(connection: old.connection, channel: old.channel, recipient: old.recipient, goals: []))
    }
  }
}

extension Notifications {
  struct Recipient {
    var channel: PendingNotification.Channel
    var name: String
    /// The reference, never the secret.
    var secret: String?
  }

  var recipients: [Recipient] {
    to.map { Recipient(channel: .email, name: $0.text) }
      + webhooks.map { Recipient(channel: .webhook, name: $0.address.url, secret: $0.secret.description) }
  }
}
