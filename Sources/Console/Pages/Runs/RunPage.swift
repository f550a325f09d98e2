import Connections
import Foundation
import Profiles
import Records

/// One run: what each goal did, its last profiles, and how far it is while it goes on.
struct RunPage: Page {
  static let template = "run"
  let title: String
  let section = "/runs"

  struct Count: Sendable {
    var name: String
    var value: String
  }

  struct Profile: Sendable {
    var path: String
    var name: String
  }

  struct Step: Sendable {
    var name: String
    var rowsIn: String
    var rowsOut: String
    var filtered: String
    var rejected: String
    var restarts: String
    var seconds: String
  }

  struct Goal: Sendable {
    var name: String
    var health: String
    var healthWords: String
    var message: String?
    var counts: [Count]
    var profiles: [Profile]
    var hasProfiles: Bool
    var steps: [Step]
    var hasSteps: Bool
    var rejectsPath: String
    var hasRejects: Bool
  }

  let run: RunView
  let ended: Moment?
  let version: String?
  let versionPath: String
  let retryOf: String?
  let goals: [Goal]
  let isRunning: Bool
  /// What it does at this moment; nil where nobody knows.
  let progress: ProgressView?
  let eventsPath: String
  let logPath: String
  let hasLog: Bool
  let rejectsPath: String
  let hasRejects: Bool
  let retry: RetryView

  init(_ run: Run, progress: RunProgress?, retriable: [RetryGroup], hasLog: Bool, now: Date) {
    title = "Run \(run.id)"
    self.run = RunView(run, now: now)
    ended = run.ended.map { Moment($0.date, now: now) }
    version = run.version.map(String.init)
    versionPath = "/connections/\(run.connection)/yaml?version=\(run.version ?? 0)"
    retryOf = run.retryOf.map(String.init)
    goals = run.goals.map { Goal($0, run: run.id) }
    isRunning = run.state == .running
    self.progress = progress.map(ProgressView.init)
    eventsPath = "/runs/\(run.id)/events"
    logPath = "/runs/\(run.id)/log"
    self.hasLog = hasLog
    rejectsPath = "/runs/\(run.id)/rejects"
    hasRejects = goals.contains(where: \.hasRejects)
    retry = RetryView(run, retriable)
  }
}

extension RunPage.Profile {
  init(_ id: ProfileID) { self.init(path: "/profiles/\(id.rawValue)", name: "Profile \(id.rawValue)") }
}

extension RunPage.Goal {
  init(_ goal: GoalResult, run: Int64) {
    name = goal.goal
    health = goal.state.rawValue
    healthWords = goal.state.words
    message = goal.message?.sentence
    counts = goal.counters.named.filter { $0.value != 0 || Self.always.contains($0.name) }.map {
      RunPage.Count(name: $0.name.replacing("_", with: " "), value: $0.value.grouped)
    }
    profiles = goal.lastProfiles.map(RunPage.Profile.init)
    hasProfiles = !goal.lastProfiles.isEmpty
    steps = goal.steps.map {
      RunPage.Step(
        name: $0.name, rowsIn: $0.rowsIn.grouped, rowsOut: $0.rowsOut.grouped, filtered: $0.filtered.grouped,
        rejected: $0.rejected.grouped, restarts: $0.restarts.grouped,
        seconds: "\((($0.seconds * 1000).rounded() / 1000)) s")
    }
    hasSteps = !goal.steps.isEmpty
    hasRejects = goal.counters.rejected + goal.counters.eventsRefused > 0
    rejectsPath = "/runs/\(run)/rejects?goal=\(Form.encoded(goal.goal))"
  }

  /// Shown also where they are 0.
  private static let always: Set<String> = [
    "read", "checked", "created", "updated", "unchanged", "filtered", "skipped", "rejected",
  ]
}

/// How far a run is, in words and as a share.
struct ProgressView: Sendable {
  let goal: String
  let stage: String
  let rows: String
  let rate: String
  /// Of a hundred; nil where the end is not known.
  let percent: String?
  let words: String

  init(_ progress: RunProgress) {
    goal = progress.goal
    stage =
      switch progress.stage {
      case .downloading: "downloading from Iterable"
      case .importing: "importing"
      case .deciding: "finding out what to send"
      case .delivering: "sending to Iterable"
      }
    rows = progress.rows.grouped
    rate = Int(progress.rowsPerSecond).grouped
    words = "\(goal): \(stage), \(rows) records, \(rate) a second"
    let done = [.downloading, .importing].contains(progress.stage) ? progress.bytes : Int64(progress.rows)
    percent = progress.total.flatMap { $0 > 0 ? String(min(100, done * 100 / $0)) : nil }
  }
}
