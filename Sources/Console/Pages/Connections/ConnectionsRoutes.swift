import Connections
import Foundation

/// `/connections`: the list, and what is done to a connection as a whole.
struct ConnectionsRoutes {
  func add(to pages: SiteRouter) {
    pages.page("/") { _ in .redirect("/connections") }
    pages.page("/connections") { visit in
      let (all, refused) = try visit.workspace.connections()
      return .page(
        ConnectionsPage(
          all, refused: refused.map { ConsoleError(describing: $0).description.sentence },
          search: visit.query.text("q") ?? "", label: visit.query.text("label") ?? "",
          isOperator: visit.visitor.role >= .operator, now: visit.workspace.now))
    }
  }
}
