import IterableAPI
import Profiles
import Records

/// Which events of exported profiles Iterable does not have yet. One thread at a time, inside the store's transactions.
///
/// An event that came or was changed since the last export has a greater revision than those that went, whether or not
/// anything else of the profile was changed.
struct ExportEvents {
  private let work: GoalWork
  private let filter: EventFilter
  private let isAll: Bool
  private let source: [UInt8]
  /// By the id of the type.
  private let requests: [String: EventRequest]

  /// `isAll`: also those that went before. Throws ``ConnectionsError`` where the goal names a type that the store does not
  /// know.
  init(_ timeline: TimelineExport, isAll: Bool, _ work: GoalWork, _ reader: any ProfileReader) throws {
    self.work = work
    self.isAll = isAll
    source = Array(work.connection.id.utf8)
    let known = try reader.eventTypes().map(\.type)
    try timeline.check(known.map(\.id), goal: work.reference.name)
    requests = Dictionary(uniqueKeysWithValues: known.map { ($0.id, EventRequest($0)) })
    filter = timeline.filter(now: work.started)
  }

  /// Lends the events that are to be sent for the profile, in the order of their revisions. What came from this very
  /// project is there already.
  func forEach(of profile: ProfileID, _ reader: any ProfileReader, _ body: (EventRow) throws -> Void) throws {
    var filter = filter
    if !isAll { filter.afterRevision = try reader.sentRevision(work.reference, profile) }
    try reader.events(of: profile, filter) { event in
      if !event.source.elementsEqual(source) { try body(event) }
    }
  }

  /// Puts the profile's events into the outbox. `subscriber` holds the identifiers of its request.
  func keep(of profile: ProfileID, known subscriber: UnsafeRawBufferPointer, _ writer: any ProfileWriter) throws {
    var user: Identifier?
    var last: Int64 = 0
    // The store lends rows of a statement that is under way; what is written has another.
    try forEach(of: profile, writer) { event in
      user = user ?? UserPayload(request: subscriber)?.identifier
      guard let user, let request = requests[event.typeText] else { return }
      let json = try request.json(of: event, of: profile, to: user)
      try json.withUnsafeBytes {
        _ = try writer.addToOutbox(
          work.reference, run: work.run, profile, kind: Delivery.event(request.type), revision: event.revision,
          payload: $0)
      }
      last = event.revision
    }
    if last > 0 { try writer.markSent(work.reference, profile, revision: last) }
  }
}

extension TimelineExport {
  /// What tells one choice of events from another.
  var scope: String { "\(types.map { $0.sorted().joined(separator: " ") } ?? "all"), \(period.text)" }

  func filter(now: Timestamp) -> EventFilter {
    let (from, to) = period.bounds(now: now)
    return EventFilter(types: types, from: from, to: to, order: .revision)
  }

  /// Throws ``ConnectionsError`` `unknownName` where a type is none of those known.
  func check(_ known: [String], goal: String) throws {
    guard let unknown = types?.first(where: { !known.contains($0) }) else { return }
    throw ConnectionsError(
      .unknownName, "goal '\(goal)', line \(position.line): there is no Timeline event type '\(unknown)'",
      hint: Suggestion.hint(for: unknown, among: known))
  }
}
