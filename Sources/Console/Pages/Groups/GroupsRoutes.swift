import Foundation
import Profiles

/// `/groups`: the kinds of groups, and the groups of each.
struct GroupsRoutes {
  func add(to pages: SiteRouter) {
    pages.page("/groups") { visit in
      .page(
        GroupTypesPage(
          try visit.store.read { reader in
            try reader.groupTypes().map { ($0, try reader.groupCount($0.id)) }
          }))
    }
    pages.page("/groups/new", .operator) { visit in try form(GroupType(id: "", joinedBy: []), isNew: true, visit).answer
    }
    pages.page("/groups/{type}") { visit in
      let id = try visit.parameter("type")
      let after = visit.query["after"] ?? ""
      return .page(
        try visit.store.read { reader in
          let type = try reader.requireGroupType(id)
          var rows: [GroupsPage.Row] = []
          _ = try reader.groups(type.id, after: after, limit: GroupsPage.pageSize + 1) { group in
            rows.append(
              GroupsPage.Row(
                id: group.idText, modified: Moment(group.modified.date, now: visit.workspace.now),
                properties: (try group.json()["properties"]?.object ?? []).map {
                  .init(name: $0.key, values: $0.value.valuesText)
                }))
          }
          return GroupsPage(type, count: try reader.groupCount(type.id), rows, after: after)
        })
    }
    pages.page("/groups/{type}/edit", .operator) { visit in try form(stored(visit), isNew: false, visit).answer }
    pages.page("/groups/{type}/delete", .operator) { visit in
      let type = try stored(visit)
      let count = try visit.store.read { try $0.groupCount(type.id) }
      return .page(
        DeletionPage(
          title: "Delete group type \(type.name)", section: "/groups", action: "/groups/\(type.id)/delete",
          button: "Delete group type", back: "/groups/\(type.id)",
          goes: count == 0 ? [] : ["\(count.counted(type.name, type.pluralName)), with their properties"],
          notes: ["Profiles keep the ids that they hold."],
          box: count == 0 ? nil : "Also delete its \(count.counted("group"))"))
    }
    pages.action("/groups/new") { visit in try save(visit.form.text("id") ?? "", isNew: true, visit) }
    pages.action("/groups/{type}/edit") { visit in try save(stored(visit).id, isNew: false, visit) }
    pages.action("/groups/{type}/delete") { visit in
      let id = try visit.parameter("type")
      return try visit.redirect("/groups", or: "/groups/\(id)", .done("Deleted group type '\(id)'.")) {
        _ = try visit.editor.deleteGroupType(id, withGroups: visit.form.isOn("sure"))
      }
    }
  }

  private func stored(_ visit: Visit) throws -> GroupType {
    let id = try visit.parameter("type")
    return try visit.store.read { try $0.requireGroupType(id) }
  }

  private func form(_ type: GroupType, isNew: Bool, _ visit: Visit, _ problems: [FormProblem] = []) throws -> FieldsPage
  {
    let properties = try visit.store.read { try $0.properties() }
    return FieldsPage(
      title: isNew ? "New group type" : "Edit \(type.name)", section: "/groups",
      action: isNew ? "/groups/new" : "/groups/\(type.id)/edit", button: "Save group type", backWords: "Groups",
      fields: [
        FieldView.text("id", "Id", type.id, help: "Letters, digits, '-', '_' and '.'; it does not change.").required()
          .fixed(!isNew),
        .text("name", "Name of one", type.name, help: "Such as Store."),
        .text("plural", "Name of several", type.pluralName, help: "Such as Stores."),
        .checks(
          "joined_by", "Profiles join by", type.joinedBy,
          properties.map { ($0.name, $0.title.map { "\($0)" } ?? $0.name) },
          help: "The properties that hold the groups’ ids."),
        .text("joined_by_more", "By another property", "", help: "One that profiles do not have yet."),
      ], problems: problems)
  }

  private func save(_ id: String, isNew: Bool, _ visit: Visit) throws -> Answer {
    let form = visit.form
    let joinedBy = form.all("joined_by") + [form.text("joined_by_more")].compactMap(\.self)
    do {
      if isNew, try visit.store.read({ try $0.groupTypes() }).contains(where: { $0.id == id }) {
        throw ConsoleError(.conflict, "there is a group type with this id already")
      }
      _ = try visit.editor.putGroupType(
        id, name: form.text("name"), pluralName: form.text("plural"), joinedBy: joinedBy)
    } catch {
      let type = GroupType(id: id, name: form.text("name"), pluralName: form.text("plural"), joinedBy: joinedBy)
      let field = joinedBy.isEmpty && !id.isEmpty ? "joined_by" : "id"
      return try self.form(type, isNew: isNew, visit, [FormProblem(error, field: field)]).answer
    }
    return .redirect("/groups/\(id)", notice: .done("Saved group type '\(id)'."))
  }
}
