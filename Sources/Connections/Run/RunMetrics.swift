import Metrics
import Profiles
import Synchronization

/// What a run does, for metrics. Recorded as often as progress is told, and at the end.
final class RunMetrics: Sendable {
  private let connection: String
  /// What is recorded already, by goal. A run that is continued had some of it recorded when it was cut off.
  private let recorded = Mutex<[String: Counters]>([:])

  init(_ connection: String) { self.connection = connection }

  func began(_ run: Run) {
    recorded.withLock { $0 = Dictionary(run.goals.map { ($0.goal, $0.counters) }, uniquingKeysWith: { $1 }) }
  }

  func counted(_ goal: String, _ counters: Counters) {
    let before = recorded.withLock { recorded in
      let before = recorded[goal] ?? Counters()
      var seen = before
      for field in Counters.fields {
        seen[keyPath: field.path] = max(seen[keyPath: field.path], counters[keyPath: field.path])
      }
      recorded[goal] = seen
      return before
    }
    for field in Counters.fields {
      let more = counters[keyPath: field.path] - before[keyPath: field.path]
      guard more > 0 else { continue }
      let metric = field.name.hasPrefix("events") ? "millrace_events_total" : "millrace_rows_total"
      Counter(label: metric, dimensions: [("connection", connection), ("goal", goal), ("outcome", field.name)])
        .increment(by: more)
    }
  }

  func ended(_ run: Run) {
    for goal in run.goals { counted(goal.goal, goal.counters) }
    Counter(label: "millrace_runs_total", dimensions: [("connection", connection), ("state", run.state.rawValue)])
      .increment()
    guard let ended = run.ended else { return }
    Timer(label: "millrace_run_seconds", dimensions: [("connection", connection)])
      .recordMicroseconds(max(0, ended.microseconds - run.started.microseconds))
  }
}
