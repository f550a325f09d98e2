import EventTypes
import Profiles
import Records

/// Puts the events of rows on timelines. One thread; inside the store's `write`.
final class TimelineStage {
  private let types: [TimelineType]
  private let names: [[UInt8]]
  /// The connection that the events are brought from; empty where they are made of something else.
  private let source: [UInt8]
  private var areAccepted = false
  private var events: RowEvents?

  init(_ types: [TimelineType], source: String) {
    self.types = types
    self.source = Array(source.utf8)
    names = types.map { Array($0.type.id.utf8) }
  }

  /// Has the store remember the types that it does not know yet.
  func accept(in writer: any ProfileWriter) throws {
    guard !areAccepted else { return }
    for type in types {
      if let origin = type.origin { try writer.acceptEventType(type.type, from: origin) }
    }
    areAccepted = true
  }

  /// The row's among the events of its parcel, which the other calls are about until the next row. Rows are asked for in
  /// ascending order.
  func events(ofRow row: Int, _ events: RowEvents?) -> Range<Int> {
    self.events = events
    return events?.entries(ofRow: row) ?? 0..<0
  }

  /// Puts those that are accepted on a profile's timeline.
  func put(
    _ range: Range<Int>, on profile: ProfileID, _ counters: inout Counters, _ writer: any ProfileWriter
  ) throws {
    guard let events else { return }
    for entry in events.entries[range] where entry.refusal < 0 {
      let mapping = Int(entry.mapping)
      let outcome = try names[mapping].withUnsafeBytes { type in
        try events.withBytes(of: entry) { id, properties in
          try source.withUnsafeBytes { source in
            try writer.putEvent(
              EventRow(
                type: type, id: id, date: entry.date, properties: properties,
                expires: types[mapping].type.expiry(of: entry.date), source: source), of: profile)
          }
        }
      }
      switch outcome {
      case .added, .replaced:
        counters.events += 1
        if entry.isLarge { counters.eventsLarge += 1 }
      case .unchanged: break
      case .tooOld, .noRoom: counters.eventsLeftOut += 1
      }
    }
  }

  /// Those that cannot be used.
  func refusals(_ range: Range<Int>, ofRow row: Int) -> [RowRejection] {
    guard let events, !events.refusals.isEmpty else { return [] }
    return events.entries[range].compactMap { entry in
      guard entry.refusal >= 0 else { return nil }
      let refusal = events.refusals[Int(entry.refusal)]
      return RowRejection(
        row: row, step: -1, code: refusal.code, field: refusal.field,
        reason: "event \(types[Int(entry.mapping)].type.id): \(refusal.reason)")
    }
  }
}
