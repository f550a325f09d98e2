import ArgumentParser
import Connections
import Profiles
import Records

struct PreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Real rows through every processor, the link and the mapping; nothing is written anywhere.")

  @OptionGroup var argument: ConnectionArgument

  @Option(name: .long, help: "The goal to look at; the first one of the file where it is left out.")
  var goal: String?

  @Option(name: .long, help: "So many rows, from 1 to \(Preview.mostRows).")
  var rows = 10

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func validate() throws {
    guard (1...Preview.mostRows).contains(rows) else {
      throw ValidationError("--rows is between 1 and \(Preview.mostRows)")
    }
  }

  func run() throws {
    let home = homeOptions.folder
    let connection = try argument.load(in: home)
    let store = try home.openStoreForReading()
    let preview = try Interrupt.cancels {
      try Preview.of(
        connection, goal: goal, rows: rows, in: try home.installation(store: store), cancellation: $0)
    }
    switch outputOptions.output {
    case .json: Terminal.print(PreviewText.json(preview))
    case .table: PreviewText.show(preview)
    }
  }
}

/// A preview as people read it: a block a row, a line a field, with the step that made the value.
enum PreviewText {
  static func show(_ preview: Preview) {
    Terminal.print(Terminal.coloured("goal \(preview.goal)", .bold))
    show(preview.rows, preview.steps)
    for feed in preview.feeds {
      Terminal.print("\n" + Terminal.coloured(feed.source, .bold))
      show(feed.rows, feed.steps)
    }
    Terminal.print("\nnothing was written")
  }

  private static func show(_ rows: [Preview.Row], _ steps: [String]) {
    for (index, step) in steps.enumerated() { Terminal.print("  step \(index): \(step)") }
    for row in rows { show(row, steps: steps) }
  }

  private static func show(_ row: Preview.Row, steps: [String]) {
    Terminal.print()
    Terminal.print(Terminal.coloured("row \(row.number)\(row.isDerived ? ", derived" : "")", .bold))
    let first = row.stages.first?.fields ?? []
    let last = row.stages.last?.fields ?? []
    let before = Dictionary(first.map { ($0.name, $0.value) }) { $1 }
    let width = (first + last).map(\.name.count).max() ?? 0
    for field in last {
      let name = field.name + String(repeating: " ", count: width - field.name.count)
      var line = "  \(name)  \(text(field.value))"
      if field.madeBy > 0 {
        let old = before[field.name].map { ", was \(text($0))" } ?? ""
        line += "  " + Terminal.coloured("<- \(steps[field.madeBy])\(old)", .blue)
      }
      Terminal.print(line)
    }
    let left = Set(last.map(\.name))
    let gone = first.filter { !left.contains($0.name) }.map(\.name)
    if !gone.isEmpty { Terminal.print(Terminal.coloured("  removed: \(gone.joined(separator: ", "))", .grey)) }
    show(row.outcome, steps: steps)
    for event in row.events { show(event) }
  }

  private static func show(_ event: Preview.Event) {
    let name = [event.type, event.id].compactMap(\.self).joined(separator: " ")
    let content = [event.date?.description, event.properties?.text].compactMap(\.self).joined(separator: " ")
    func say(_ fate: String, _ colour: Terminal.Colour) {
      Terminal.print(
        "     event " + Terminal.coloured("\(name) \(fate)", colour) + (content.isEmpty ? "" : ": \(content)"))
    }
    switch event.fate {
    case .added: say("would be added", .green)
    case .replaced: say("would be replaced", .green)
    case .unchanged: say("is there already", .grey)
    case .leftOut(let reason): say("would be left out: \(reason)", .yellow)
    case .refused(let code, let field, let reason):
      say("would be refused: \(code)\(field.isEmpty ? "" : " in \(field)"): \(reason)", .red)
    }
  }

  private static func show(_ outcome: Preview.Outcome, steps: [String]) {
    func say(_ text: String, _ colour: Terminal.Colour) { Terminal.print("  => " + Terminal.coloured(text, colour)) }
    switch outcome {
    case .created(let changes):
      say("would create a profile", .green)
      show(changes)
    case .updated(let profiles, let changes):
      say("would update profile \(list(profiles))", .green)
      show(changes)
    case .unchanged(let profiles): say("unchanged: profile \(list(profiles)) has all of it", .grey)
    case .group(let id, let isNew, let changes):
      if !isNew, !changes.contains(where: \.isChanged) {
        say("unchanged: group '\(id)' has all of it", .grey)
      } else {
        say("would \(isNew ? "create" : "update") group '\(id)'", .green)
      }
      show(changes)
    case .linked(let profiles): say("belongs to profile \(list(profiles))", .green)
    case .sent(let json, let joins, let events):
      say(json.map { "would be sent: \($0)" } ?? "unchanged: already at Iterable", json == nil ? .grey : .green)
      for event in events.prefix(eventsShown) { say("would be sent, an event: \(event)", .green) }
      if events.count > eventsShown { say("and \(events.count - eventsShown) more events", .green) }
      if !joins.isEmpty { say("would join: \(joins.joined(separator: ", "))", .green) }
    case .alreadySent: say("unchanged: already at Iterable", .grey)
    case .filtered: say("filtered", .yellow)
    case .skipped(let reason): say("skipped: \(reason)", .yellow)
    case .passedOver(let reason): say("passed over: \(reason)", .yellow)
    case .rejected(let step, let code, let field, let reason):
      let place = step > 0 && step < steps.count ? "by \(steps[step])" : Reject.name(ofStep: step)
      say("rejected (\(place)): \(code)\(field.isEmpty ? "" : " in \(field)"): \(reason)", .red)
    }
  }

