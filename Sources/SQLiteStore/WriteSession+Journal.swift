import Foundation
import GRDB
import GRDBSQLite
import Profiles

extension WriteSession {
  func ensureGoal(connection: String, name: String) throws -> GoalReference {
    if let known = try goal(connection: connection, name: name) { return known }
    try database.execute(sql: "INSERT INTO goal (connection, name) VALUES (?, ?)", arguments: [connection, name])
    return GoalReference(id: database.lastInsertedRowID, connection: connection, name: name)
  }

  // MARK: Runs

  func startRun(connection: String, trigger: String) throws -> Run {
    try database.execute(
      sql: "INSERT INTO run (connection, trigger, state, started_at) VALUES (?, ?, ?, ?)",
      arguments: [connection, trigger, Run.State.running.rawValue, now.microseconds])
    return Run(
      id: database.lastInsertedRowID, connection: connection, trigger: trigger, state: .running, started: now)
  }

  func updateRun(_ run: Run) throws {
    try database.execute(
      sql: "UPDATE run SET state = ?, ended_at = ?, message = ? WHERE id = ?",
      arguments: [run.state.rawValue, run.ended?.microseconds, run.message, run.id])
    guard database.changesCount > 0 else {
      throw ProfilesError(.notFound, "there is no run \(run.id)", hint: "list the runs")
    }
    for result in run.goals { try putResult(result, run: run.id) }
  }

  func putResult(_ result: GoalResult, run: Int64) throws {
    try database.execute(
      sql: """
        INSERT INTO goal_result (run, position, goal, state, message, counters, last_profiles)
        VALUES (?1, (SELECT count(*) FROM goal_result WHERE run = ?1), ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (run, goal) DO UPDATE SET state = excluded.state, message = excluded.message,
          counters = excluded.counters, last_profiles = excluded.last_profiles
        """,
      arguments: [
        run, result.goal, result.state.rawValue, result.message, try json(result.counters),
        try json(result.lastProfiles),
      ])
  }

  private func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  // MARK: Rejects

  func addReject(_ reject: Reject) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO reject (run, goal, row, identifier, step, code, field, reason, payload)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    try statement.execute(arguments: [
      reject.run, reject.goal, reject.row, reject.identifier, reject.step, reject.code, reject.field, reject.reason,
      reject.payload,
    ])
  }

  func deleteRejects(run: Int64) throws {
    try database.execute(sql: "DELETE FROM reject WHERE run = ?", arguments: [run])
  }

  // MARK: Goals

  func setCheckpoint(_ goal: GoalReference, _ text: String?) throws {
    if let text {
      try database.execute(
        sql: "INSERT OR REPLACE INTO checkpoint (goal, text) VALUES (?, ?)", arguments: [goal.id, text])
    } else {
      try database.execute(sql: "DELETE FROM checkpoint WHERE goal = ?", arguments: [goal.id])
    }
  }

  @discardableResult
  func addToOutbox(
    _ goal: GoalReference, run: Int64, _ profile: ProfileID, kind: String, payload: UnsafeRawBufferPointer
  ) throws -> Int64 {
    try using(.addToOutbox) { statement in
      statement.bind(1, goal.id)
      statement.bind(2, run)
      statement.bind(3, profile.rawValue)
      statement.bind(5, blob: payload)
      try statement.with(4, kind) { try statement.run() }
    }
    return sqlite3_last_insert_rowid(connection)
  }

  func removeFromOutbox(_ entry: Int64) throws {
    try using(.removeFromOutbox) { statement in
      statement.bind(1, entry)
      try statement.run()
    }
  }

  @discardableResult
  func clearOutbox(_ goal: GoalReference) throws -> Int {
    try database.execute(sql: "DELETE FROM outbox WHERE goal = ?", arguments: [goal.id])
    return database.changesCount
  }

  func markSent(_ goal: GoalReference, _ profile: ProfileID, hash: UnsafeRawBufferPointer) throws {
    try using(.markSent) { statement in
      statement.bind(1, goal.id)
      statement.bind(2, profile.rawValue)
      statement.bind(3, blob: hash)
      try statement.run()
    }
  }

  func forgetSent(_ goal: GoalReference, _ profile: ProfileID) throws {
    try using(.forgetSent) { statement in
      statement.bind(1, goal.id)
      statement.bind(2, profile.rawValue)
      try statement.run()
    }
  }

  func setMember(
    _ goal: GoalReference, list: String, _ profile: ProfileID, as subscriber: UnsafeRawBufferPointer?
  ) throws {
    try using(subscriber == nil ? .leave : .join) { statement in
      statement.bind(1, goal.id)
      statement.bind(3, profile.rawValue)
      if let subscriber { statement.bind(4, text: subscriber) }
      try statement.with(2, list) { try statement.run() }
    }
  }

  func markApplied(
    _ goal: GoalReference, subscriber: UnsafeRawBufferPointer, stamp: UnsafeRawBufferPointer, _ profile: ProfileID
  ) throws {
    try using(.markApplied) { statement in
      statement.bind(1, goal.id)
      statement.bind(2, text: subscriber)
      statement.bind(3, text: stamp)
      statement.bind(4, profile.rawValue)
      try statement.run()
    }
  }
}
