import Connections
import Foundation
import Profiles

/// A page of a profile's events, the newest first.
struct TimelineView: Sendable {
  struct Event: Sendable {
    let date: Moment
    let type: String
    let typePath: String
    let icon: String
    let id: String
    let summary: String
    let properties: String
    let hasProperties: Bool
  }

  struct EventKind: Sendable {
    let id: String
    let name: String
    let isChosen: Bool
  }

  static let pageSize = 25

  let events: [Event]
  let hasEvents: Bool
  let types: [EventKind]
  let hasTypes: Bool
  let isFiltered: Bool
  let older: String?
  let newer: String?

  /// `shown` has one more than a page where there is another one behind it.
  init(_ shown: [ShownEvent], types: [EventTypeCatalogue.Entry], chosen: String, page: Int, path: String, now: Date) {
    events = shown.prefix(Self.pageSize).map { event in
      Event(
        date: Moment(event.date.date, now: now), type: event.name, typePath: "/event-types/\(event.type)",
        icon: EventIcon.symbol(event.icon), id: event.id, summary: event.summary,
        properties: event.properties.yaml, hasProperties: !(event.properties.object ?? []).isEmpty)
    }
    hasEvents = !events.isEmpty
    self.types = types.map { EventKind(id: $0.type.id, name: $0.type.name, isChosen: $0.type.id == chosen) }
    hasTypes = !types.isEmpty
    isFiltered = !chosen.isEmpty
    func link(_ page: Int) -> String {
      let fields = [("type", chosen), ("page", page > 1 ? "\(page)" : "")].filter { !$0.1.isEmpty }
      let query = Form(fields.map { Form.Field(name: $0.0, value: $0.1) }).urlEncoded
      return path + (query.isEmpty ? "" : "?\(query)") + "#timeline"
    }
    older = shown.count > Self.pageSize ? link(page + 1) : nil
    newer = page > 1 ? link(page - 1) : nil
  }
}
