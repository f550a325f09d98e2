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
      let (events, isCut) = try visit.oversight.audit.last(AuditPage.limit) { event in
        event.time >= since && event.action.hasPrefix(action)
          && (words.isEmpty || "\(event.actor) \(event.action) \(event.json.text)".lowercased().contains(words))
      }
      return .page(AuditPage(events, isCut: isCut, query: query, now: visit.workspace.now))
    }
  }
}