  private static let eventsShown = 5

  private static func list(_ profiles: [ProfileID]) -> String {
    profiles.map(\.description).joined(separator: ", ")
  }

  private static func show(_ changes: [Preview.Change]) {
    for change in changes {
      let strategy = change.strategy.map { " (\($0.rawValue))" } ?? ""
      let values =
        change.refusal.map { "refused: \($0)" }
        ?? "\(change.old.isEmpty ? "" : "\(change.old.joined(separator: ", ")) -> ")\(change.new.joined(separator: ", "))"
      Terminal.print("     \(change.name)\(strategy): \(values)")
    }
  }

  private static func text(_ value: JSONValue) -> String { value.text }

  static func json(_ preview: Preview) -> JSONValue {
    [
      "goal": .string(preview.goal), "steps": .array(preview.steps.map { .string($0) }),
      "rows": .array(preview.rows.map(json)),
      "feeds": .array(
        preview.feeds.map { feed in
          [
            "source": .string(feed.source), "steps": .array(feed.steps.map { .string($0) }),
            "rows": .array(feed.rows.map(json)),
          ]
        }),
    ]
  }

  private static func json(_ row: Preview.Row) -> JSONValue {
    [
      "row": .integer(row.number), "derived": .bool(row.isDerived),
      "stages": .array(
        row.stages.map { stage in
          [
            "step": .integer(Int64(stage.step)),
            "fields": .array(
              stage.fields.map {
                ["name": .string($0.name), "value": $0.value, "made_by": .integer(Int64($0.madeBy))]
              }),
          ]
        }),
      "outcome": json(row.outcome), "events": .array(row.events.map(json)),
    ]
  }

  private static func json(_ event: Preview.Event) -> JSONValue {
    var members: [JSONValue.Member] = [.init(key: "event_type", value: .string(event.type))]
    func add(_ key: String, _ value: JSONValue?) { if let value { members.append(.init(key: key, value: value)) } }
    add("id", event.id.map { .string($0) })
    add("date", event.date.map { .string($0.description) })
    add("properties", event.properties)
    switch event.fate {
    case .added: add("outcome", "added")
    case .replaced: add("outcome", "replaced")
    case .unchanged: add("outcome", "unchanged")
    case .leftOut(let reason):
      add("outcome", "left_out")
      add("reason", .string(reason))
    case .refused(let code, let field, let reason):
      add("outcome", "refused")
      add("code", .string(code))
      add("field", .string(field))
      add("reason", .string(reason))
    }
    return .object(members)
  }

  private static func json(_ outcome: Preview.Outcome) -> JSONValue {
    func ids(_ profiles: [ProfileID]) -> JSONValue { .array(profiles.map { .integer($0.rawValue) }) }
    switch outcome {
    case .created(let changes): return ["outcome": "created", "changes": .array(changes.map(json))]
    case .updated(let profiles, let changes):
      return ["outcome": "updated", "profiles": ids(profiles), "changes": .array(changes.map(json))]
    case .unchanged(let profiles): return ["outcome": "unchanged", "profiles": ids(profiles)]
    case .group(let id, let isNew, let changes):
      let outcome = isNew ? "created" : changes.contains(where: \.isChanged) ? "updated" : "unchanged"
      return ["outcome": .string(outcome), "group": .string(id), "changes": .array(changes.map(json))]
    case .linked(let profiles): return ["outcome": "linked", "profiles": ids(profiles)]
    case .sent(let request, let joins, let events):
      return [
        "outcome": "sent", "request": request.map { .string($0) } ?? nil, "joins": .array(joins.map { .string($0) }),
        "events": .array(events.map { .string($0) }),
      ]
    case .alreadySent: return ["outcome": "unchanged"]
    case .filtered: return ["outcome": "filtered"]
    case .skipped(let reason): return ["outcome": "skipped", "reason": .string(reason)]
    case .passedOver(let reason): return ["outcome": "passed_over", "reason": .string(reason)]
    case .rejected(let step, let code, let field, let reason):
      return [
        "outcome": "rejected", "step": .integer(Int64(step)), "code": .string(code), "field": .string(field),
        "reason": .string(reason),
      ]
    }
  }

  private static func json(_ change: Preview.Change) -> JSONValue {
    [
      "property": .string(change.name), "strategy": change.strategy.map { .string($0.rawValue) } ?? nil,
      "old": .array(change.old.map { .string($0) }), "new": .array(change.new.map { .string($0) }),
      "refusal": change.refusal.map { .string($0) } ?? nil,
    ]
  }
}
