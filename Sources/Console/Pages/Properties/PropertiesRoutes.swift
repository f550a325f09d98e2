import Foundation
import Profiles

/// `/properties`: what profiles have.
struct PropertiesRoutes {
  func add(to pages: SiteRouter) {
    pages.page("/properties") { visit in
      .page(
        try visit.store.read { reader in
          let properties = try reader.properties()
          let tally = try reader.tally(properties: properties.map(\.name), within: LookingTime.of(visit))
          return PropertiesPage(properties, tally, groupTypes: try reader.groupTypes())
        })
    }
    pages.page("/properties/new", .operator) { _ in form(Property(name: ""), isNew: true).answer }
    pages.page("/properties/{name}/edit", .operator) { visit in form(try stored(visit), isNew: false).answer }
    pages.action("/properties/new") { visit in try save(visit.form.text("name") ?? "", isNew: true, visit) }
    pages.action("/properties/{name}/edit") { visit in try save(stored(visit).name, isNew: false, visit) }
  }

  private func stored(_ visit: Visit) throws -> Property {
    let name = try visit.parameter("name")
    guard let property = try visit.store.read({ try $0.properties() }).first(where: { $0.name == name }) else {
      throw ConsoleError(.notFound, "there is no property '\(name)'")
    }
    return property
  }

  private func form(_ property: Property, isNew: Bool, _ problems: [FormProblem] = []) -> FieldsPage {
    FieldsPage(
      title: isNew ? "New property" : "Edit \(property.name)", section: "/properties",
      action: isNew ? "/properties/new" : "/properties/\(property.name)/edit", button: "Save property",
      backWords: "Properties",
      fields: [
        FieldView.text("name", "Name", property.name, help: "Letters, digits, '-', '_' and '.'; it does not change.")
          .required().fixed(!isNew),
        .select(
          "type", "Type", property.type.rawValue, Property.ValueType.choices,
          help: "It cannot change once profiles have values."),
        .checks(
          "identifier", "Finding profiles", property.isIdentifier ? ["yes"] : [],
          [("yes", "Identifier: profiles can be found by it")],
          help: "Changing this on a large store goes through all profiles, and nothing else is written meanwhile."),
        .text("title", "Title", property.title ?? "", help: "What people read; may be empty."),
      ], problems: problems)
  }

  private func save(_ name: String, isNew: Bool, _ visit: Visit) throws -> Answer {
    let property = Property(
      name: name, type: visit.form.text("type").flatMap(Property.ValueType.init) ?? .text,
      isIdentifier: visit.form.isOn("identifier"), title: visit.form.text("title"))
    do {
      if isNew, try visit.store.read({ try $0.properties() }).contains(where: { $0.name == name }) {
        throw ConsoleError(.conflict, "there is a property of this name already")
      }
      try visit.editor.put(property)
    } catch {
      let isType = (error as? ProfilesError)?.code == .conflict
      return form(property, isNew: isNew, [FormProblem(error, field: isType ? "type" : "name")]).answer
    }
    return .redirect("/properties", notice: .done("Saved property '\(name)'."))
  }
}
