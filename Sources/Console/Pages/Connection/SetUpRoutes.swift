import Connections
import Foundation
import Hummingbird
import IterableAPI
import Profiles
import Records

/// `/connections/{connection}/set-up`: the key and the project, whether it all works, the schedule, and runs.
struct SetUpRoutes {
  func add(to pages: SiteRouter) {
    pages.page("/connections/:connection/set-up") { try Self.page($0) }
    pages.action("/connections/:connection/key", setKey)
    pages.action("/connections/:connection/project", setProject)
    pages.action("/connections/:connection/check", check)
    pages.action("/connections/:connection/schedule", setSchedule)
  }

  /// A check that takes longer is ended: the browser's connection would not live to see its end.
  private static let checkSeconds = 40.0

  private static func page(
    _ visit: Visit, status: HTTPResponse.Status = .ok,
    _ change: (Connection, inout ConnectionSetUpPage.State) throws -> Void = { _, _ in }
  ) throws -> Answer {
    let (_, member, path) = try visit.member(tab: "/set-up")
    if member.problem != nil { return .redirect(path.path + "/yaml") }
    let (connection, summary, head) = try visit.connection(tab: "/set-up")
    var state = ConnectionSetUpPage.State(schedule: ScheduleForm(connection.schedule))
    let now = visit.workspace.now
    state.next = connection.schedule?.upcoming(5, after: now) ?? []
    state.runs = try visit.store.read { try $0.runs(connection: connection.id, before: nil, limit: RunChart.most) }
    state.requests = visit.workspace.service.servedRuns.filter {
      $0.connection.id == connection.id && $0.state.stage != .ended
    }
    try change(connection, &state)
    return .page(ConnectionSetUpPage(connection, summary, head, state, now: now), status: status)
  }

  // MARK: The project

  private func setKey(_ visit: Visit) throws -> Answer {
    let id = try visit.parameter("connection")
    guard let key = visit.form.text("key") else {
      return try refused(visit, FormProblem(field: "key", message: "Enter the project's API key, or where it is."))
    }
    if case .file = try visit.workspace.library.member(id).ruler, SecretReference(key) == nil {
      let message = "A file rules this connection: enter where the key is, ${env:NAME}, ${file:/path} or ${cred:NAME}."
      return try refused(visit, FormProblem(field: "key", message: message))
    }
    do {
      return try visit.workspace.secrets.keeping(key, for: id) { reference in
        try visit.edit(id, note: "key", to: "/connections/\(id)/set-up", done: "The key is set.") { editor in
          var members = editor.option("iterable")?.object ?? []
          let new = JSONValue.Member(key: "api_key", value: .string(reference))
          if let place = members.firstIndex(where: { $0.key == new.key }) {
            members[place] = new
          } else {
            members.append(new)
          }
          try editor.put("iterable", .object(members))
        }
      }
    } catch let error as ConsoleError where error.code == .badRequest {
      return try refused(visit, FormProblem(field: "key", message: error.description.sentence))
    }
  }

  private func setProject(_ visit: Visit) throws -> Answer {
    let (id, form) = (try visit.parameter("connection"), visit.form)
    var problems: [FormProblem] = []
    let members = ProjectForm.members(form, &problems)
    if problems.isEmpty {
      do {
        return try visit.edit(id, note: "project", to: "/connections/\(id)/set-up", done: "The project is saved.") {
          editor in
          // What the page does not show stays.
          let shown = ["data_center", "base_url", "project_type"]
          let others = editor.option("iterable")?.object?.filter { !shown.contains($0.key) } ?? []
          try editor.put("iterable", .object(members + others))
        }
      } catch let error as ConnectionsError where error.code == .invalidFile {
        problems = FormProblem.all(of: error, field: "base_url")
      }
    }
    return try Self.page(visit, status: .badRequest) { ($1.project, $1.problems) = (form, problems) }
  }

  private func refused(_ visit: Visit, _ problem: FormProblem) throws -> Answer {
    try Self.page(visit, status: .badRequest) { $1.problems = [problem] }
  }

  private func check(_ visit: Visit) throws -> Answer {
    try Self.page(visit) { connection, state in
      let cancellation = Cancellation()
      let end = DispatchWorkItem { cancellation.cancel() }
      DispatchQueue.global().asyncAfter(deadline: .now() + Self.checkSeconds, execute: end)
      defer { end.cancel() }
      state.check = Check.of(connection, in: visit.workspace.installation, cancellation: cancellation)
    }
  }

  // MARK: The schedule

  /// Shows when the connection would run, or saves.
  private func setSchedule(_ visit: Visit) throws -> Answer {
    let (id, form) = (try visit.parameter("connection"), ScheduleForm(visit.form))
    func problems(_ error: ConnectionsError) -> [FormProblem] {
      FormProblem.all(of: error).map { FormProblem(field: form.field(of: $0.message), message: $0.message) }
    }
    do {
      guard visit.form["action"] == "show" else {
        return try visit.edit(id, note: "schedule", to: "/connections/\(id)/set-up", done: "The schedule is saved.") {
          try $0.put("schedule", form.option)
        }
      }
      let changed = try visit.workspace.library.edited(id) { try $0.put("schedule", form.option) }
      let next = try changed.checkedConnection().schedule?.upcoming(5, after: visit.workspace.now) ?? []
      return try Self.page(visit) { ($1.schedule, $1.next, $1.isPreview) = (form, next, true) }
    } catch let error as ConnectionsError where error.code == .invalidFile {
      return try Self.page(visit, status: .badRequest) {
        ($1.schedule, $1.next, $1.problems) = (form, [], problems(error))
      }
    }
  }
}
