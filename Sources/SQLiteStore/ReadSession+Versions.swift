import GRDB
import Profiles

extension ReadSession {
  func connectionVersions(_ connection: String, before number: Int64?, limit: Int) throws -> [ConnectionVersion] {
    try versions(
      "WHERE connection = ? AND number < ? ORDER BY number DESC LIMIT ?", [connection, number ?? Int64.max, limit])
  }

  func connectionVersions(_ connection: String, text: String) throws -> [ConnectionVersion] {
    try versions("WHERE connection = ? AND text = ? ORDER BY number DESC", [connection, text])
  }

  func connectionVersion(_ connection: String, _ number: Int64) throws -> ConnectionVersion? {
    try versions("WHERE connection = ? AND number = ?", [connection, number]).first
  }

  func currentVersions() throws -> [ConnectionVersion] {
    try versions(
      """
      WHERE (connection, number) IN
        (SELECT connection, max(number) FROM connection_version WHERE origin <> 'run' GROUP BY connection)
      ORDER BY connection
      """, [])
  }

  func currentVersion(of connection: String) throws -> ConnectionVersion? {
    try versions("WHERE connection = ? AND origin <> 'run' ORDER BY number DESC LIMIT 1", [connection]).first
  }

  private func versions(_ condition: String, _ arguments: StatementArguments) throws -> [ConnectionVersion] {
    let sql = """
      SELECT connection, number, text, folder, file, origin, actor, made_at, note FROM connection_version \(condition)
      """
    return try Row.fetchAll(database, sql: sql, arguments: arguments).map { row in
      guard let origin = ConnectionVersion.Origin(rawValue: row[5]) else {
        throw Self.unreadable("connection", row[0])
      }
      return ConnectionVersion(
        connection: row[0], number: row[1], text: row[2], folder: row[3], file: row[4], origin: origin,
        actor: row[6], at: Timestamp(microseconds: row[7]), note: row[8])
    }
  }
}
