import Foundation
import GRDB
import Profiles

extension ReadSession {
  func notifications(dueBy moment: Timestamp?, limit: Int) throws -> [PendingNotification] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT id, connection, run, channel, recipient, secret, content, created_at, tries, next_at, problem
        FROM notification WHERE ?1 IS NULL OR next_at <= ?1 ORDER BY id LIMIT ?2
        """, arguments: [moment?.microseconds, limit]
    ).map { row in
      PendingNotification(
        id: row[0], connection: row[1], run: row[2], channel: try Self.channel(row[3]), recipient: row[4],
        secret: row[5], content: row[6], created: Timestamp(microseconds: row[7]), tries: row[8],
        next: (row[9] as Int64?).map(Timestamp.init(microseconds:)), problem: row[10])
    }
  }

  func failureNotices(connection: String) throws -> [FailureNotice] {
    try Row.fetchAll(
      database,
      sql: "SELECT channel, recipient, goals FROM failure_notice WHERE connection = ? ORDER BY channel, recipient",
      arguments: [connection]
    ).map { row in
      FailureNotice(
        connection: connection, channel: try Self.channel(row[0]), recipient: row[1],
        goals: try JSONDecoder().decode([String].self, from: row[2]))
    }
  }

  private static func channel(_ text: String) throws -> PendingNotification.Channel {
    guard let channel = PendingNotification.Channel(rawValue: text) else { throw unreadable("notification", text) }
    return channel
  }
}
