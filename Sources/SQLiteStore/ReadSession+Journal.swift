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

  private static let runColumns =
    "SELECT id, connection, trigger, state, started_at, ended_at, message, started_by, version, retry_of FROM run"

  func runs(_ filter: RunFilter, limit: Int) throws -> [Run] {
    try Row.fetchAll(
      database,
      sql: """
        \(Self.runColumns) WHERE (?1 IS NULL OR connection = ?1) AND (?2 IS NULL OR state = ?2) AND id < ?3
        ORDER BY id DESC LIMIT ?4
        """, arguments: [filter.connection, filter.state?.rawValue, filter.before ?? Int64.max, limit]
    ).map(run)
  }

  func run(_ id: Int64) throws -> Run? {
    try Row.fetchOne(database, sql: "\(Self.runColumns) WHERE id = ?", arguments: [id]).map(run)
  }

  func runs(at moment: Timestamp) throws -> [Run] {
    try Row.fetchAll(
      database,
      sql: "\(Self.runColumns) WHERE started_at <= ?1 AND coalesce(ended_at, ?1) >= ?1 ORDER BY id DESC",
      arguments: [moment.microseconds]
    ).map(run)
  }

  private func run(_ row: Row) throws -> Run {
    let id: Int64 = row[0]
    guard let state = Run.State(rawValue: row[3]) else { throw Self.unreadable("run", String(id)) }
    let goals = try Row.fetchAll(
      database,
      sql: """
        SELECT goal, state, message, counters, last_profiles, steps FROM goal_result WHERE run = ? ORDER BY position
        """, arguments: [id]
    ).map { row in
      guard let state = Run.State(rawValue: row[1]) else { throw Self.unreadable("run", String(id)) }
      return GoalResult(
        goal: row[0], state: state, message: row[2], counters: try JSONDecoder().decode(Counters.self, from: row[3]),
        lastProfiles: try JSONDecoder().decode([ProfileID].self, from: row[4]),
        steps: try (row[5] as Data?).map { try JSONDecoder().decode([StepResult].self, from: $0) } ?? [])
    }
    return Run(
      id: id, connection: row[1], trigger: row[2], state: state, started: Timestamp(microseconds: row[4]),
      ended: (row[5] as Int64?).map(Timestamp.init(microseconds:)), message: row[6], goals: goals,
      startedBy: row[7], version: row[8], retryOf: row[9])
  }

  // MARK: Rejects

  private func matching(_ filter: RejectFilter) -> (sql: String, arguments: StatementArguments) {
    var sql = "FROM reject WHERE id > ?"
    var arguments: StatementArguments = [filter.after]
    func add(_ condition: String, _ values: (any DatabaseValueConvertible)?...) {
      guard values.allSatisfy({ $0 != nil }) else { return }
      sql += " AND \(condition)"
      arguments += StatementArguments(values)
    }
    add("run = ?", filter.run)
    add("goal = ?", filter.goal)
    add("code = ?", filter.code)
    add("step = ?", filter.step)
    add("identifier = ?", filter.identifier)
    add(
      "instr(lower(coalesce(identifier, '') || char(10) || code || char(10) || field || char(10) || reason), lower(?)) > 0",
      filter.text)
    if filter.isOpen { add("resolved_by IS NULL AND superseded_by IS NULL") }
    return (sql, arguments)
  }

  func rejects(_ filter: RejectFilter, limit: Int) throws -> [Reject] {
    let (condition, arguments) = matching(filter)
    return try Row.fetchAll(
      database,
      sql: """
        SELECT id, run, goal, row, identifier, step, code, field, reason, payload, profile, subject, resolved_by,
          superseded_by, pass, obstacle
        \(condition) ORDER BY id LIMIT ?
        """, arguments: arguments + [limit]
    ).map { row in
      var reject = Reject(
        id: row[0], run: row[1], goal: row[2], row: row[3], identifier: row[4], step: row[5], code: row[6],
        field: row[7], reason: row[8], payload: row[9], profile: (row[10] as Int64?).map(ProfileID.init(rawValue:)),
        subject: row[11], pass: row[14])
      reject.resolvedBy = row[12]
      reject.supersededBy = row[13]
      reject.obstacle = (row[15] as String?).flatMap(Reject.Obstacle.init)
      return reject
    }
  }

  func rejectCount(_ filter: RejectFilter) throws -> Int {
    let (condition, arguments) = matching(filter)
    return try Int.fetchOne(database, sql: "SELECT count(*) \(condition)", arguments: arguments) ?? 0
  }

  func rejectGroups(_ filter: RejectFilter) throws -> [RejectGroup] {
    let (condition, arguments) = matching(filter)
    return try Row.fetchAll(
      database,
      sql: """
        SELECT (SELECT connection FROM run WHERE run.id = reject.run), goal, step, code, field, reason, min(id), count(*),
          count(resolved_by), sum(resolved_by IS NULL AND superseded_by IS NULL) \(condition)
        GROUP BY 1, goal, step, code, field ORDER BY 8 DESC, 1, goal, step, code, field
        """, arguments: arguments
    ).map {
      RejectGroup(
        connection: $0[0] ?? "", goal: $0[1], step: $0[2], code: $0[3], field: $0[4], reason: $0[5], count: $0[7],
        resolved: $0[8], open: $0[9])
    }
  }

  // MARK: Rejects to be tried again

  func openSubjects(_ goal: GoalReference) throws -> Set<Int64> {
    try Int64.fetchSet(
      database,
      sql: """
        SELECT subject FROM reject JOIN run ON run.id = reject.run
        WHERE subject IS NOT NULL AND resolved_by IS NULL AND connection = ? AND goal = ?
        """, arguments: [goal.connection, goal.name])
  }

  func retriedRecords(
    run: Int64, goal: String, pass: String?, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let records = try Row.fetchCursor(
      database,
      sql: """
        SELECT record FROM reject_record WHERE reject IN (
          SELECT max(later.id) FROM (
            SELECT DISTINCT subject FROM reject
            WHERE run = ? AND goal = ? AND pass IS ? AND subject IS NOT NULL AND resolved_by IS NULL
          ) tried JOIN reject later ON later.subject = tried.subject AND later.resolved_by IS NULL
          WHERE EXISTS (SELECT 1 FROM reject_record WHERE reject = later.id) GROUP BY tried.subject
        ) ORDER BY reject
        """, arguments: [run, goal, pass])
    while let row = try records.next() {
      try row.withUnsafeData(atIndex: 0) { data in try data?.withUnsafeBytes(body) }
    }
  }

  func retriedProfiles(run: Int64, goal: String) throws -> [ProfileID] {
    try Int64.fetchAll(
      database,
      sql: """
        SELECT DISTINCT profile FROM reject
        WHERE run = ? AND goal = ? AND profile IS NOT NULL AND subject IS NOT NULL AND resolved_by IS NULL
        ORDER BY profile
        """, arguments: [run, goal]
    ).map(ProfileID.init(rawValue:))
  }

  func retriedSubjects(run: Int64, goal: String) throws -> Set<Int64> {
    try Int64.fetchSet(
      database,
      sql: """
        SELECT subject FROM reject WHERE run = ? AND goal = ? AND subject IS NOT NULL AND resolved_by IS NULL
        """, arguments: [run, goal])
  }

  func retryGroups(run: Int64) throws -> [RetryGroup] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT goal, pass, step, code,
          subject IS NOT NULL AND
            (profile IS NOT NULL OR EXISTS (SELECT 1 FROM reject_record WHERE reject = reject.id)) AS is_kept,
          obstacle, count(*)
        FROM reject WHERE run = ? AND resolved_by IS NULL
        GROUP BY goal, pass, step, code, is_kept, obstacle ORDER BY goal, pass, step, code, is_kept DESC, obstacle
        """, arguments: [run]
    ).map { row in
      RetryGroup(
        goal: row[0], pass: row[1], step: row[2], code: row[3], isKept: row[4],
        obstacle: (row[5] as String?).flatMap(Reject.Obstacle.init), count: row[6])
    }
  }

  func keptBytes(run: Int64, goal: String) throws -> Int {
    try Int.fetchOne(
      database,
      sql: """
        SELECT coalesce(sum(length(record)), 0) FROM reject JOIN reject_record ON reject_record.reject = reject.id
        WHERE run = ? AND goal = ?
        """, arguments: [run, goal]) ?? 0
  }

  // MARK: Data exchange

  func dataExchange(connection: String?) throws -> [DataExchange] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT connection, direction, erased + (SELECT count(*) FROM exchanged WHERE exchange = exchange.id)
        FROM exchange WHERE ?1 IS NULL OR connection = ?1 ORDER BY connection, direction DESC
        """, arguments: [connection]
    ).map { row in
      guard let direction = DataExchange.Direction(rawValue: row[1]) else {
        throw Self.unreadable("data exchange", row[0])
      }
      return DataExchange(connection: row[0], direction: direction, profiles: row[2])
    }
  }

  func trace(of profile: ProfileID) throws -> ProfileTrace {
    func goal(_ row: Row) -> GoalReference { GoalReference(id: row[0], connection: row[1], name: row[2]) }
    return ProfileTrace(
      exchanges: try Row.fetchAll(
        database,
        sql: """
          SELECT connection, direction FROM exchange JOIN exchanged ON exchange = exchange.id AND profile = ?
          ORDER BY connection, direction DESC
          """, arguments: [profile.rawValue]
      ).map { row in
        guard let direction = DataExchange.Direction(rawValue: row[1]) else {
          throw Self.unreadable("data exchange", row[0])
        }
        return ProfileTrace.Exchange(connection: row[0], direction: direction)
      },
      sent: try Row.fetchAll(
        database,
        sql: """
          SELECT goal.id, connection, name, length(hash) > 0 FROM goal CROSS JOIN sent ON sent.goal = goal.id AND profile = ?
          ORDER BY connection, name
          """, arguments: [profile.rawValue]
      ).map { ProfileTrace.Sent(goal: goal($0), isKept: $0[3]) },
      // From list to list of each goal, since memberships are not indexed by profile.
      memberships: try Row.fetchAll(
        database,
        sql: """
          WITH RECURSIVE entry (goal, list) AS (
            SELECT id, (SELECT min(list) FROM membership WHERE goal = id) FROM goal
            UNION ALL
            SELECT goal, (SELECT min(list) FROM membership WHERE goal = entry.goal AND list > entry.list)
            FROM entry WHERE list IS NOT NULL
          )
          SELECT goal.id, connection, name, entry.list, subscriber FROM entry
            CROSS JOIN goal ON goal.id = entry.goal
            CROSS JOIN membership ON membership.goal = entry.goal AND membership.list = entry.list AND profile = ?
          ORDER BY connection, name, entry.list
          """, arguments: [profile.rawValue]
      ).map { ProfileTrace.Membership(goal: goal($0), list: $0[3], subscriber: $0[4]) })
  }

  // MARK: Goals

  func sourceFields(of source: String) throws -> [String: String]? {
    let text = try String.fetchOne(
      database, sql: "SELECT fields FROM source_fields WHERE connection = ?", arguments: [source])
    return try text.map { text in
      guard let fields = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8)) else {
        throw Self.unreadable("memory of fields of connection", source)
      }
      return fields
    }
  }

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
            kind: statement.string(3), revision: statement.integer(4), payload: statement.bytes(5)))
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

  func sentRevision(_ goal: GoalReference, _ profile: ProfileID) throws -> Int64 {
    try using(.sentRevision) { statement in
      statement.bind(1, goal.id)
      statement.bind(2, profile.rawValue)
      return try statement.step() ? statement.integer(0) : 0
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
