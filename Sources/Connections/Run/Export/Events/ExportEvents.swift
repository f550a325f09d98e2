import IterableAPI
import Profiles
import Records

/// Which events of exported profiles Iterable does not have yet. One thread at a time, inside the store's transactions.
///
/// An event that came or was changed since the last export has a greater revision than those that went, whether or not
/// anything else of the profile was changed.
struct ExportEvents {
  private let goal: GoalReference
  private let filter: EventFilter
  private let isAll: Bool
  /// What rejects are about that are tried again: events among it go also where they went before.
  private let retried: Set<Int64>
  private let source: [UInt8]
  /// By the id of the type.
  private let requests: [String: EventRequest]

  /// `isAll`: also those that went before.
  init(
    _ timeline: TimelineExport, of goal: GoalReference, isAll: Bool, retried: Set<Int64> = [], now: Timestamp,
    _ reader: any ProfileReader
  ) throws {
    self.goal = goal
    self.isAll = isAll
    self.retried = retried
    source = Array(goal.connection.utf8)
    requests = Dictionary(uniqueKeysWithValues: try reader.eventTypes().map { ($0.type.id, EventRequest($0.type)) })
    filter = timeline.filter(now: now)
  }

  /// Lends the events that are to be sent for the profile, in the order of their revisions, and says whether they are new
  /// or only tried again. What came from this very project is there already.
  func forEach(
    of profile: ProfileID, _ reader: any ProfileReader, _ body: (EventRow, _ isNew: Bool) throws -> Void
  ) throws {
    let sent = isAll ? 0 : try reader.sentRevision(goal, profile)
    var filter = filter
    if retried.isEmpty { filter.afterRevision = sent }
    try reader.events(of: profile, filter) { event in
      guard !event.source.elementsEqual(source) else { return }
      let isNew = event.revision > sent
      if try isNew || isRetried(event, of: profile) { try body(event, isNew) }
    }
  }

  private func isRetried(_ event: EventRow, of profile: ProfileID) throws -> Bool {
    let id = ExportedEventID.text(profile, type: event.typeText, id: event.idText, date: event.date)
    return retried.contains(RejectSubject.of(event: id, goal))
  }

  /// An event's request as a reject keeps it.
  func redacted(_ json: [UInt8], ofType type: String) -> String? { requests[type]?.redacted(json) }

  /// Calls `body` with the profile's events, the id of the type of each, its request, and whether it is new. `subscriber` holds the identifiers
  /// of the profile's own request.
  func forEachRequest(
    of profile: ProfileID, known subscriber: UnsafeRawBufferPointer, _ reader: any ProfileReader,
    _ body: (EventRow, _ type: String, [UInt8], _ isNew: Bool) throws -> Void
  ) throws {
    var user: Identifier?
    try forEach(of: profile, reader) { event, isNew in
      user = user ?? UserPayload(request: subscriber)?.identifier
      guard let user, let request = requests[event.typeText] else { return }
      try body(event, request.type, try request.json(of: event, of: profile, to: user), isNew)
    }
  }

  /// Puts the profile's events into the outbox of the run. One that is tried again has no revision there: taken back, it is
  /// as it was before, a reject.
  func keep(
    of profile: ProfileID, known subscriber: UnsafeRawBufferPointer, run: Int64, _ writer: any ProfileWriter
  ) throws {
    var last: Int64 = 0
    try forEachRequest(of: profile, known: subscriber, writer) { event, type, json, isNew in
      try json.withUnsafeBytes {
        _ = try writer.addToOutbox(
          goal, run: run, profile, kind: Delivery.event(type), revision: isNew ? event.revision : 0, payload: $0)
      }
      if isNew { last = event.revision }
    }
    if last > 0 { try writer.markSent(goal, profile, revision: last) }
  }
}

extension TimelineExport {
  /// What tells one choice of events from another.
  var scope: String { "\(types.map { $0.sorted().joined(separator: " ") } ?? "all"), \(period.text)" }

  func filter(now: Timestamp) -> EventFilter {
    let (from, to) = period.bounds(now: now)
    return EventFilter(types: types, from: from, to: to, order: .revision)
  }

  /// Throws ``ConnectionsError`` `unknownName` where it names a type that neither the store nor a plugin has.
  func check(in installation: Installation) throws {
    guard let types else { return }
    let accepted = try installation.store.read { try $0.eventTypes() }
    guard !types.allSatisfy({ type in accepted.contains { $0.type.id == type } }) else { return }
    let catalogue = EventTypeCatalogue(plugins: try installation.catalogue.scan(), accepted: accepted)
    for type in types { _ = try catalogue.entry(type) }
  }
}
