import Connections
import YAMLReading

/// What differs between two texts of a connection: in meaning, what follows from it, and line by line. The partial `plan` shows
/// it.
struct PlanView: Sendable {
  struct Change: Sendable {
    /// A class of the style sheet.
    var kind: String
    var words: String
    var option: String
    var old: String?
    var new: String?
  }

  let changes: [Change]
  let hasChanges: Bool
  /// Where nothing differs in meaning.
  let nothing: String
  let notes: [String]
  let hasNotes: Bool
  let lines: [TextDifference.Line]
  let hasLines: Bool

  init(_ plan: Plan, from old: String, to new: String) {
    self.init(plan.changes, notes: plan.consequences, from: old, to: new)
  }

  init(_ changes: [OptionChange], from old: String, to new: String) {
    self.init(changes, notes: [], from: old, to: new)
  }

  /// Only line by line, where one of the texts cannot be read.
  init(from old: String, to new: String) { self.init([], notes: [], from: old, to: new) }

  private init(_ found: [OptionChange], notes: [String], from old: String, to new: String) {
    changes = found.map(Change.init)
    hasChanges = !changes.isEmpty
    nothing = old == new ? "Nothing differs." : "Nothing differs in meaning; the text is written in another way."
    self.notes = notes.map(\.sentence)
    hasNotes = !notes.isEmpty
    lines = TextDifference(from: old, to: new)?.lines ?? []
    hasLines = !lines.isEmpty
  }
}

extension PlanView.Change {
  private static let longest = 200

  init(_ change: OptionChange) {
    kind = change.kind.rawValue
    option = change.name
    switch change.kind {
    case .added: (words, old, new) = ("Added", nil, change.newText(longest: Self.longest))
    case .removed: (words, old, new) = ("Removed", change.oldText(longest: Self.longest), nil)
    case .changed:
      (words, old, new) = (
        "Changed", change.oldText(longest: Self.longest), change.newText(longest: Self.longest)
      )
    case .moved:
      (words, old) = ("Moved", nil)
      new = change.new?.string.map { "behind \($0)" } ?? "to the front"
    }
  }
}
