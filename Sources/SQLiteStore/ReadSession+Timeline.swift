import GRDB
import Profiles

extension ReadSession {
  func events(of profile: ProfileID, _ filter: EventFilter, _ body: (EventRow) throws -> Void) throws -> Int {
    try using(filter.order == .revision ? .eventsByRevision : .eventsByDate) { statement in
      statement.bind(1, profile.rawValue)
      statement.bind(2, filter.from?.microseconds ?? .min)
      statement.bind(3, filter.to?.microseconds ?? .max)
      statement.bind(4, filter.afterRevision)
      statement.bind(5, now.microseconds)
      var count = 0
      while count < filter.limit, try statement.step() {
        let event = EventRow(
          type: statement.bytes(0), id: statement.bytes(1), date: Timestamp(microseconds: statement.integer(2)),
          properties: statement.bytes(3), revision: statement.integer(4),
          expires: statement.isNull(5) ? nil : Timestamp(microseconds: statement.integer(5)), source: statement.bytes(6)
        )
        if let types = filter.types, !types.contains(where: { event.type.elementsEqual($0.utf8) }) { continue }
        try body(event)
        count += 1
      }
      return count
    }
  }

  func eventCount(ofType type: String?) throws -> Int {
    try Int.fetchOne(
      database, sql: "SELECT count(*) FROM event WHERE ?1 IS NULL OR type = ?1", arguments: [type]) ?? 0
  }

  func hasEvents(ofType type: String) throws -> Bool {
    try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM event WHERE type = ?)", arguments: [type]) ?? false
  }

  func lastEventRevision() throws -> Int64 {
    try Int64.fetchOne(database, sql: "SELECT last FROM event_revision") ?? 0
  }
}
