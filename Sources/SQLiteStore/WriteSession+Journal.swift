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

  func startRun(
    connection: String, trigger: String, startedBy: String?, version: Int64?, retryOf: Int64?
  ) throws -> Run {
    try database.execute(
      sql: """
        INSERT INTO run (connection, trigger, state, started_at, started_by, version, retry_of)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [connection, trigger, Run.State.running.rawValue, now.microseconds, startedBy, version, retryOf])
    return Run(
      id: database.lastInsertedRowID, connection: connection, trigger: trigger, state: .running, started: now,
      startedBy: startedBy, version: version, retryOf: retryOf)
  }

  func updateRun(_ run: Run) throws {
    try database.execute(
      sql: "UPDATE run SET state = ?, ended_at = ?, message = ?, version = ? WHERE id = ?",
      arguments: [run.state.rawValue, run.ended?.microseconds, run.message, run.version, run.id])
    guard database.changesCount > 0 else {
      throw ProfilesError(.notFound, "there is no run \(run.id)", hint: "list the runs")
    }
    for result in run.goals { try putResult(result, run: run.id) }
  }

  func putResult(_ result: GoalResult, run: Int64) throws {
    try database.execute(
      sql: """
        INSERT INTO goal_result (run, position, goal, state, message, counters, last_profiles, steps)
        VALUES (?1, (SELECT count(*) FROM goal_result WHERE run = ?1), ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (run, goal) DO UPDATE SET state = excluded.state, message = excluded.message,
          counters = excluded.counters, last_profiles = excluded.last_profiles, steps = excluded.steps
        """,
      arguments: [
        run, result.goal, result.state.rawValue, result.message, try json(result.counters),
        try json(result.lastProfiles), result.steps.isEmpty ? nil : try json(result.steps),
      ])
  }

  func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  // MARK: Rejects

  func addReject(_ reject: Reject, record: UnsafeRawBufferPointer?) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO reject
          (run, goal, row, identifier, step, code, field, reason, payload, profile, subject, pass, obstacle)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    try statement.execute(arguments: [
      reject.run, reject.goal, reject.row, reject.identifier, reject.step, reject.code, reject.field, reject.reason,
      reject.payload, reject.profile?.rawValue, reject.subject, reject.pass, reject.obstacle?.rawValue,
    ])
    if let record {
      try database.cachedStatement(sql: "INSERT INTO reject_record (reject, record) VALUES (?, ?)")
        .execute(arguments: [database.lastInsertedRowID, Data(record)])
    }
    guard let subject = reject.subject else { return }
    try database.cachedStatement(
      sql: """
        UPDATE reject SET superseded_by = ?1
        WHERE subject = ?2 AND resolved_by IS NULL AND superseded_by IS NULL AND run < ?1
        """
    ).execute(arguments: [reject.run, subject])
  }

  @discardableResult
  func resolveRejects(subject: Int64, by run: Int64) throws -> Int {
    try database.cachedStatement(
      sql: "UPDATE reject SET resolved_by = ?1 WHERE subject = ?2 AND resolved_by IS NULL AND run < ?1"
    ).execute(arguments: [run, subject])
    return database.changesCount
  }

  func deleteRejects(run: Int64) throws {
    try database.execute(sql: "DELETE FROM reject WHERE run = ?", arguments: [run])
  }

  // MARK: Retention

  func removeRuns(endedBefore moment: Timestamp, keeping: Int, limit: Int) throws -> [Int64] {
    let old = try Int64.fetchAll(
      database,
      sql: """
        SELECT id FROM run WHERE state <> ?1 AND ended_at < ?2 AND ?3 <= (
          SELECT count(*) FROM run newer WHERE newer.connection = run.connection AND newer.id > run.id
        ) ORDER BY id LIMIT ?4
        """, arguments: [Run.State.running.rawValue, moment.microseconds, keeping, limit])
    for id in old {
      try deleteRejects(run: id)
      try database.execute(sql: "DELETE FROM goal_result WHERE run = ?", arguments: [id])
      try database.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [id])
    }
    return old
  }

  func forgetRejectedRecords(endedBefore moment: Timestamp, limit: Int) throws -> Int {
    let last = try Int64.fetchOne(
      database, sql: "SELECT max(id) FROM run WHERE ended_at < ?", arguments: [moment.microseconds])
    guard let last else { return 0 }
    // The oldest stand first in both, so neither is gone through.
    let payloads = try Int64.fetchAll(
      database, sql: "SELECT id FROM reject WHERE payload IS NOT NULL AND run <= ? ORDER BY run LIMIT ?",
      arguments: [last, limit])
    let records = try Int64.fetchAll(
      database,
      sql: """
        SELECT reject FROM (SELECT reject FROM reject_record ORDER BY reject LIMIT ?) JOIN reject ON id = reject
        WHERE run <= ?
        """, arguments: [limit, last])
    let forget = try database.cachedStatement(
      sql: "UPDATE reject SET payload = NULL, subject = NULL, obstacle = coalesce(obstacle, ?) WHERE id = ?")
    let remove = try database.cachedStatement(sql: "DELETE FROM reject_record WHERE reject = ?")
    let all = Set(payloads).union(records)
    for id in all {
      try forget.execute(arguments: [Reject.Obstacle.forgotten.rawValue, id])
      try remove.execute(arguments: [id])
    }
    return all.count
  }

  // MARK: Data exchange

  func exchange(of connection: String, _ direction: DataExchange.Direction) throws -> Int64 {
    try database.execute(
      sql: "INSERT OR IGNORE INTO exchange (connection, direction) VALUES (?, ?)",
      arguments: [connection, direction.rawValue])
    return try Int64.fetchOne(
      database, sql: "SELECT id FROM exchange WHERE connection = ? AND direction = ?",
      arguments: [connection, direction.rawValue])!
  }

  func noteExchange(_ exchange: Int64, _ profile: ProfileID) throws {
    try using(.noteExchange) { statement in
      statement.bind(1, exchange)
      statement.bind(2, profile.rawValue)
      try statement.run()
    }
  }

  // MARK: Goals

  func setSourceFields(of source: String, _ fields: [String: String]) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO source_fields (connection, fields) VALUES (?, ?)",
      arguments: [source, try json(fields)])
  }

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
    _ goal: GoalReference, run: Int64, _ profile: ProfileID, kind: String, revision: Int64,
    payload: UnsafeRawBufferPointer
  ) throws -> Int64 {
    try using(.addToOutbox) { statement in
      statement.bind(1, goal.id)
      statement.bind(2, run)
      statement.bind(3, profile.rawValue)
      statement.bind(5, blob: payload)
      statement.bind(6, revision)
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

  func takeBackFromOutbox(_ entry: Int64) throws {
    try using(.takeBackRevision) { statement in
      statement.bind(1, entry)
      try statement.run()
    }
    try removeFromOutbox(entry)
  }

  @discardableResult
  func clearOutbox(_ goal: GoalReference) throws -> Int {
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO sent_event (goal, profile, revision)
        SELECT goal, profile, min(revision) - 1 FROM outbox WHERE goal = ? AND revision > 0 GROUP BY profile
        """, arguments: [goal.id])
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

  func markSent(_ goal: GoalReference, _ profile: ProfileID, revision: Int64) throws {
    try using(.markRevisionSent) { statement in
      statement.bind(1, goal.id)
      statement.bind(2, profile.rawValue)
      statement.bind(3, revision)
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
    _ goal: GoalReference, subscriber: UnsafeRawBufferPointer, stamp: UnsafeRawBufferPointer, _ profile: ProfileID?
  ) throws {
    try using(.markApplied) { statement in
      statement.bind(1, goal.id)
      statement.bind(2, text: subscriber)
      statement.bind(3, text: stamp)
      statement.bind(4, (profile ?? .first).rawValue)
      try statement.run()
    }
  }
}
