import Foundation
import GRDB

/// What a store holds, as lines of text in no particular order, without what differs between two runs that did the same.
enum StoreContent {
  /// - Parameter first: the number of the run that is looked at. What runs behind it recorded of themselves is left out, once
  ///   no goal of one of them failed: whoever kills a process when all is done, and starts it again, makes a run that finds
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
        let done =
          "SELECT min(id) FROM run WHERE id >= ? AND id NOT IN (SELECT run FROM goal_result WHERE state = 'failed')"
        last = try Int64.fetchOne(database, sql: done, arguments: [first]) ?? .max
      }
      var lines: [String] = []
      // The text of a connection has its server's address in it.
      for table in tables where table != "connection_version" {
        let columns = try database.columns(in: table).map(\.name)
        let ofRun = table == "run" ? "id" : "run"
        let filter =
          columns.contains(ofRun)
          ? " WHERE \(ofRun) <= \(last)"
          : table == "reject_record" ? " WHERE reject IN (SELECT id FROM reject WHERE run <= \(last))" : ""
        for row in try Row.fetchAll(database, sql: "SELECT * FROM \"\(table)\"\(filter)") {
          lines.append(
            table
              + columns.compactMap { column in
                // What a run that is left out superseded is not.
                let isLater = column == "superseded_by" && (row[column] ?? 0) > last
                return text(isLater ? .null : row[column], column, of: table)
              }.joined())
        }
      }
      return (lines + (try twice(tables, database))).sorted()
    }
  }

  /// An identifier that two people have is there twice where a run made somebody anew.
  private static func twice(_ tables: [String], _ database: Database) throws -> [String] {
    guard tables.contains("identifier") else { return [] }
    let times = "SELECT 1 FROM identifier GROUP BY property, value HAVING count(*) > 1"
    let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM (\(times))") ?? 0
    return count > 0 ? ["twice: \(count) identifiers"] : []
  }

  /// The same where a run failed and another one did the rest: without how the work was shared between them.
  static func withoutShares(_ lines: [String]) -> [String] {
    var shared: Set<String> = []
    var whole: [String] = []
    for line in lines where !line.hasPrefix("run ") && !line.hasPrefix("goal_result ") {
      // What each run tells of its own may be told twice; all else is there once.
      let text = line.replacing(/\ (run|resolved_by|superseded_by)=\S+/, with: "")
      if text == line { whole.append(line) } else { shared.insert(text) }
    }
    return (whole + shared).sorted()
  }

  private static func text(_ value: DatabaseValue, _ column: String, of table: String) -> String? {
    // Moments, durations, and numbers that only say in which order rows came.
    let isOrder =
      column == "id" && (table == "reject" || table == "outbox") || table == "reject_record" && column == "reject"
      || table == "run" && column == "version"
    if column.hasSuffix("_at") || isOrder || table == "goal_result" && column == "steps" { return nil }
    let text = String.fromDatabaseValue(value)
    return " \(column)=" + (table == "checkpoint" ? text.map(withoutMoments) ?? "" : text ?? "\(value)")
  }

  private static func withoutMoments(_ text: String) -> String {
    text.replacing(/\d{4}-\d\d-\d\dT[0-9:.]+Z/, with: "then")
  }
}
