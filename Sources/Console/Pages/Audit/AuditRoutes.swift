import Access
import Audit
import Foundation

/// `/audit`: the audit log.
struct AuditRoutes {
  func add(to pages: SiteRouter) {
    pages.page("/audit", .admin) { visit in
      let query = visit.query
      let since = query.text("since").flatMap { try? Date($0 + "T00:00:00Z", strategy: .iso8601) } ?? .distantPast
      let words = (query.text("q") ?? "").lowercased()
      let action = query.text("action") ?? ""
      // The file is read through; only the last events that fit are kept.
      var events: [AuditEvent] = []
      var isCut = false
      _ = try visit.oversight.audit.read { event in
        guard event.time >= since, event.action.hasPrefix(action),
          words.isEmpty || "\(event.actor) \(event.action) \(event.json.text)".lowercased().contains(words)
        else { return }
        events.append(event)
        if events.count >= 2 * AuditPage.limit {
          events.removeFirst(AuditPage.limit)
          isCut = true
        }
      }
      isCut = isCut || events.count > AuditPage.limit
      return .page(
        AuditPage(events.suffix(AuditPage.limit).reversed(), isCut: isCut, query: query, now: visit.workspace.now))
    }
  }
}
