import Connections
import Foundation
import Profiles

/// `/objectives` and `/zones`: what people consent to, and where which law holds.
struct ObjectivesRoutes {
  func add(to pages: SiteRouter) {
    pages.page("/objectives") { visit in
      let (objectives, zones, tally) = try visit.store.read { reader in
        let objectives = try reader.objectives()
        let time = LookingTime.of(visit)
        return (objectives, try reader.zones(), try reader.tally(consentsTo: objectives, within: time))
      }
      var connections: [String: [Connection]] = [:]
      for objective in objectives { connections[objective.id] = try visit.editor.uses(ofObjective: objective.id) }
      return .page(ObjectivesPage(objectives, tally, zones: zones, connections: connections))
    }
    pages.page("/objectives/new", .operator) { visit in
      try form(Objective(id: "", title: ""), isNew: true, visit).answer
    }
    pages.page("/objectives/{id}/edit", .operator) { visit in try form(stored(visit), isNew: false, visit).answer }
    pages.page("/objectives/{id}/delete", .operator) { visit in
      let objective = try stored(visit)
      let users = try visit.editor.uses(ofObjective: objective.id)
      return .page(
        DeletionPage(
          title: "Delete objective \(objective.title)", section: "/objectives",
          action: "/objectives/\(objective.id)/delete", button: "Delete objective", back: "/objectives",
          notes: ["What profiles said of it stays with them, and counts again where it is added again."],
          obstacle: users.isEmpty
            ? nil
            : "\(users.map(\.name).joined(separator: ", ")) \(users.count == 1 ? "is" : "are") linked to it: change that first."
        ))
    }
    pages.action("/objectives/new") { visit in try save(isNew: true, id: visit.form.text("id") ?? "", visit) }
    pages.action("/objectives/{id}/edit") { visit in try save(isNew: false, id: stored(visit).id, visit) }
    pages.action("/objectives/{id}/delete") { visit in
      let id = try visit.parameter("id")
      return try visit.redirect("/objectives", or: "/objectives", .done("Deleted objective '\(id)'.")) {
        try visit.editor.deleteObjective(id)
      }
    }
    pages.action("/zones") { visit in
      let needs = visit.form.text("needs").flatMap(Objective.Needs.init) ?? .optIn
      let zone = PrivacyZone(id: visit.form.text("zone") ?? "", needs: needs)
      return try visit.redirect("/objectives", or: "/objectives", .done("Saved zone '\(zone.id)'.")) {
        try visit.editor.put(zone)
      }
    }
    pages.action("/zones/{id}/delete") { visit in
      let id = try visit.parameter("id")
      return try visit.redirect("/objectives", or: "/objectives", .done("Deleted zone '\(id)'.")) {
        try visit.editor.deleteZone(id)
      }
    }
  }

  private func stored(_ visit: Visit) throws -> Objective {
    let id = try visit.parameter("id")
    guard let objective = try visit.store.read({ try $0.objectives() }).first(where: { $0.id == id }) else {
      throw ConsoleError(.notFound, "there is no objective '\(id)'")
    }
    return objective
  }

  private func form(_ objective: Objective, isNew: Bool, _ visit: Visit, _ problems: [FormProblem] = []) throws
    -> FieldsPage
  {
    let zones = try visit.store.read { try $0.zones() }
    return FieldsPage(
      title: isNew ? "New objective" : "Edit \(objective.title)", section: "/objectives",
      action: isNew ? "/objectives/new" : "/objectives/\(objective.id)/edit", button: "Save objective",
      backWords: "Objectives",
      fields: [
        FieldView.text("id", "Id", objective.id, help: "What profiles and connections name it by; it does not change.")
          .required().fixed(!isNew),
        .text("title", "Title", objective.title, help: "What people read."),
        .select("needs", "Needs", objective.needs.rawValue, Objective.Needs.choices),
        .checks(
          "zones", "Zones that decide for their own profiles", objective.zones,
          zones.map { ($0.id, "\($0.id) – \($0.needs.words)") },
          help: "Profiles in none of these go by what the objective itself needs."),
      ], problems: problems)
  }

  private func save(isNew: Bool, id: String, _ visit: Visit) throws -> Answer {
    let objective = Objective(
      id: id, title: visit.form.text("title") ?? id,
      needs: visit.form.text("needs").flatMap(Objective.Needs.init) ?? .optIn, zones: visit.form.all("zones"))
    do {
      if isNew, try visit.store.read({ try $0.objectives() }).contains(where: { $0.id == id }) {
        throw ConsoleError(.conflict, "there is an objective with this id already")
      }
      try visit.editor.put(objective)
    } catch {
      return try form(objective, isNew: isNew, visit, [FormProblem(error, field: "id")]).answer
    }
    return .redirect("/objectives", notice: .done("Saved objective '\(id)'."))
  }
}
