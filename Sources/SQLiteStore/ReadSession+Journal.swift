import Foundation
import GRDB
import Profiles

extension ReadSession {
  func goal(connection: String, name: String) throws -> GoalReference? {
    try Int64.fetchOne(
      database, sql: "SELECT id FROM goal WHERE connection = ? AND name = ?", arguments: [connection, name]
    ).map { GoalReference(id: $0, connection: connection, name: name) }
  }

  // MARK: Runs

  func runs(connection: String?, before id: Int64?, limit: Int) throws -> [Run] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT id, connection, trigger, state, started_at, ended_at, message FROM run
        WHERE (?1 IS NULL OR connection = ?1) AND id < ?2 ORDER BY id DESC LIMIT ?3
        """, arguments: [connection, id ?? Int64.max, limit]
    ).map(run)
  }

  func run(_ id: Int64) throws -> Run? {
    try Row.fetchOne(
      database,
      sql: "SELECT id, connection, trigger, state, started_at, ended_at, message FROM run WHERE id = ?",
      arguments: [id]
    ).map(run)
  }

  private func run(_ row: Row) throws -> Run {
    let id: Int64 = row[0]
    guard let state = Run.State(rawValue: row[3]) else { throw Self.unreadable("run", String(id)) }
    let goals = try Row.fetchAll(
      database,
      sql: """
        SELECT goal, state, message, counters, last_profiles FROM goal_result WHERE run = ? ORDER BY position
        """, arguments: [id]
    ).map { row in
      guard let state = Run.State(rawValue: row[1]) else { throw Self.unreadable("run", String(id)) }
      return GoalResult(
        goal: row[0], state: state, message: row[2], counters: try JSONDecoder().decode(Counters.self, from: row[3]),
        lastProfiles: try JSONDecoder().decode([ProfileID].self, from: row[4]))
    }
    return Run(
      id: id, connection: row[1], trigger: row[2], state: state, started: Timestamp(microseconds: row[4]),
      ended: (row[5] as Int64?).map(Timestamp.init(microseconds:)), message: row[6], goals: goals)
  }

  // MARK: Rejects

  private static let rejectFilter = """
    FROM reject WHERE id > ?1 AND (?2 IS NULL OR run = ?2) AND (?3 IS NULL OR goal = ?3) AND (?4 IS NULL OR code = ?4)
    """

  func rejects(_ filter: RejectFilter, limit: Int) throws -> [Reject] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT id, run, goal, row, identifier, step, code, field, reason, payload \(Self.rejectFilter) ORDER BY id LIMIT ?5
        """, arguments: [filter.after, filter.run, filter.goal, filter.code, limit]
    ).map { row in
      var reject = Reject(
        run: row[1], goal: row[2], row: row[3], identifier: row[4], step: row[5], code: row[6], field: row[7],
        reason: row[8], payload: row[9])
      reject.id = row[0]
      return reject
    }
  }

  func rejectCount(_ filter: RejectFilter) throws -> Int {
    try Int.fetchOne(
      database, sql: "SELECT count(*) \(Self.rejectFilter)",
      arguments: [filter.after, filter.run, filter.goal, filter.code]) ?? 0
  }

  // MARK: Goals

  func checkpoint(_ goal: GoalReference) throws -> String? {
    try String.fetchOne(database, sql: "SELECT text FROM checkpoint WHERE goal = ?", arguments: [goal.id])
  }

  func outbox(_ goal: GoalReference, after id: Int64, limit: Int, _ body: (OutboxEntry) throws -> Void) throws -> Int {
    try using(.outboxAfter) { statement in
      statement.bind(1, goal.id)
      statement.bind(2, id)
      statement.bind(3, Int64(limit))
      var count = 0
      while try statement.step() {
        try body(
          OutboxEntry(
            id: statement.integer(0), run: statement.integer(1), profile: ProfileID(rawValue: statement.integer(2)),
            kind: statement.string(3), payload: statement.bytes(4)))
        count += 1
      }
      return count
    }
  }

  func outboxCount(_ goal: GoalReference) throws -> Int { try count("outbox", goal) }
  func sentCount(_ goal: GoalReference) throws -> Int { try count("sent", goal) }

  private func count(_ table: String, _ goal: GoalReference) throws -> Int {
    try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table) WHERE goal = ?", arguments: [goal.id]) ?? 0
  }

  func wasSent(_ goal: GoalReference, _ profile: ProfileID, hash: UnsafeRawBufferPointer) throws -> Bool {
    try using(.sentHash) { statement in
      statement.bind(1, goal.id)
      statement.bind(2, profile.rawValue)
      return try statement.step() && statement.bytes(0).elementsEqual(hash)
    }
  }

  func withMembership(
    _ goal: GoalReference, list: String, _ profile: ProfileID, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> Bool {
    try using(.membership) { statement in
      statement.bind(1, goal.id)
      statement.bind(3, profile.rawValue)
      return try statement.with(2, list) {
        guard try statement.step() else { return false }
        try body(statement.bytes(0))
        return true
      }
    }
  }

  func members(
    _ goal: GoalReference, list: String, after id: ProfileID, limit: Int, into found: inout [ProfileID]
  ) throws {
    found.removeAll(keepingCapacity: true)
    try using(.membersAfter) { statement in
      statement.bind(1, goal.id)
      statement.bind(3, id.rawValue)
      statement.bind(4, Int64(limit))
      try statement.with(2, list) {
        while try statement.step() { found.append(ProfileID(rawValue: statement.integer(0))) }
      }
    }
  }

  func memberCount(_ goal: GoalReference, list: String) throws -> Int {
    try Int.fetchOne(
      database, sql: "SELECT count(*) FROM membership WHERE goal = ? AND list = ?", arguments: [goal.id, list]) ?? 0
  }

  func wasApplied(
    _ goal: GoalReference, subscriber: UnsafeRawBufferPointer, stamp: UnsafeRawBufferPointer
  ) throws -> Bool {
    try using(.appliedStamp) { statement in
      statement.bind(1, goal.id)
      statement.bind(2, text: subscriber)
      return try statement.step() && statement.bytes(0).elementsEqual(stamp)
    }
  }
}
