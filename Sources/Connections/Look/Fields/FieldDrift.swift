/// What changed in a source's fields since a run last looked, as far as it is not of the connection's own making.
struct FieldDrift: CustomStringConvertible {
  struct Change {
    var field: String
    /// Nil: it is gone.
    var type: String?
    var before: String
    /// The goals that name it.
    var goals: [String]
  }

  /// Those that goals name come first.
  let changes: [Change]
  /// Fields that were not there, sorted. What the connection's own exports fill is none.
  let new: [String]

  private let title: String
  private static let mostNamed = 5

  /// Nil where nothing changed.
  init?(from before: SourceFields, to now: SourceFields, of source: FieldSource) {
    title = source.title
    let goals = source.goalsByField
    let changes = before.types.sorted { $0.key < $1.key }.filter { now.types[$0.key] != $0.value }.map {
      Change(field: $0.key, type: now.types[$0.key], before: $0.value, goals: goals[$0.key] ?? [])
    }
    self.changes = changes.filter { !$0.goals.isEmpty } + changes.filter(\.goals.isEmpty)
    let own = source.exportedFields
    new = now.types.keys.filter { before.types[$0] == nil && !own.contains($0) }.sorted()
    if self.changes.isEmpty, new.isEmpty { return nil }
  }

  var description: String {
    var parts = changes.prefix(Self.mostNamed).map { change in
      let goals = change.goals.map { "'\($0)'" }.joined(separator: " and ")
      let what = change.type.map { "was \(change.before) and is \($0)" } ?? "is gone"
      return "'\(change.field)' \(what)" + (goals.isEmpty ? "" : ", which goal \(goals) maps")
    }
    if changes.count > Self.mostNamed { parts.append("\(changes.count - Self.mostNamed) more changed") }
    if !new.isEmpty {
      let more = new.count > Self.mostNamed ? " and \(new.count - Self.mostNamed) more" : ""
      parts.append("new: \(new.prefix(Self.mostNamed).joined(separator: ", "))\(more)")
    }
    return "\(title) changed since the last run: \(parts.joined(separator: "; "))"
  }
}
