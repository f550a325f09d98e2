import Profiles
import Records

/// A run as people read it, and as programs do.
enum RunAccount {
  static func show(_ run: Run) {
    let number = run.id == 0 ? "dry run" : "run \(run.id)"
    Terminal.print(
      "\(number) of \(run.connection): \(coloured(run.state))" + (run.message.map { " (\($0))" } ?? "")
        + (run.ended.map { " in \(duration(from: run.started, to: $0))" } ?? ""))
    for goal in run.goals { show(goal) }
  }

  private static func show(_ result: GoalResult) {
    Terminal.print("\n  goal \(result.goal): \(coloured(result.state))")
    if let message = result.message { Terminal.print("    \(message)") }
    for (name, value) in members(result.counters) where value > 0 || alwaysShown.contains(name) {
      let label = name.replacing("_", with: " ")
      let number = value.grouped
      Terminal.print(
        "    " + label + String(repeating: " ", count: max(1, 18 - label.count))
          + String(repeating: " ", count: max(0, 9 - number.count)) + number)
    }
    if !result.lastProfiles.isEmpty {
      Terminal.print("    last profiles     " + result.lastProfiles.map(\.description).joined(separator: ", "))
    }
  }

  private static let alwaysShown: Set<String> = [
    "read", "checked", "created", "updated", "unchanged", "filtered", "skipped", "rejected",
  ]

  private static func members(_ counters: Counters) -> [(String, Int)] {
    [
      ("read", counters.read), ("checked", counters.checked), ("created", counters.created),
      ("updated", counters.updated), ("unchanged", counters.unchanged), ("filtered", counters.filtered),
      ("skipped", counters.skipped), ("rejected", counters.rejected), ("values_refused", counters.valuesRefused),
      ("events", counters.events), ("events_refused", counters.eventsRefused),
      ("events_left_out", counters.eventsLeftOut), ("events_large", counters.eventsLarge),
      ("list_joins", counters.joined), ("list_leaves", counters.left),
    ]
  }

  static func coloured(_ state: Run.State) -> String {
    let colour: Terminal.Colour =
      switch state {
      case .succeeded: .green
      case .partial, .cancelled: .yellow
      case .failed: .red
      case .running: .blue
      }
    return Terminal.coloured(state.rawValue, colour)
  }

  static func duration(from start: Timestamp, to end: Timestamp) -> String {
    let tenths = max(0, end.microseconds - start.microseconds) / 100_000
    if tenths < 600 { return "\(tenths / 10).\(tenths % 10) s" }
    let seconds = tenths / 10
    return "\(seconds / 60) min \(seconds % 60) s"
  }

  static func json(_ run: Run) -> JSONValue {
    [
      "run": .integer(run.id), "connection": .string(run.connection), "trigger": .string(run.trigger),
      "state": .string(run.state.rawValue), "started": .string(run.started.description),
      "ended": run.ended.map { .string($0.description) } ?? nil, "message": run.message.map { .string($0) } ?? nil,
      "goals": .array(run.goals.map(json)),
    ]
  }

  private static func json(_ result: GoalResult) -> JSONValue {
    [
      "goal": .string(result.goal), "state": .string(result.state.rawValue),
      "message": result.message.map { .string($0) } ?? nil,
      "counters": .object(members(result.counters).map { .init(key: $0.0, value: .integer(Int64($0.1))) }),
      "last_profiles": .array(result.lastProfiles.map { .integer($0.rawValue) }),
    ]
  }
}
