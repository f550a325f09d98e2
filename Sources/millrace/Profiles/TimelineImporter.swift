import CMillrace
import Connections
import EventTypes
import Profiles
import Records

/// Brings the events of profiles in that are given as JSON lines.
final class TimelineImporter {
  private let types: EventTypeCatalogue
  private let events: EventReader
  /// Types that the store was told of.
  private var remembered: Set<String> = []

  init(_ home: Home) throws {
    types = try home.eventTypes()
    events = EventReader(types.entries.map(\.type))
  }

  /// Puts the events of a row's `timeline` on the profile's; answers why some are refused.
  func add(
    _ batch: Batch, _ row: Int, to profile: ProfileID, _ counters: inout Counters, _ writer: any ProfileWriter
  ) throws -> [String] {
    guard let column = batch.column(named: "timeline") else { return [] }
    let cell = batch.cells(column)[row]
    if UInt32(cell.kind) == MR_ABSENT || UInt32(cell.kind) == MR_NULL { return [] }
    var refusals: [String] = []
    func refuse(_ reason: String) {
      counters.eventsRefused += 1
      refusals.append(reason)
    }
    guard UInt32(cell.kind) == MR_LIST else {
      refuse("its 'timeline' is no list")
      return refusals
    }
    let list = batch.bytes(of: cell)
    var cursor = JSONCursor(list)
    var number = 0
    try cursor.beginList()
    while try cursor.nextElement() {
      _ = try cursor.peek()
      let start = cursor.offset
      try cursor.skipValue()
      number += 1
      try events.read(UnsafeRawBufferPointer(rebasing: list[start..<cursor.offset])) { result in
        switch result {
        case .refused(let reason): refuse("event \(number): \(reason)")
        case .event(let event, let type):
          if remembered.insert(type.id).inserted,
            let origin = types.entries.first(where: { $0.type.id == type.id })?.newOrigin
          {
            try writer.acceptEventType(type, from: origin)
          }
          switch try writer.putEvent(event, of: profile) {
          case .added, .replaced: counters.events += 1
          case .unchanged: break
          case .tooOld, .noRoom: counters.eventsLeftOut += 1
          }
        }
      }
    }
    return refusals
  }
}
