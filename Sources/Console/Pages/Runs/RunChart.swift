import Profiles
import Records

/// The last runs as bars, from the oldest to the newest: how many records each read, and how it ended.
struct RunChart: Sendable {
  struct Bar: Sendable {
    var x: String
    var y: String
    var height: String
    /// The state, a class of the style sheet.
    var state: String
    /// Below the bar: rejects or failure, so that colour is not alone.
    var mark: String?
    var markX: String
    var said: String
  }

  let bars: [Bar]
  /// What the picture shows, in words.
  let words: String

  private static let height = 48
  /// So many have room; the newest are shown.
  static let most = 30

  /// `runs` are the newest first. Nil where there are fewer than two.
  init?(_ runs: [Run]) {
    guard runs.count > 1 else { return nil }
    let ordered = Array(runs.prefix(Self.most).reversed())
    let counts = ordered.map { $0.goals.map(\.counters).reduce(Counters(), +) }
    let most = max(1, counts.map(\.read).max() ?? 1)
    bars = zip(ordered, counts).enumerated().map { index, element in
      let (run, counters) = element
      let height = counters.read == 0 ? 1 : max(3, counters.read * Self.height / most)
      let rejects = counters.rejected > 0 ? ", \(counters.rejected.grouped) rejected" : ""
      return Bar(
        x: String(index * 14 + 2), y: String(Self.height + 2 - height), height: String(height),
        state: run.state.rawValue,
        mark: run.state == .failed ? "×" : counters.rejected > 0 ? "!" : nil, markX: String(index * 14 + 7),
        said: "Run \(run.id): \(run.state.words), \(counters.read.grouped) read\(rejects)")
    }
    let failed = ordered.count { $0.state == .failed }
    let partial = ordered.count { $0.state == .partial }
    let read = counts.map(\.read)
    words =
      "The last \(ordered.count) runs: between \((read.min() ?? 0).grouped) and \((read.max() ?? 0).grouped) records read; "
      + "\(failed) failed, \(partial) with rejects."
  }
}
