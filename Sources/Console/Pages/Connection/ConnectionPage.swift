import Connections
import Foundation
import Profiles

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

  let head: ConnectionHead
  let labels: String
  let description: String
  let objectives: [Objective]
  let hasObjectives: Bool
  let notifies: Bool
  let everyRun: Bool
  let to: String
  let webhooks: String?
  let imports: Bool
  let exports: Bool
  let imported: String
  let exported: String
  let flow: String
  let categories: [Category]

  init(
    _ connection: Connection, _ summary: ConnectionSummary, head: ConnectionHead, objectives all: [Profiles.Objective]
  ) {
    title = connection.name
    self.head = head
    labels = connection.labels.joined(separator: ", ")
    description = connection.description
    let known = all.map { Objective(id: $0.id, title: $0.title, isChosen: connection.objectives.contains($0.id)) }
    let unknown = connection.objectives.filter { id in !all.contains { $0.id == id } }
    objectives = known + unknown.map { Objective(id: $0, title: $0, isChosen: true) }
    hasObjectives = !objectives.isEmpty
    notifies = connection.notifications != nil
    everyRun = connection.notifications?.when == .everyRun
    to = connection.notifications?.to.map(\.description).joined(separator: "\n") ?? ""
    let hooks = connection.notifications?.webhooks.count ?? 0
    webhooks = hooks == 0 ? nil : hooks == 1 ? "1 webhook" : "\(hooks) webhooks"
    imports = connection.imports
    exports = connection.exports
    imported = summary.imported.formatted
    exported = summary.exported.formatted
    flow = Self.flow(connection, summary)
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

  /// What the picture shows, in words.
  private static func flow(_ connection: Connection, _ summary: ConnectionSummary) -> String {
    let imported = connection.imports ? "Data is imported from Iterable" : "Import is off"
    let exported = connection.exports ? "profiles are exported to Iterable" : "export is off"
    return
      "\(imported), \(summary.imported.formatted) profiles so far; \(exported), \(summary.exported.formatted) so far."
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

/// What stands at the head of each page of a connection.
struct ConnectionHead: Sendable {
  struct Tab: Sendable {
    var label: String
    var path: String
    var isCurrent: Bool
  }

  let id: String
  let name: String
  let path: String
  let version: String
  let isFavorite: Bool
  let isEnabled: Bool
  let health: String
  let healthWords: String
  /// The file that rules it; nil where the store does.
  let file: String?
  let tabs: [Tab]

  init(_ summary: ConnectionSummary, version: Int64?, tab: String) {
    id = summary.id
    name = summary.name
    path = "/connections/\(summary.id)"
    self.version = version.map(String.init) ?? ""
    isFavorite = summary.isFavorite
    isEnabled = summary.isEnabled
    health = summary.health.rawValue
    healthWords = summary.health.words
    file = summary.file
    tabs = [("Goals", ""), ("Set up and run", "/set-up"), ("YAML and history", "/yaml")].map {
      Tab(label: $0.0, path: "/connections/\(summary.id)" + $0.1, isCurrent: $0.1 == tab)
    }
  }
}
