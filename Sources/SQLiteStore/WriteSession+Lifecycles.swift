import GRDB
import GRDBSQLite
import Profiles

extension WriteSession {
  @discardableResult
  func addTouch(
    _ profile: ProfileID, in stage: StageReference, by goal: GoalReference, run: Int64, at moment: Timestamp
  ) throws -> Bool {
    try using(.addTouch) { statement in
      statement.bind(1, profile.rawValue)
      statement.bind(4, goal.id)
      statement.bind(5, run)
      statement.bind(6, moment.microseconds)
      try statement.with(2, stage.lifecycle) { try statement.with(3, stage.stage) { try statement.run() } }
    }
    return sqlite3_changes(connection) == 1
  }

  func deleteTouches(in stage: StageReference, until moment: Timestamp) throws {
    try database.execute(
      sql: "DELETE FROM touch WHERE lifecycle = ? AND stage = ? AND touched_at <= ?",
      arguments: [stage.lifecycle, stage.stage, moment.microseconds])
  }

  @discardableResult
  func addView(_ report: InteractionReport, by profile: ProfileID) throws -> Bool {
    let isDated = report.first != nil || report.last != nil
    let first = report.first ?? report.last ?? now
    let last = report.last ?? first
    try using(isDated ? .addView : .noteView) { statement in
      statement.bind(1, profile.rawValue)
      statement.bind(2, text: report.id)
      statement.bind(3, min(first, last).microseconds)
      statement.bind(4, max(first, last).microseconds)
      statement.bind(5, report.count)
      try statement.run()
    }
    let isNew = sqlite3_changes(connection) == 1
    if !report.name.isEmpty {
      try using(.nameInteraction) { statement in
        statement.bind(1, text: report.id)
        statement.bind(2, text: report.name)
        try statement.run()
      }
    }
    return isNew
  }
}
