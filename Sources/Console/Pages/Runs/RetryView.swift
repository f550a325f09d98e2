import Profiles
import Records

/// What of a run can be tried again, and what cannot. The partial `retry` shows it.
struct RetryView: Sendable {
  let path: String
  /// Only this goal's; empty: all.
  let goal: String
  let words: String
  let canRetry: Bool
  /// The configuration that the run had is known.
  let canBeAsThen: Bool
  /// Those whose records or profiles are not there any more.
  let leftOut: String?

  init(_ run: Run, _ groups: [RetryGroup], goal: String? = nil) {
    path = "/runs/\(run.id)/retry"
    self.goal = goal ?? ""
    let all = groups.filter { goal == nil || $0.goal == goal }
    let count = all.filter(\.isKept).reduce(0) { $0 + $1.count }
    let others = all.filter { !$0.isKept }.reduce(0) { $0 + $1.count }
    let of = goal.map { " of '\($0)'" } ?? ""
    words = (count == 1 ? "1 rejected record\(of)" : "\(count.grouped) rejected records\(of)") + " can be tried again"
    canRetry = count > 0 && run.state != .running
    canBeAsThen = run.version != nil
    leftOut = others == 0 ? nil : "\(others.grouped) cannot: what is needed for it was not kept, or is gone"
  }
}
