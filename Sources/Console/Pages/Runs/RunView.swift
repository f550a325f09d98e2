import Foundation
import Profiles
import Records

/// A run in a list.
struct RunView: Sendable {
  let number: String
  let path: String
  let connection: String
  let connectionPath: String
  /// The partial `health` shows both.
  let health: String
  let healthWords: String
  let started: Moment
  let duration: String
  let trigger: String
  let read: String
  let created: String
  let updated: String
  let rejected: String
  let message: String?
  /// The last created or updated profiles of its goals, five at most.
  let profiles: [RunPage.Profile]

  init(_ run: Run, now: Date) {
    number = String(run.id)
    path = "/runs/\(run.id)"
    connection = run.connection
    connectionPath = "/connections/\(run.connection)"
    health = run.state.rawValue
    healthWords = run.state.words
    started = Moment(run.started.date, now: now)
    duration = Self.duration(from: run.started.date, to: run.ended?.date ?? now)
    trigger = run.startedBy.map { "\(run.trigger), \($0)" } ?? run.trigger
    let counters = run.goals.map(\.counters).reduce(Counters(), +)
    read = counters.read.grouped
    created = counters.created.grouped
    updated = counters.updated.grouped
    rejected = counters.rejected.grouped
    message = run.message?.sentence
    profiles = run.goals.flatMap(\.lastProfiles).prefix(5).map(RunPage.Profile.init)
  }

  /// `0.8 s`, `2 min 5 s`, `1 h 2 min`
  static func duration(from start: Date, to end: Date) -> String {
    let seconds = max(0, end.timeIntervalSince(start))
    switch seconds {
    case ..<60: return "\((seconds * 10).rounded() / 10) s"
    case ..<3600: return "\(Int(seconds) / 60) min \(Int(seconds) % 60) s"
    default: return "\(Int(seconds) / 3600) h \(Int(seconds) % 3600 / 60) min"
    }
  }
}

extension Run.State {
  var words: String {
    switch self {
    case .running: "Running"
    case .succeeded: "Succeeded"
    case .partial: "Done, with rejects"
    case .failed: "Failed"
    case .cancelled: "Cancelled"
    }
  }
}
