import Foundation
import GRDB

/// What a store holds, as lines of text in no particular order, without what differs between two runs that did the same.
enum StoreContent {
  /// - Parameter first: the number of the run that is looked at. What runs behind it recorded of themselves is left out, once
  ///   one of them did not fail: whoever kills a process when all is done, and starts it again, makes a run that finds
  ///   nothing to do.
  static func lines(_ database: URL, ofRun first: Int64 = .max) throws -> [String] {
    let queue = try DatabaseQueue(path: database.path)
    defer { try? queue.close() }
    return try queue.read { database in
      if let damage = try String.fetchOne(database, sql: "PRAGMA integrity_check"), damage != "ok" {
        return ["damaged: \(damage)"]
      }
      let tables = try String.fetchAll(
        database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      var last = first
      if tables.contains("run") {
        let done = "SELECT min(id) FROM run WHERE id >= ? AND state <> 'failed'"
        last = try Int64.fetchOne(database, sql: done, arguments: [first]) ?? .max
      }
      var lines: [String] = []
      // The text of a connection has its server's address in it.
      for table in tables where table != "connection_version" {
        let columns = try database.columns(in: table).map(\.name)
        let ofRun = table == "run" ? "id" : "run"
        let filter = columns.contains(ofRun) ? " WHERE \(ofRun) <= \(last)" : ""
        for row in try Row.fetchAll(database, sql: "SELECT * FROM \"\(table)\"\(filter)") {
          lines.append(table + columns.compactMap { column in text(row[column], column, of: table) }.joined())
        }
      }
      return lines.sorted()
    }
  }

  /// The same where a run failed and another one did the rest: without how the work was shared between them.
  static func withoutShares(_ lines: [String]) -> [String] {
    let lines = lines.filter { !$0.hasPrefix("run ") && !$0.hasPrefix("goal_result ") }
    return Set(lines.map { $0.replacing(/\ run=\d+/, with: "") }).sorted()
  }

  private static func text(_ value: DatabaseValue, _ column: String, of table: String) -> String? {
    // Moments, durations, and numbers that only say in which order rows came.
    let isOrder = column == "id" && (table == "reject" || table == "outbox") || table == "run" && column == "version"
    if column.hasSuffix("_at") || isOrder || table == "goal_result" && column == "steps" { return nil }
    let text = String.fromDatabaseValue(value)
    return " \(column)=" + (table == "checkpoint" ? text.map(withoutMoments) ?? "" : text ?? "\(value)")
  }

  private static func withoutMoments(_ text: String) -> String {
    text.replacing(/\d{4}-\d\d-\d\dT[0-9:.]+Z/, with: "then")
  }
}
