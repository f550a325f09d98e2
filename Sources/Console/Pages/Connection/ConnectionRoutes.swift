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
    let (connection, summary, head) = try visit.connection(tab: "")
    let objectives = try visit.store.read { try $0.objectives() }
    return .page(ConnectionPage(connection, summary, head: head, objectives: objectives))
  }

  // MARK: The connection

  private func setDetails(_ visit: Visit) throws -> Answer {
    let (id, form) = (try visit.parameter("connection"), visit.form)
    let labels = (form["labels"] ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    return try visit.edit(id, note: "details", to: "/connections/\(id)", done: "The details are saved.") { editor in
      try editor.put("name", form.text("name").map { .string($0) })
      try editor.put("description", form.text("description").map { .string($0) })
      try editor.put("labels", .list(labels.filter { !$0.isEmpty }))
      try editor.put("objectives", .list(form.all("objective")))
    }
  }

  private func setNotifications(_ visit: Visit) throws -> Answer {
    let (id, form) = (try visit.parameter("connection"), visit.form)
    let to = (form["to"] ?? "").split { $0.isNewline || $0 == "," }.map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
    return try visit.edit(id, note: "notifications", to: "/connections/\(id)", done: "Notifications are saved.") {
      editor in
      // What the page does not show stays: webhooks.
      var members = editor.option("notifications")?.object?.filter { !["when", "to"].contains($0.key) } ?? []
      let isOn = form.isOn("notify")
      if !to.isEmpty { members.insert(.init(key: "to", value: .array(to.map { .string($0) })), at: 0) }
      members.insert(.init(key: "when", value: .string(form.text("when") ?? "failure")), at: 0)
      try editor.put("notifications", isOn ? .object(members) : nil)
    }
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
    return try visit.edit(
      id, .goal, note: "goal \(name) added", to: "/connections/\(id)/goals/\(Form.encoded(name))",
      done: "The goal is added; it is off until you activate it."
    ) { try $0.addGoal(kind.beginning(name)) }
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
    case "delete": return try edit("deleted", "'\(goal)' is deleted.") { try $0.deleteGoal(goal) }
    default: throw ConsoleError(.badRequest, "there is no such action")
    }
  }
}

extension Visit {
  /// The connection of the path, and what stands at the head of its pages.
  func connection(tab: String) throws -> (Connection, ConnectionSummary, ConnectionHead) {
    let id = try parameter("connection")
    let member = try workspace.library.member(id)
    let connection = try member.connection()
    let (last, exchange) = try store.read {
      (try $0.runs(connection: id, before: nil, limit: 1).first, try $0.dataExchange(connection: id))
    }
    func count(_ direction: DataExchange.Direction) -> Int {
      exchange.first { $0.direction == direction }?.profiles ?? 0
    }
    let summary = ConnectionSummary(
      member, last: last, next: connection.schedule?.next(after: workspace.now), imported: count(.imported),
      exported: count(.exported))
    return (connection, summary, ConnectionHead(summary, version: member.version?.number, tab: tab))
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
