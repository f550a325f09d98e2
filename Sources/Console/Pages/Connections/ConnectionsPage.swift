import Foundation
import Profiles
import Records

/// All connections.
struct ConnectionsPage: Page {
  static let template = "connections"
  let title = "Connections"
  let section = "/connections"

  struct Row: Sendable {
    var id: String
    var name: String
    var path: String
    var description: String
    var isFavorite: Bool
    /// The visitor may, and it can be read.
    var canChange: Bool
    var labels: [String]
    var direction: String
    var imports: Bool
    var exports: Bool
    var health: String
    var healthWords: String
    var problem: String?
    var file: String?
    var lastRun: Moment?
    var lastRunPath: String
    var next: Moment?
    var imported: String
    var exported: String
  }

  struct Label: Sendable {
    var label: String
    var isChosen: Bool
  }

  let rows: [Row]
  let hasRows: Bool
  let hasAny: Bool
  let count: String
  let search: String
  let labels: [Label]
  let hasLabels: Bool
  let isFiltered: Bool
  /// Files that cannot be used, a sentence each.
  let refused: [String]

  init(_ all: [ConnectionSummary], refused: [String], search: String, label: String, isOperator: Bool, now: Date) {
    hasAny = !all.isEmpty
    let words = search.lowercased().split(separator: " ")
    let shown = all.filter { summary in
      let text = ([summary.id, summary.name, summary.description] + summary.labels).joined(separator: " ").lowercased()
      return words.allSatisfy(text.contains) && (label.isEmpty || summary.labels.contains(label))
    }
    rows = shown.map { Row($0, isOperator: isOperator, now: now) }
    hasRows = !shown.isEmpty
    count = shown.count == 1 ? "1 connection" : "\(shown.count) connections"
    self.search = search
    labels = Set(all.flatMap(\.labels)).sorted().map { Label(label: $0, isChosen: $0 == label) }
    hasLabels = !labels.isEmpty
    isFiltered = !search.isEmpty || !label.isEmpty
    self.refused = refused
  }
}

extension ConnectionsPage.Row {
  init(_ summary: ConnectionSummary, isOperator: Bool, now: Date) {
    id = summary.id
    name = summary.name
    path = "/connections/\(summary.id)"
    description = summary.description
    isFavorite = summary.isFavorite
    canChange = isOperator && summary.problem == nil
    labels = summary.labels
    imports = summary.imports
    exports = summary.exports
    direction =
      switch (imports, exports) {
      case (true, true): "Imports and exports"
      case (true, false): "Imports"
      case (false, true): "Exports"
      case (false, false): "Nothing switched on"
      }
    health = summary.health.rawValue
    healthWords = summary.health.words
    problem = summary.problem?.sentence
    file = summary.file
    lastRun = summary.lastRun.map { Moment($0.started.date, now: now) }
    lastRunPath = summary.lastRun.map { "/runs/\($0.id)" } ?? ""
    next = summary.next.map { Moment($0, now: now) }
    imported = summary.imported.grouped
    exported = summary.exported.grouped
  }
}
