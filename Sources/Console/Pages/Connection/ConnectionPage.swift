import Connections
import Foundation
import Profiles
import Records

/// A connection: what it is called, who is told, what it moves, and its goals.
struct ConnectionPage: Page {
  static let template = "connection"
  let title: String
  let section = "/connections"

  struct Goal: Sendable {
    var name: String
    var path: String
    var isActive: Bool
    var isFirst: Bool
    var isLast: Bool
    var does: String
  }

  struct Category: Sendable {
    var kind: String
    var label: String
    var goals: [Goal]
    var hasGoals: Bool
  }

  struct Objective: Sendable {
    var id: String
    var title: String
    var isChosen: Bool
  }

  struct Webhook: Sendable {
    var number: String
    var address: String
    /// Where its secret is; never the secret.
    var secret: String
  }

  let head: ConnectionHead
  /// What was sent and cannot be saved.
  let problems: [FormProblem]
  let hasProblems: Bool
  let name: String
  let labels: String
  let description: String
  let objectives: [Objective]
  let hasObjectives: Bool
  let notifies: Bool
  let everyRun: Bool
  let to: String
  let webhooks: [Webhook]
  let imports: Bool
  let exports: Bool
  let imported: String
  let exported: String
  let flow: String
  let hasImports: Bool
  let hasExports: Bool
  let categories: [Category]

  /// - Parameters:
  ///   - details, notifications: forms as they were sent, with what is wrong with them.
  init(
    _ connection: Connection, _ summary: ConnectionSummary, head: ConnectionHead, objectives all: [Profiles.Objective],
    details: Form? = nil, notifications form: Form? = nil, problems: [FormProblem] = []
  ) {
    title = connection.name
    self.head = head
    self.problems = problems
    hasProblems = !problems.isEmpty
    name = details?["name"] ?? connection.name
    labels = details?["labels"] ?? connection.labels.joined(separator: ", ")
    description = details?["description"] ?? connection.description
    let linked = details?.all("objective") ?? connection.objectives
    let known = all.map { Objective(id: $0.id, title: $0.title, isChosen: linked.contains($0.id)) }
    let unknown = linked.filter { id in !all.contains { $0.id == id } }
    objectives = known + unknown.map { Objective(id: $0, title: $0, isChosen: true) }
    hasObjectives = !objectives.isEmpty
    let notifications = connection.notifications
    notifies = form?.isOn("notify") ?? (notifications != nil)
    everyRun = form.map { $0["when"] == "every_run" } ?? (notifications?.when == .everyRun)
    to = form?["to"] ?? notifications?.to.map(\.description).joined(separator: "\n") ?? ""
    var hooks = notifications?.webhooks.map { ("\($0.address)", $0.secret.description) } ?? []
    if let form { hooks = Self.webhooks(form).map { ($0.address, SecretReference($0.secret) == nil ? "" : $0.secret) } }
    webhooks = (hooks + [("", "")]).enumerated().map { Webhook(number: String($0 + 1), address: $1.0, secret: $1.1) }
    imports = connection.imports
    exports = connection.exports
    imported = summary.imported.grouped
    exported = summary.exported.grouped
    flow = Self.flow(connection, summary)
    hasImports = connection.goals.contains { $0.isImport && $0.active }
    hasExports = connection.goals.contains { !$0.isImport && $0.active }
    categories = goalKinds.map { kind, label in
      let goals = connection.goals.filter { $0.kind == kind }
      return Category(
        kind: kind.rawValue, label: label,
        goals: goals.enumerated().map { index, goal in
          Goal(
            name: goal.name, path: "/connections/\(connection.id)/goals/\(Form.encoded(goal.name))",
            isActive: goal.active, isFirst: index == 0, isLast: index == goals.count - 1, does: goal.summary)
        }, hasGoals: !goals.isEmpty)
    }
  }

  /// The webhooks of a form: those that have an address.
  static func webhooks(_ form: Form) -> [(address: String, secret: String)] {
    zip(form.all("webhook_url"), form.all("webhook_secret"))
      .map { ($0.trimmingCharacters(in: .whitespaces), $1.trimmingCharacters(in: .whitespaces)) }
      .filter { !$0.0.isEmpty }
  }

  /// What the picture shows, in words.
  private static func flow(_ connection: Connection, _ summary: ConnectionSummary) -> String {
    let imported = connection.imports ? "Data is imported from Iterable" : "Import is off"
    let exported = connection.exports ? "profiles are exported to Iterable" : "export is off"
    return
      "\(imported), \(summary.imported.grouped) profiles so far; \(exported), \(summary.exported.grouped) so far."
  }
}

private let goalKinds: [(Goal.Kind, String)] = [
  (.importGroups, "Import groups"), (.importProfiles, "Import profiles"), (.exportProfiles, "Export profiles"),
]

extension Goal {
  /// What it moves, in a few words.
  fileprivate var summary: String {
    switch self {
    case .importGroups(let goal): "catalog \(goal.catalog)"
    case .importProfiles(let goal):
      switch goal.source {
      case .all: "all subscribers"
      case .lists(let lists): "lists " + lists.map(\.description).joined(separator: ", ")
      }
    case .exportProfiles(let goal): "segment \(goal.segment)"
    }
  }
}
