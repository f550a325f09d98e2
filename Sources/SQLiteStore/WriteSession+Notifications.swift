import GRDB
import Profiles

extension WriteSession {
  private static let keptSeconds: Double = 7 * 86_400

  @discardableResult
  func addNotification(_ notification: PendingNotification) throws -> Int64 {
    try database.execute(
      sql: "DELETE FROM notification WHERE next_at IS NULL AND created_at < ?",
      arguments: [now.adding(seconds: -Self.keptSeconds).microseconds])
    try database.execute(
      sql: """
        INSERT INTO notification
          (connection, run, channel, recipient, secret, content, created_at, tries, next_at, problem)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        notification.connection, notification.run, notification.channel.rawValue, notification.recipient,
        notification.secret, notification.content, notification.created.microseconds, notification.tries,
        notification.next?.microseconds, notification.problem,
      ])
    return database.lastInsertedRowID
  }

  func updateNotification(_ notification: PendingNotification) throws {
    try database.execute(
      sql: "UPDATE notification SET tries = ?, next_at = ?, problem = ? WHERE id = ?",
      arguments: [notification.tries, notification.next?.microseconds, notification.problem, notification.id])
  }

  func removeNotification(_ id: Int64) throws {
    try database.execute(sql: "DELETE FROM notification WHERE id = ?", arguments: [id])
  }

  func putFailureNotice(_ notice: FailureNotice) throws {
    let key: StatementArguments = [notice.connection, notice.channel.rawValue, notice.recipient]
    guard !notice.goals.isEmpty else {
      try database.execute(
        sql: "DELETE FROM failure_notice WHERE connection = ? AND channel = ? AND recipient = ?", arguments: key)
      return
    }
    try database.execute(
      sql: "INSERT OR REPLACE INTO failure_notice (connection, channel, recipient, goals) VALUES (?, ?, ?, ?)",
      arguments: key + [try json(notice.goals)])
  }
}
