import Connections
import EventTypes
import Foundation
import Profiles

/// `/event-types`: the list, one type, and files in and out.
struct EventTypesRoutes {
  func add(to pages: SiteRouter) {
    pages.page("/event-types") { visit in
      let entries = try EventTypeCatalogue(visit.workspace.installation).entries
      let tally = try visit.store.read {
        try $0.tally(eventsOfTypes: entries.map(\.type.id), within: LookingTime.of(visit))
      }
      return .page(EventTypesPage(entries, tally))
    }
    pages.page("/event-types/import", .operator) { _ in .page(EventTypeImportPage()) }
    pages.page("/event-types/{id}") { visit in
      let entry = try entry(visit)
      let tally = try visit.store.read {
        try $0.tally(eventsOfTypes: [entry.type.id], within: LookingTime.of(visit))
      }
      return .page(EventTypePage(entry, tally, now: visit.workspace.now))
    }
    pages.page("/event-types/{id}/export") { visit in
      let type = try entry(visit).type
      return .download(type.xml, name: "\(type.id).xml", type: "application/xml")
    }
    pages.page("/event-types/{id}/delete", .operator) { visit in
      let entry = try entry(visit)
      return .page(
        DeletionPage(
          title: "Delete event type \(entry.type.name)", section: "/event-types",
          action: "/event-types/\(entry.type.id)/delete", button: "Delete event type",
          back: "/event-types/\(entry.type.id)",
          notes: [
            "It can be deleted while no profile has events of it. What a plugin offers stays."
          ],
          obstacle: entry.accepted == nil ? "It comes from a plugin alone: remove the plugin instead." : nil))
    }
    pages.action("/event-types/import") { visit in
      // Browsers end lines otherwise; a first line that is empty would not be XML's.
      let text = visit.form["definition"] ?? ""
      let isTried = visit.form["do"] == "check"
      do {
        let file = EventTypeFile(Array(text.utf8), file: "definition")
        let offered = try EventTypeImport.offered(by: file)
        if isTried {
          let outcomes = try visit.store.read { try EventTypeImport.consider(offered, $0) }
          let warnings = file.diagnostics.map { "\($0)".sentence }
          return .page(
            EventTypeImportPage(text, outcomes: outcomes.map { $0.words(isDone: false) } + warnings))
        }
        let outcomes = try visit.editor.add(offered)
        return .redirect(
          outcomes.count == 1 ? "/event-types/\(outcomes[0].offered.type.id)" : "/event-types",
          notice: .done("Imported \(outcomes.map { $0.words(isDone: true) }.joined(separator: "; ")).".sentence))
      } catch let error as EventTypesError {
        let problems = error.message.split(separator: "\n").map {
          FormProblem(field: "definition", message: String($0).sentence)
        }
        return .page(EventTypeImportPage(text, problems: problems), status: .badRequest)
      }
    }
    pages.action("/event-types/{id}/delete") { visit in
      let id = try visit.parameter("id")
      return try visit.redirect("/event-types", or: "/event-types/\(id)", .done("Deleted event type '\(id)'.")) {
        try visit.editor.deleteEventType(id)
      }
    }
  }

  private func entry(_ visit: Visit) throws -> EventTypeCatalogue.Entry {
    try EventTypeCatalogue(visit.workspace.installation).entry(visit.parameter("id"))
  }
}
