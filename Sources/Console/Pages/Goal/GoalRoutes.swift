import Connections
import Foundation
import Profiles
import Records
import YAMLReading

/// `/connections/{connection}/goals/{goal}`: the goal's form, what its buttons do to it, its preview, and saving it.
struct GoalRoutes {
  func add(to pages: SiteRouter) {
    pages.page("/connections/:connection/goals/:goal") { .page(GoalPage(try GoalDraft($0))) }
    pages.action("/connections/:connection/goals/:goal", edit)
    pages.action("/connections/:connection/goals/:goal/rename", rename)
    pages.page("/connections/:connection/goals/:goal/preview") { visit in
      let draft = try GoalDraft(visit)
      return .page(PreviewPage(draft, try Self.preview(draft.connection, draft, visit)))
    }
  }

  /// Everything that the form's buttons do. Only `save` keeps anything.
  private func edit(_ visit: Visit) throws -> Answer {
    var draft = try GoalDraft(visit)
    draft.form = GoalForm(kind: draft.form.kind, sent: visit.form.tree)
    draft.isChanged = true
    draft.version = visit.form["version"] ?? draft.version
    draft.search = visit.form.text("search") ?? ""
    let action = visit.form["action"] ?? "save"
    switch action {
    case "save": return try save(draft, visit)
    case "preview":
      draft.attempt { draft in draft.preview = try Self.preview(connection(draft, visit), draft, visit) }
    case "search": break
    case "lists":
      draft.attempt { draft in draft.lists = try draft.connection.projectLists(in: visit.workspace.installation) }
    case "fields", "map_all":
      let connection = try? connection(draft, visit)
      draft.attempt { draft in
        let found = try MappingSuggestions.of(
          connection ?? draft.connection, goal: draft.name, prefix: draft.form.tree.filled("prefix"),
          in: visit.workspace.installation)
        draft.fields = found.fields.map { field in
          GoalDraft.Field(
            name: field.name,
            words: "\(field.type?.rawValue ?? "object"), in \(field.present) of \(found.records) records")
        }
        if action == "map_all" { draft.form.mapAll(found) }
      }
    default:
      if let offer = action.split(separator: " ", maxSplits: 1).last, action.hasPrefix("processor ") {
        let names = offer.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        draft.form.addProcessor(names[0], names.count > 1 ? names[1] : "")
      } else if action.hasPrefix("list "), let name = action.split(separator: " ", maxSplits: 1).last {
        draft.form.addList(String(name))
      } else if let change = ListAction(action) {
        draft.form.tree = change.apply(to: draft.form.tree, new: draft.form.new(at: change.path))
      } else {
        throw ConsoleError(.badRequest, "there is no such action")
      }
    }
    return .page(GoalPage(draft), status: draft.problems.isEmpty ? .ok : .badRequest)
  }

  private func save(_ draft: GoalDraft, _ visit: Visit) throws -> Answer {
    var draft = draft
    do {
      let goal = try draft.form.goal(named: draft.name, active: draft.isActive, catalogue: draft.catalogue)
      return try visit.edit(
        draft.connection.id, .goal, note: "goal \(draft.name) changed",
        to: "/connections/\(draft.connection.id)/goals/\(Form.encoded(draft.name))", done: "The goal is saved."
      ) { try $0.replaceGoal(draft.name, with: goal) }
    } catch let error where error is ConsoleError || (error as? ConnectionsError)?.code == .invalidFile {
      draft.problems = Self.problems(error)
      return .page(GoalPage(draft), status: .badRequest)
    }
  }

  private func rename(_ visit: Visit) throws -> Answer {
    let (id, goal) = (try visit.parameter("connection"), try visit.parameter("goal"))
    guard let name = visit.form.text("name") else { throw ConsoleError(.badRequest, "a goal needs a name") }
    if case .file = try visit.workspace.library.member(id).ruler {
      return try visit.edit(id, .goal, note: "", to: "", done: "") { try $0.renameGoal(goal, to: name) }
    }
    _ = try visit.workspace.library.renameGoal(goal, of: id, to: name)
    return .redirect(
      "/connections/\(id)/goals/\(Form.encoded(name))",
      notice: .done("The goal is called '\(name)' and goes on where it was."))
  }

  /// The connection with the goal as the form has it; nothing is kept.
  private func connection(_ draft: GoalDraft, _ visit: Visit) throws -> Connection {
    let goal = try draft.form.goal(named: draft.name, active: draft.isActive, catalogue: draft.catalogue)
    return try visit.workspace.library.edited(draft.connection.id) { try $0.replaceGoal(draft.name, with: goal) }
      .checkedConnection()
  }

  private static func preview(_ connection: Connection, _ draft: GoalDraft, _ visit: Visit) throws -> Preview {
    try Preview.of(connection, goal: draft.name, rows: 10, in: visit.workspace.installation)
  }

  static func problems(_ error: any Error) -> [FormProblem] {
    if let error = error as? ConnectionsError { return FormProblem.all(of: error) }
    return [FormProblem(message: ConsoleError(describing: error).description.sentence)]
  }
}

extension GoalDraft {
  /// What asks Iterable may fail; the form stays as it is then.
  mutating func attempt(_ body: (inout GoalDraft) throws -> Void) {
    do { try body(&self) } catch { problems = GoalRoutes.problems(error) }
  }
}

extension GoalForm {
  /// What a button adds to the list at this path.
  func new(at path: [String]) -> JSONValue {
    switch path.last {
    case "mappings" where kind == .exportProfiles: ["kind": "property"]
    case "mappings": ["strategy": "set", "property": .string(tree.filled("prefix") ?? "")]
    case "timeline": ["type": "order", "source": "purchases", "id": "_id", "date": "createdAt"]
    default: .object([])
    }
  }

  mutating func addProcessor(_ plugin: String, _ processor: String) {
    let step: JSONValue = ["plugin": .string(plugin), "processor": .string(processor)]
    tree = tree.changed(["processors"]) { .array(($0?.array ?? []) + [step]) }
  }

  /// A list of the project, chosen from those that it has.
  mutating func addList(_ name: String) {
    if kind == .exportProfiles {
      tree = tree.changed(["lists"]) { .array(($0?.array ?? []) + [["list": .string(name)]]) }
    } else {
      tree = tree.changed(["source", "all"]) { _ in "no" }
      tree = tree.changed(["source", "lists"]) { lists in
        let known = lists?.string ?? ""
        return .string(known.isEmpty ? name : known + "\n" + name)
      }
    }
  }

  /// A mapping for every field that has none.
  mutating func mapAll(_ found: MappingSuggestions) {
    var rows = tree["mappings"]?.array ?? []
    for field in found.fields where field.isSuggested {
      rows.append(
        kind == .exportProfiles
          ? ["kind": "property", "value": .string(field.name), "field": .string(field.target)]
          : ["field": .string(field.name), "property": .string(field.target), "strategy": "set"])
    }
    tree = tree.changed(["mappings"]) { _ in .array(rows) }
  }
}
