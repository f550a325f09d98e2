import Connections
import Foundation
import Profiles
import Records

/// `/connections/{connection}`: the connection as a whole, its switches and its list of goals.
struct ConnectionRoutes {
  func add(to pages: SiteRouter) {
    pages.page("/connections/:connection", show)
    pages.action("/connections/:connection/details", setDetails)
    pages.action("/connections/:connection/notifications", setNotifications)
    pages.action("/connections/:connection/switch", setSwitch)
    pages.action("/connections/:connection/goals", addGoal)
    pages.action("/connections/:connection/goals/order", orderGoals)
    pages.action("/connections/:connection/goals/:goal/do", changeGoal)
  }

  private func show(_ visit: Visit) throws -> Answer {
    let (_, summary, head) = try visit.member(tab: "")
    // Its text and its versions can be looked at all the same.
    if summary.problem != nil { return .redirect(head.path + "/yaml") }
    return .page(try Self.page(visit))
  }

  private static func page(
    _ visit: Visit, details: Form? = nil, notifications: Form? = nil, problems: [FormProblem] = []
  ) throws -> ConnectionPage {
    let (connection, summary, head) = try visit.connection(tab: "")
    let objectives = try visit.store.read { try $0.objectives() }
    return ConnectionPage(
      connection, summary, head: head, objectives: objectives, details: details, notifications: notifications,
      problems: problems)
  }

  // MARK: The connection

