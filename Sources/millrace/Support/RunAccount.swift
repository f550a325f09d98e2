import Connections
import Profiles
import Records

/// A run as people read it.
enum RunAccount {
  static func show(_ run: Run) {
    let number = run.id == 0 ? "dry run" : "run \(run.id)"
    Terminal.print(
      "\(number) of \(run.connection): \(coloured(run.state))" + (run.message.map { " (\($0))" } ?? "")
        + (run.ended.map { " in \(duration(from: run.started, to: $0))" } ?? ""))
    if run.id != 0 {
      Terminal.print(
        "  started \(run.started.description.prefix(19))Z by \(trigger(of: run))"
          + (run.startedBy.map { " (\($0))" } ?? "")
          + (run.version.map { ", version \($0) of its configuration" } ?? ""))
    }
    for goal in run.goals { show(goal) }
  }

  /// `manual`, `retry of run 12`
  static func trigger(of run: Run) -> String { run.trigger + (run.retryOf.map { " of run \($0)" } ?? "") }

  private static func show(_ result: GoalResult) {
    Terminal.print("\n  goal \(result.goal): \(coloured(result.state))")
    if let message = result.message { Terminal.print("    \(message)") }
    for (name, value) in result.counters.named where value > 0 || alwaysShown.contains(name) {
      let label = name.replacing("_", with: " ")
      let number = value.grouped
      Terminal.print(
        "    " + label + String(repeating: " ", count: max(1, 18 - label.count))
          + String(repeating: " ", count: max(0, 9 - number.count)) + number)
    }
    if !result.lastProfiles.isEmpty {
      Terminal.print(
        "    last profiles     " + result.lastProfiles.map { "profile \($0)" }.joined(separator: ", "))
    }
    show(result.steps)
  }

  private static func show(_ steps: [StepResult]) {
    for (place, step) in steps.enumerated() {
      var parts = [
        "\(step.rowsIn.grouped) in, \(step.rowsOut.grouped) out", "\(step.filtered.grouped) filtered",
        "\(step.rejected.grouped) rejected", "\(step.seconds) s",
      ]
      if step.restarts > 0 { parts.append("restarted \(step.restarts) times") }
      Terminal.print(
        "    \(place == 0 ? "processors" : "          ")        \(step.name): \(parts.joined(separator: ", "))")
    }
  }

  private static let alwaysShown: Set<String> = [
    "read", "checked", "created", "updated", "unchanged", "filtered", "skipped", "rejected",
  ]

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
}
