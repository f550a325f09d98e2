import Audit
import Foundation
import Records

/// Who did what, the newest first.
struct AuditPage: Page {
  static let template = "audit"
  let title = "Audit"
  let section = "/audit"

  struct Row: Sendable {
    var time: Moment
    var actor: String
    var action: String
    var detail: String
  }

  let rows: [Row]
  let hasRows: Bool
  let search: String
  let action: String
  let since: String
  let isFiltered: Bool
  let count: String
  let isCut: Bool

  static let limit = 200

  init(_ events: [AuditEvent], isCut: Bool, query: Form, now: Date) {
    rows = events.map { event in
      let plugin = [event["plugin"]?.string, event["version"]?.string].compactMap(\.self).joined(separator: " ")
      return Row(
        time: Moment(event.time, now: now), actor: "\(event.actor)", action: event.action,
        detail: [plugin, event.detail].filter { !$0.isEmpty }.joined(separator: ", "))
    }
    hasRows = !rows.isEmpty
    search = query.text("q") ?? ""
    action = query.text("action") ?? ""
    since = query.text("since") ?? ""
    isFiltered = !search.isEmpty || !action.isEmpty || !since.isEmpty
    self.isCut = isCut
    count = rows.count == 1 ? "1 event" : "\(isCut ? "the last " : "")\(rows.count.grouped) events"
  }
}
