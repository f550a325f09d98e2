import Connections
import Foundation
import Records

/// `/connections/new`, `/connections/{connection}/copy` and `/delete`.
struct NewConnectionRoutes {
  func add(to pages: SiteRouter) {
    pages.page("/connections/new", .operator) { _ in .page(NewConnectionPage()) }
    pages.action("/connections/new", create)
    pages.page("/connections/:connection/copy", .operator) { visit in
      .page(NewConnectionPage(copyOf: try visit.workspace.library.member(visit.parameter("connection")).id))
    }
    pages.action("/connections/:connection/copy", copy)
    pages.page("/connections/:connection/delete", .operator) { visit in
      let (_, summary, _) = try visit.connection(tab: "")
      return .page(
        DeleteConnectionPage(
          title: "Delete \(summary.name)", id: summary.id, name: summary.name, path: "/connections/\(summary.id)",
          file: summary.file))
    }
    pages.action("/connections/:connection/delete") { visit in
      let id = try visit.parameter("connection")
      _ = try visit.workspace.library.delete(id)
      return .redirect(
        "/connections", notice: .done("'\(id)' is deleted. Its history, its runs and all profiles stay."))
    }
  }

  private func create(_ visit: Visit) throws -> Answer {
    let form = visit.form
    var problems = try Self.problems(of: form["id"] ?? "", visit)
    let id = form["id"] ?? ""
    var iterable: [JSONValue.Member] = []
    switch form["data_center"] {
    case "other":
      guard let address = form.text("base_url") else {
        problems.append(FormProblem(field: "base_url", message: "Enter the address, such as http://127.0.0.1:8800."))
        break
      }
      iterable.append(.init(key: "base_url", value: .string(address)))
    default: iterable.append(.init(key: "data_center", value: .string(form["data_center"] ?? "us")))
    }
    if form.text("key") == nil {
      problems.append(FormProblem(field: "key", message: "Enter the project's API key, or where it is."))
    }
    guard problems.isEmpty else { return .page(NewConnectionPage(form: form, problems: problems), status: .badRequest) }
    let reference = try visit.workspace.secrets.reference(for: form.text("key") ?? "", connection: id)
    iterable.append(.init(key: "api_key", value: .string(reference)))
    iterable.append(.init(key: "project_type", value: .string(form["project_type"] ?? "email")))
    let text = """
      connection: \(id)
      name: \(JSONValue.string(form.text("name") ?? id).yaml)
      iterable: \(JSONValue.object(iterable).yaml)
      goals: []

      """
    return try keep(id, text, visit) { NewConnectionPage(form: form, problems: $0) }
  }

  private func copy(_ visit: Visit) throws -> Answer {
    let (original, form) = (try visit.parameter("connection"), visit.form)
    let problems = try Self.problems(of: form["id"] ?? "", visit)
    guard problems.isEmpty else {
      return .page(NewConnectionPage(copyOf: original, form: form, problems: problems), status: .badRequest)
    }
    let id = form["id"] ?? ""
    let file = try visit.workspace.library.edited(original) { editor in
      try editor.put("connection", .string(id))
      if let name = form.text("name") { try editor.put("name", .string(name)) }
      // A copy does nothing by itself before somebody looked at it.
      try editor.put("enabled", .bool(false))
    }
    return try keep(id, file.source.text, visit) { NewConnectionPage(copyOf: original, form: form, problems: $0) }
  }

  private func keep(
    _ id: String, _ text: String, _ visit: Visit, page: ([FormProblem]) -> NewConnectionPage
  ) throws -> Answer {
    do {
      _ = try visit.workspace.library.apply(
        ConnectionFile(parsing: text, name: id, folder: visit.workspace.home), note: "made in the console")
    } catch let error as ConnectionsError where error.code == .invalidFile {
      let found = error.diagnostics.filter { $0.severity == .error }.map { FormProblem(message: $0.message.sentence) }
      return .page(
        page(found.isEmpty ? [FormProblem(message: error.description.sentence)] : found), status: .badRequest)
    }
    return .redirect("/connections/\(id)", notice: .done("'\(id)' is there. Add goals, then set it up and run it."))
  }

  private static func problems(of id: String, _ visit: Visit) throws -> [FormProblem] {
    guard id.wholeMatch(of: /[a-z0-9][a-z0-9_-]*/) != nil else {
      return [FormProblem(field: "id", message: "Use lower-case letters, digits, '-' and '_' for the id.")]
    }
    let members = try visit.workspace.library.members().members
    guard !members.contains(where: { $0.id == id && $0.ruler != .deleted }) else {
      return [FormProblem(field: "id", message: "There is a connection '\(id)' already.")]
    }
    return []
  }
}
