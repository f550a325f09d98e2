import GRDB
import Profiles

extension WriteSession {
  func putEvent(_ event: EventRow, of profile: ProfileID) throws -> EventOutcome {
    if let expires = event.expires, expires <= now { return .tooOld }
    switch try presence(of: event, profile) {
    case .same: return .unchanged
    case .other:
      try write(.replaceEvent, event, profile)
      return .replaced
    case .expired:
      // What was there is nobody's event any more.
      try write(.replaceEvent, event, profile)
      return .added
    case .absent:
      guard try makeRoom(for: event, profile) else { return .noRoom }
      try write(.insertEvent, event, profile)
      return .added
    }
  }

  private enum Presence { case absent, expired, other, same }

  private func presence(of event: EventRow, _ profile: ProfileID) throws -> Presence {
    try using(.event) { statement in
      bindKey(of: event, profile, to: statement)
      guard try statement.step() else { return .absent }
      if !statement.isNull(1), statement.integer(1) <= now.microseconds { return .expired }
      return statement.bytes(0).elementsEqual(event.properties) ? .same : .other
    }
  }

  private func write(_ query: Query, _ event: EventRow, _ profile: ProfileID) throws {
    let revision = try using(.nextRevision) { statement in
      _ = try statement.step()
      defer { statement.reset() }
      return statement.integer(0)
    }
    try using(query) { statement in
      bindKey(of: event, profile, to: statement)
      statement.bind(5, text: event.properties)
      statement.bind(6, revision)
      if let expires = event.expires { statement.bind(7, expires.microseconds) } else { statement.bindNull(7) }
      statement.bind(8, text: event.source)
      try statement.run()
    }
  }

  private func bindKey(of event: EventRow, _ profile: ProfileID, to statement: PreparedStatement) {
    statement.bind(1, profile.rawValue)
    statement.bind(2, text: event.type)
    statement.bind(3, text: event.id)
    statement.bind(4, event.date.microseconds)
  }

  /// Takes the profile's least event away where it has as many as it may have. False where that would be this one.
  private func makeRoom(for event: EventRow, _ profile: ProfileID) throws -> Bool {
    guard try eventCount(of: profile) >= EventLimits.eventsPerProfile else { return true }
    try using(.expireEventsOfProfile) { statement in
      statement.bind(1, profile.rawValue)
      statement.bind(2, now.microseconds)
      try statement.run()
    }
    while try eventCount(of: profile) >= EventLimits.eventsPerProfile {
      let isLess = try using(.leastEvent) { statement in
        statement.bind(1, profile.rawValue)
        statement.bind(2, text: event.type)
        guard try statement.step() else { return false }
        let date = Timestamp(microseconds: statement.integer(2))
        guard (statement.integer(3), date) < (statement.integer(4), event.date) else { return true }
        let least = EventRow(
          type: statement.bytes(0), id: statement.bytes(1), date: date,
          properties: UnsafeRawBufferPointer(start: nil, count: 0))
        try using(.deleteEvent) { deletion in
          bindKey(of: least, profile, to: deletion)
          try deletion.run()
        }
        return false
      }
      if isLess { return false }
    }
    return true
  }

  private func eventCount(of profile: ProfileID) throws -> Int {
    try using(.eventsOfProfile) { statement in
      statement.bind(1, profile.rawValue)
      _ = try statement.step()
      return Int(statement.integer(0))
    }
  }

  func deleteExpiredEvents(limit: Int) throws -> Int {
    try database.execute(
      sql: """
        DELETE FROM event WHERE (profile, type, id, date) IN (
          SELECT profile, type, id, date FROM event WHERE expires_at <= ? LIMIT ?)
        """, arguments: [now.microseconds, limit])
    return database.changesCount
  }
}
