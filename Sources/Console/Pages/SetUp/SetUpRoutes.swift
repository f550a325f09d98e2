import Connections
import Foundation
import Profiles
import Records

/// `/connections/{connection}/set-up`: the key and where the project is, the check, the schedule, and running.
struct SetUpRoutes {
  func add(to pages: SiteRouter) {
    pages.page("/connections/:connection/set-up") { .page(try Self.page($0)) }
    pages.action("/connections/:connection/set-up", setProject)
    pages.action("/connections/:connection/set-up/check") { visit in
      let connection = try visit.workspace.library.connection(visit.parameter("connection"))
      return .page(try Self.page(visit, check: Check.of(connection, in: visit.workspace.installation)))
    }
    pages.action("/connections/:connection/set-up/schedule", setSchedule)
  }

  private static func page(
    _ visit: Visit, check: Check? = nil, sent: ScheduleForm? = nil, problems: [FormProblem] = []
  ) throws -> SetUpPage {
    let (connection, summary, head) = try visit.connection(tab: "/set-up")
    var (iterable, schedule): (JSONValue?, JSONValue?)
    _ = try visit.workspace.library.edited(connection.id) { editor in
      (iterable, schedule) = (editor.option("iterable"), editor.option("schedule"))
    }
    let runs = try visit.store.read { try $0.runs(connection: connection.id, before: nil, limit: 30) }
    let shown = sent.map { Self.schedule($0, connection, visit) } ?? connection.schedule
    return SetUpPage(
      connection, summary, head: head, iterable: iterable, schedule: sent ?? ScheduleForm(schedule),
      upcoming: shown?.upcoming(5, after: visit.workspace.now) ?? [], isSchedulePreview: sent != nil, runs: runs,
      served: visit.workspace.service.servedRuns, check: check, problems: problems, now: visit.workspace.now)
  }

  /// The schedule that the form would make; nil where it makes none.
  private static func schedule(_ form: ScheduleForm, _ connection: Connection, _ visit: Visit) -> Schedule? {
    try? visit.workspace.library.edited(connection.id) { try $0.put("schedule", form.option) }.connection?.schedule
  }

  private func setSchedule(_ visit: Visit) throws -> Answer {
    let (id, form) = (try visit.parameter("connection"), ScheduleForm(visit.form))
    let changed = try visit.workspace.library.edited(id) { try $0.put("schedule", form.option) }
    let errors = changed.diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else {
      let problems = errors.map {
        FormProblem(field: "kind", message: "\($0.message.sentence) \($0.hint?.sentence ?? "")")
      }
      return .page(try Self.page(visit, sent: form, problems: problems), status: .badRequest)
    }
    if visit.form["action"] == "show" { return .page(try Self.page(visit, sent: form)) }
    return try visit.edit(
      id, note: "schedule", to: "/connections/\(id)/set-up", done: "The schedule is saved."
    ) { try $0.put("schedule", form.option) }
  }

  private func setProject(_ visit: Visit) throws -> Answer {
    let (id, form) = (try visit.parameter("connection"), visit.form)
    let reference = try form.text("key").map { try visit.workspace.secrets.reference(for: $0, connection: id) }
    return try visit.edit(
      id, note: "project", to: "/connections/\(id)/set-up", done: "The project is saved; check it now."
    ) { editor in
      // What the page does not show stays.
      var members = editor.option("iterable")?.object ?? []
      func set(_ key: String, _ value: JSONValue?) {
        members.removeAll { $0.key == key }
        if let value { members.append(.init(key: key, value: value)) }
      }
      if form["data_center"] == "other" {
        set("data_center", nil)
        set("base_url", .string(form.text("base_url") ?? ""))
      } else {
        set("base_url", nil)
        set("data_center", .string(form["data_center"] ?? "us"))
      }
      if let reference { set("api_key", .string(reference)) }
      set("project_type", .string(form["project_type"] ?? "email"))
      try editor.put("iterable", .object(members))
    }
  }
}
