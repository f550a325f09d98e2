import Access
import Audit
import Connections
import Foundation
import IterableAPI
import Profiles

/// `/settings`: the file `settings.yaml`, what waits to be told, and a test of it.
struct SettingsRoutes {
  func add(to pages: SiteRouter) {
    pages.page("/settings", .admin) { visit in .page(try Self.page(visit, text: Self.text(visit))) }
    pages.action("/settings", .admin, save)
    pages.action("/settings/notifications", .admin, tell)
  }

  private static func file(_ visit: Visit) -> URL { visit.workspace.home.appending(path: "settings.yaml") }

  private static func text(_ visit: Visit) -> String {
    (try? String(contentsOf: file(visit), encoding: .utf8)) ?? ""
  }

  private static func page(_ visit: Visit, text: String, problems: [FormProblem] = []) throws -> SettingsPage {
    let messages = try visit.store.read { try $0.notifications(dueBy: nil, limit: 200) }
    let connections = try visit.workspace.library.members().members.compactMap { try? $0.connection() }
      .filter { $0.notifications != nil }.map(\.id)
    let state = visit.workspace.service.state
    let reasons =
      [state.unreadablePlugins].compactMap(\.self) + state.refused.map { ConsoleError(describing: $0).description }
    return SettingsPage(
      text: text, file: file(visit).path, problems: problems, messages: messages, connections: connections,
      reasons: reasons, now: visit.workspace.now)
  }

  private func save(_ visit: Visit) throws -> Answer {
    let text = (visit.form["text"] ?? "").replacing("\r\n", with: "\n")
    do {
      _ = try Settings(parsing: text, name: "settings.yaml")
    } catch let error as ConnectionsError {
      let problems = FormProblem.all(of: error, field: "text", withLines: true)
      return .page(try Self.page(visit, text: text, problems: problems), status: .badRequest)
    }
    let file = Self.file(visit)
    if !FileManager.default.fileExists(atPath: file.path) {
      guard FileManager.default.createFile(atPath: file.path, contents: nil, attributes: [.posixPermissions: 0o600])
      else {
        throw ConsoleError(
          .failed, "cannot write \(file.path)", hint: "make its folder writable for the user who serves")
      }
    }
    try visit.oversight.audit.append("settings.change", ["file": .string(file.path)], isDurable: true)
    try ReplacedFile.replace(file, with: text)
    return .redirect("/settings", notice: .done("The settings are saved; they hold from now on."))
  }

  private func tell(_ visit: Visit) throws -> Answer {
    let notifier = Notifier(visit.workspace.installation)
    if visit.form["action"] == "retry" {
      let ids = Set(try visit.store.read { try $0.notifications(dueBy: nil, limit: .max) }.map(\.id))
      try notifier.deliver(ids: ids, cancellation: Cancellation())
      let left = try visit.store.read { try $0.notifications(dueBy: nil, limit: .max) }.count { ids.contains($0.id) }
      return .redirect(
        "/settings", notice: left == 0 ? .done("Everything is delivered.") : .failed("\(left) could not be delivered."))
    }
    let connection = try visit.workspace.library.connection(visit.form["connection"] ?? "")
    let check = notifier.test(connection, cancellation: Cancellation()) { _ in }
    let failed = check.steps.compactMap { step -> String? in
      if case .failed(let message, let hint) = step.result {
        return "\(step.name): \(message)" + (hint.map { "; \($0)" } ?? "")
      }
      return nil
    }
    return .redirect(
      "/settings",
      notice: failed.isEmpty
        ? .done("A test is sent to everybody whom '\(connection.id)' tells.")
        : .failed(failed.joined(separator: ". ").sentence))
  }
}
