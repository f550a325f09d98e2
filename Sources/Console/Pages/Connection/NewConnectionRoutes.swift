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
      let (_, summary, _) = try visit.member(tab: "")
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
    let id = Self.id(form)
    var problems = try Self.problems(of: id, visit)
    var iterable = ProjectForm.members(form, &problems)
    let key = form.text("key") ?? ""
    if key.isEmpty {
      problems.append(FormProblem(field: "key", message: "Enter the project's API key, or where it is."))
    }
    func page(_ problems: [FormProblem]) -> Answer {
      .page(NewConnectionPage(form: form, problems: problems), status: .badRequest)
    }
    guard problems.isEmpty else { return page(problems) }
    do {
      return try visit.workspace.secrets.keeping(key, for: id) { reference in
        iterable.append(.init(key: "api_key", value: .string(reference)))
        let text = """
          connection: \(id)
          name: \(JSONValue.string(form.text("name") ?? id).yaml)
          iterable: \(JSONValue.object(iterable).yaml)
          goals: []

          """
        return try Self.keep(id, text, visit)
      }
    } catch let error as ConnectionsError where error.code == .invalidFile {
      return page(FormProblem.all(of: error, field: form["data_center"] == "other" ? "base_url" : nil))
    } catch let error as ConsoleError where error.code == .badRequest {
      return page([FormProblem(field: "key", message: error.description.sentence)])
    }
  }

  private func copy(_ visit: Visit) throws -> Answer {
    let (original, form) = (try visit.parameter("connection"), visit.form)
    let id = Self.id(form)
    let problems = try Self.problems(of: id, visit)
    guard problems.isEmpty else {
      return .page(NewConnectionPage(copyOf: original, form: form, problems: problems), status: .badRequest)
    }
    let file = try visit.workspace.library.edited(original) { editor in
      try editor.put("connection", .string(id))
      if let name = form.text("name") { try editor.put("name", .string(name)) }
      // A copy does nothing by itself before somebody looked at it.
      try editor.put("enabled", .bool(false))
    }
    do {
      return try Self.keep(id, file.source.text, visit)
    } catch let error as ConnectionsError where error.code == .invalidFile {
      return .page(
        NewConnectionPage(copyOf: original, form: form, problems: FormProblem.all(of: error)), status: .badRequest)
    }
  }

  private static func keep(_ id: String, _ text: String, _ visit: Visit) throws -> Answer {
    _ = try visit.workspace.library.apply(
      ConnectionFile(parsing: text, name: id, folder: visit.workspace.home), note: "made in the console")
    return .redirect("/connections/\(id)", notice: .done("'\(id)' is there. Add goals, then set it up and run it."))
  }

  /// What was entered, else one after the name.
  private static func id(_ form: Form) -> String {
    if let id = form.text("id") { return id }
    let plain = (form.text("name") ?? "").lowercased().folding(options: .diacriticInsensitive, locale: nil)
    return plain.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.joined(separator: "-")
  }

  private static func problems(of id: String, _ visit: Visit) throws -> [FormProblem] {
    guard !id.isEmpty else { return [FormProblem(field: "name", message: "Enter a name.")] }
    guard id != "new" else {
      return [FormProblem(field: "id", message: "'new' is a page of the console: choose another id.")]
    }
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
