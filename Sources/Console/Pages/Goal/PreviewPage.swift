import Connections
import Foundation
import Profiles
import Records

/// Ten live rows through every step of a goal. Nothing was written.
struct PreviewPage: Page {
  static let template = "preview"
  let title: String
  let section = "/connections"

  struct Value: Sendable {
    var name: String
    var value: String
    /// The step that made it; nil where it came so.
    var madeBy: String?
  }

  struct Stage: Sendable {
    var step: String
    var values: [Value]
  }

  struct Change: Sendable {
    var name: String
    var old: String
    var new: String
    var isChanged: Bool
    var refusal: String?
  }

  struct Row: Sendable {
    var number: String
    var outcome: String
    var health: String
    var healthWords: String
    var profiles: [RunPage.Profile]
    var changes: [Change]
    var hasChanges: Bool
    var stages: [Stage]
    var events: [String]
    var hasEvents: Bool
    var request: String?
  }

  struct Feed: Sendable {
    var title: String
    var rows: [Row]
    var hasRows: Bool
  }

  let head: ConnectionHead
  let goal: String
  let goalPath: String
  let feeds: [Feed]

  init(_ draft: GoalDraft, _ preview: Preview) {
    title = "Preview of \(draft.name)"
    head = draft.head
    goal = draft.name
    goalPath = "\(draft.head.path)/goals/\(Form.encoded(draft.name))"
    feeds = Self.feeds(preview, of: draft.form.kind)
  }

  /// The goal's own rows, and what it reads beside them.
  static func feeds(_ preview: Preview, of kind: Goal.Kind) -> [Feed] {
    let own = kind == .exportProfiles ? "Profiles" : kind == .importGroups ? "Items" : "Subscribers"
    let all = [(own, preview.steps, preview.rows)] + preview.feeds.map { ($0.source, $0.steps, $0.rows) }
    return all.map { source, steps, rows in
      Feed(title: source, rows: rows.map { Row($0, steps) }, hasRows: !rows.isEmpty)
    }
  }
}

extension PreviewPage.Row {
  init(_ row: Preview.Row, _ steps: [String]) {
    number = "Row \(row.number)" + (row.isDerived ? ", made by a step" : "")
    stages = row.stages.map { stage in
      PreviewPage.Stage(
        step: steps.indices.contains(stage.step) ? steps[stage.step] : "",
        values: stage.fields.map { field in
          PreviewPage.Value(
            name: field.name, value: field.value.string ?? field.value.text,
            madeBy: field.madeBy > 0 && steps.indices.contains(field.madeBy) ? steps[field.madeBy] : nil)
        })
    }
    events = row.events.map(Self.words)
    hasEvents = !row.events.isEmpty
    var (changed, found): ([Preview.Change], [ProfileID]) = ([], [])
    request = nil
    switch row.outcome {
    case .created(let changes): (outcome, health, changed) = ("a new profile", "healthy", changes)
    case .updated(let ids, let changes):
      (outcome, health, found, changed) = ("updates a profile", "healthy", ids, changes)
    case .unchanged(let ids): (outcome, health, found) = ("changes nothing", "off", ids)
    case .group(let id, let isNew, let changes):
      (outcome, health, changed) = ("\(isNew ? "a new group" : "group") \(id)", "healthy", changes)
    case .linked(let ids): (outcome, health, found) = ("goes to a profile's Timeline", "healthy", ids)
    case .sent(let json, let joins, let sent):
      let lists = joins.isEmpty ? "" : "; joins \(joins.joined(separator: ", "))"
      outcome = (json == nil ? "Iterable has it already" : "is sent") + lists
      health = "healthy"
      request = ([json].compactMap(\.self) + sent).joined(separator: "\n")
    case .alreadySent: (outcome, health) = ("is at Iterable already as it is", "off")
    case .filtered: (outcome, health) = ("is filtered", "off")
    case .skipped(let reason): (outcome, health) = ("is skipped: \(reason)", "off")
    case .passedOver(let reason): (outcome, health) = ("is passed over: \(reason)", "off")
    case .rejected(let step, let code, let field, let reason):
      let place = step > 0 && step < steps.count ? " by \(steps[step])" : ""
      outcome = "is rejected\(place): \(reason) (\(code)\(field.isEmpty ? "" : ", \(field)"))"
      health = "rejects"
    }
    healthWords = outcome
    profiles = found.map { .init(path: "/profiles/\($0.rawValue)", name: "profile \($0.rawValue)") }
    changes = changed.map {
      PreviewPage.Change(
        name: $0.name + ($0.strategy.map { " (\($0.words.lowercased()))" } ?? ""),
        old: $0.old.joined(separator: ", "), new: $0.new.joined(separator: ", "), isChanged: $0.isChanged,
        refusal: $0.refusal)
    }
    hasChanges = !changed.isEmpty
  }

  private static func words(_ event: Preview.Event) -> String {
    let what = "\(event.type) \(event.id ?? "")\(event.date.map { " of \($0)" } ?? "")"
    return switch event.fate {
    case .added: "\(what): added"
    case .replaced: "\(what): replaces the one that is there"
    case .unchanged: "\(what): is there already"
    case .leftOut(let reason): "\(what): left out, \(reason)"
    case .refused(_, let field, let reason): "\(what): refused, \(field): \(reason)"
    }
  }
}