  private func setDetails(_ visit: Visit) throws -> Answer {
    let (id, form) = (try visit.parameter("connection"), visit.form)
    let labels = (form["labels"] ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    do {
      return try visit.edit(id, note: "details", to: "/connections/\(id)", done: "The details are saved.") { editor in
        try editor.put("name", form.text("name").map { .string($0) })
        try editor.put("description", form.text("description").map { .string($0) })
        try editor.put("labels", .list(labels.filter { !$0.isEmpty }))
        try editor.put("objectives", .list(form.all("objective")))
      }
    } catch let error as ConnectionsError where error.code == .invalidFile {
      return .page(try Self.page(visit, details: form, problems: FormProblem.all(of: error)), status: .badRequest)
    }
  }

  private func setNotifications(_ visit: Visit) throws -> Answer {
    let (id, form) = (try visit.parameter("connection"), visit.form)
    let unsafe = ConnectionPage.webhooks(form).firstIndex { SecretReference($0.secret) == nil }
    if form.isOn("notify"), let unsafe {
      let problem = FormProblem(
        field: "webhook-\(unsafe + 1)-secret",
        message: "Say where the webhook's secret is: ${env:NAME}, ${file:/path} or ${cred:NAME}.")
      return .page(try Self.page(visit, notifications: form, problems: [problem]), status: .badRequest)
    }
    do {
      return try visit.edit(id, note: "notifications", to: "/connections/\(id)", done: "Notifications are saved.") {
        // A bare nil would be JSON's null.
        try $0.put("notifications", form.isOn("notify") ? .some(try Self.notifications(form, $0)) : .none)
      }
    } catch let error as ConnectionsError where error.code == .invalidFile {
      let problems = FormProblem.all(of: error).map { problem in
        FormProblem(
          field: problem.message.contains("webhook") ? "webhook-1" : "to",
          message: problem.message)
      }
      return .page(try Self.page(visit, notifications: form, problems: problems), status: .badRequest)
    }
  }

  /// What the form does not show stays as it is written.
  private static func notifications(_ form: Form, _ editor: ConnectionEditor) throws -> JSONValue {
    let shown = ["when", "to", "webhooks"]
    var members = editor.option("notifications")?.object?.filter { !shown.contains($0.key) } ?? []
    let to = (form["to"] ?? "").split { $0.isNewline || $0 == "," }.map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
    members.append(.init(key: "when", value: .string(form.text("when") ?? "failure")))
    if !to.isEmpty { members.append(.init(key: "to", value: .array(to.map { .string($0) }))) }
    let webhooks = ConnectionPage.webhooks(form).map { webhook -> JSONValue in
      ["url": .string(webhook.address), "secret": .string(webhook.secret)]
    }
    if !webhooks.isEmpty { members.append(.init(key: "webhooks", value: .array(webhooks))) }
    return .object(members)
  }

  /// What can be on or off; the form's `on` says what it shall be.
  private func setSwitch(_ visit: Visit) throws -> Answer {
    let (id, isOn) = (try visit.parameter("connection"), visit.form["on"] == "true")
    guard let option = visit.form["option"], let words = Self.switches[option] else {
      throw ConsoleError(.badRequest, "there is no such switch")
    }
    let origin: ConnectionVersion.Origin = option == "enabled" ? (isOn ? .enable : .disable) : .edit
    let back = visit.form["back"] == "list" ? "/connections" : "/connections/\(id)"
    return try visit.edit(
      id, origin, note: "\(words) \(isOn ? "on" : "off")", to: back, done: "\(words) is \(isOn ? "on" : "off")."
    ) { try $0.put(option, .bool(isOn)) }
  }

  private static let switches = [
    "enabled": "The connection", "favorite": "Favourite", "import": "Import data", "export": "Export profiles",
  ]

  // MARK: Goals

  private func addGoal(_ visit: Visit) throws -> Answer {
    let id = try visit.parameter("connection")
    guard let kind = visit.form.text("kind").flatMap(Goal.Kind.init), let name = visit.form.text("name") else {
      throw ConsoleError(.badRequest, "a goal needs a name", hint: "go back and enter one")
    }
    do {
      return try visit.edit(
        id, .goal, note: "goal \(name) added", to: "/connections/\(id)/goals/\(Form.encoded(name))",
        done: "The goal is added; it is off until you activate it."
      ) { try $0.addGoal(kind.beginning(name)) }
    } catch let error as ConnectionsError where error.code == .conflict {
      return .redirect("/connections/\(id)", notice: .failed("\(error)".sentence))
    }
  }

  /// The order as a script sends it: all goals by name.
  private func orderGoals(_ visit: Visit) throws -> Answer {
    let (id, names) = (try visit.parameter("connection"), visit.form.all("goal"))
    return try visit.edit(id, .goal, note: "goals ordered", to: "/connections/\(id)", done: "The order is saved.") {
      editor in for name in names { try editor.moveGoal(name, to: .last) }
    }
  }

  private func changeGoal(_ visit: Visit) throws -> Answer {
    let (id, goal) = (try visit.parameter("connection"), try visit.parameter("goal"))
    let path = "/connections/\(id)"
    func edit(_ note: String, _ done: String, _ body: (inout ConnectionEditor) throws -> Void) throws -> Answer {
      try visit.edit(id, .goal, note: "goal \(goal) \(note)", to: path, done: done, body)
    }
    switch visit.form["action"] {
    case "activate": return try edit("activated", "'\(goal)' is active.") { try $0.setGoal(goal, "active", to: "true") }
    case "deactivate":
      return try edit("deactivated", "'\(goal)' is no longer active.") { try $0.setGoal(goal, "active", to: "false") }
    case "up", "down":
      let isUp = visit.form["action"] == "up"
      return try edit("moved", "'\(goal)' is moved \(isUp ? "up" : "down").") { editor in
        guard let neighbour = try editor.neighbour(of: goal, isUp ? -1 : 1) else { return }
        try editor.moveGoal(goal, to: isUp ? .before(neighbour) : .behind(neighbour))
      }
    case "copy":
      return try edit("copied", "'\(goal)' is copied; the copy is off.") { editor in
        var name = "\(goal) copy"
        var number = 2
        while editor.hasGoal(name) { (name, number) = ("\(goal) copy \(number)", number + 1) }
        try editor.copyGoal(goal, as: name)
        try editor.setGoal(name, "active", to: "false")
      }
    case "delete":
      return try edit("deleted", "'\(goal)' is deleted; the versions under YAML and history still have it.") {
        try $0.deleteGoal(goal)
      }
    default: throw ConsoleError(.badRequest, "there is no such action")
    }
  }
}

extension JSONValue {
  /// Nil where it is empty: the option is left out then.
  fileprivate static func list(_ texts: [String]) -> JSONValue? {
    texts.isEmpty ? nil : .array(texts.map { .string($0) })
  }
}

extension Goal.Kind {
  /// A new goal of this kind, with what a goal cannot be without; it is off.
  func beginning(_ name: String) -> JSONValue {
    let link: JSONValue = [["field": "email", "property": "email"]]
    var members: [JSONValue.Member] = [
      .init(key: rawValue, value: .string(name)), .init(key: "active", value: .bool(false)),
    ]
    switch self {
    case .importProfiles:
      members += [
        .init(key: "source", value: "all"), .init(key: "link", value: link),
        .init(key: "create_profiles", value: .bool(true)),
      ]
    case .exportProfiles:
      members += [
        .init(key: "segment", value: "everybody"),
        .init(key: "link", value: [["property": "email", "field": "email"]]),
        .init(key: "mappings", value: []),
      ]
    case .importGroups:
      members += [.init(key: "catalog", value: "catalog"), .init(key: "group_type", value: "group")]
    }
    return .object(members)
  }
}
