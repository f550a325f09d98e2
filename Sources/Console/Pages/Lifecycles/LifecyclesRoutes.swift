import Connections
import Foundation
import Profiles

/// `/lifecycles`: the list, one lifecycle, and where they are made, changed and deleted.
struct LifecyclesRoutes {
  func add(to pages: SiteRouter) {
    pages.page("/lifecycles") { visit in .page(LifecyclesPage(try visit.store.read { try $0.lifecycles() })) }
    pages.page("/lifecycles/new", .operator) { visit in try show(LifecycleDraft(), visit) }
    pages.page("/lifecycles/{id}") { visit in
      let id = try visit.parameter("id")
      return .page(
        try visit.store.read { reader in
          let lifecycle = try reader.lifecycle(id)
          return LifecyclePage(lifecycle, try reader.tally(stagesOf: lifecycle, within: LookingTime.of(visit)))
        })
    }
    pages.page("/lifecycles/{id}/edit", .operator) { visit in try show(LifecycleDraft(stored(visit)), visit) }
    pages.page("/lifecycles/{id}/delete", .operator) { visit in
      let lifecycle = try stored(visit)
      return .page(
        DeletionPage(
          title: "Delete lifecycle \(lifecycle.name)", section: "/lifecycles",
          action: "/lifecycles/\(lifecycle.id)/delete", button: "Delete lifecycle",
          back: "/lifecycles/\(lifecycle.id)", goes: ["The touches that were counted in its stages"],
          notes: ["The profiles stay. Goals that were its touchpoints export without a threshold."]))
    }
    pages.action("/lifecycles/new") { visit in try answer(LifecycleDraft(visit.form, stored: nil), visit) }
    pages.action("/lifecycles/{id}/edit") { visit in
      let lifecycle = try stored(visit)
      return try answer(LifecycleDraft(visit.form, stored: lifecycle.id), visit)
    }
    pages.action("/lifecycles/{id}/delete") { visit in
      let id = try visit.parameter("id")
      return try visit.redirect("/lifecycles", or: "/lifecycles/\(id)", .done("Deleted lifecycle '\(id)'.")) {
        try visit.editor.deleteLifecycle(id)
      }
    }
  }

  private func stored(_ visit: Visit) throws -> Lifecycle {
    let id = try visit.parameter("id")
    return try visit.store.read { try $0.lifecycle(id) }
  }

  private func show(_ draft: LifecycleDraft, _ visit: Visit) throws -> Answer {
    let offered = try visit.offeredEventTypes()
    let choices = try visit.store.read { try ConditionChoices($0, lifecycle: draft.stored, offered: offered) }
    let connections = try visit.workspace.library.members().members.compactMap { try? $0.connection() }
    let goals = connections.flatMap { connection in
      connection.goals.filter { !$0.isImport }.map { "\(connection.id)/\($0.name)" }
    }
    return .page(
      LifecycleFormPage(draft, choices, goals: goals), status: draft.problems.isEmpty ? .ok : .badRequest)
  }

  /// What the button of the form does.
  private func answer(_ draft: LifecycleDraft, _ visit: Visit) throws -> Answer {
    var draft = draft
    let button = ConditionButton(visit.form["do"] ?? "save")
    if draft.change(button, FormValues(visit.form)) || button.verb == "refresh" { return try show(draft, visit) }
    let offered = try visit.offeredEventTypes()
    if button.verb == "yaml" || button.verb == "fields" {
      try visit.store.read { reader in
        if button.verb == "yaml" {
          try draft.becomeText(reader, offered: offered)
        } else {
          try draft.becomeFields(reader, offered: offered)
        }
      }
      return try show(draft, visit)
    }
    let (lifecycle, isTaken) = try visit.store.read { reader in
      let lifecycle = try draft.lifecycle(reader, offered: offered)
      let isThere = try lifecycle.map { found in try reader.lifecycles().contains { $0.id == found.id } } ?? false
      return (lifecycle, isThere && draft.stored == nil)
    }
    if isTaken {
      draft.problems = [
        FormProblem(field: draft.yaml == nil ? "id" : "yaml", message: "There is a lifecycle with this id already.")
      ]
    }
    guard let lifecycle, draft.problems.isEmpty else { return try show(draft, visit) }
    do {
      try visit.editor.put(lifecycle)
    } catch {
      let place = draft.yaml == nil ? LifecycleDraft.field((error as? ProfilesError)?.path, []) : "yaml"
      draft.problems = [FormProblem(error, field: place)]
      return try show(draft, visit)
    }
    return .redirect("/lifecycles/\(lifecycle.id)", notice: .done("Saved lifecycle '\(lifecycle.id)'."))
  }
}
