import Connections
import Foundation
import Profiles

/// A run that was asked for, in a list: it waits, begins or goes on.
struct RequestView: Sendable {
  let path: String
  /// The run's own page; nil before it has one.
  let runPath: String?
  let title: String
  let words: String
  let health: String
  let healthWords: String

  init(_ run: ServedRun, now: Date) {
    let state = run.state
    path = "/run-requests/\(run.id)"
    runPath = state.number.flatMap { $0 > 0 ? "/runs/\($0)" : nil }
    title = state.number.flatMap { $0 > 0 ? "Run \($0)" : nil } ?? (run.options.dryRun ? "Dry run" : "Run")
    switch state.stage {
    case .waiting: (words, health, healthWords) = ("waits for the end of the one that goes on", "new", "Waiting")
    case .starting: (words, health, healthWords) = ("begins", "running", "Beginning")
    case .running:
      words = state.progress.map(ProgressView.init)?.words ?? "goes on"
      (health, healthWords) = ("running", "Running")
    case .ended: (words, health, healthWords) = ("is over", "off", "Over")
    }
  }
}

/// A run that was asked for, before it has a number, and a dry run, which never has one.
struct RequestPage: Page {
  static let template = "request"
  let title: String
  let section = "/runs"
  let request: RequestView
  let connection: String
  let connectionPath: String
  let path: String
  let isDry: Bool
  let isOver: Bool
  let health: String
  let healthWords: String
  let words: String
  let percent: String?
  let eventsPath: String
  /// Why there was no run, or why it broke off.
  let failure: String?
  let message: String?
  /// Of a dry run that is over.
  let goals: [RunPage.Goal]
  /// A run with a number that came of it.
  let runPath: String?
  let runName: String
  /// What was asked for besides; nil: nothing.
  let options: String?

  init(_ run: ServedRun, now: Date) {
    let state = run.state
    request = RequestView(run, now: now)
    let (options, ended) = (run.options, state.runs.last)
    isDry = options.dryRun
    title = isDry ? "Dry run of \(run.connection.name)" : "Run of \(run.connection.name)"
    connection = run.connection.name
    connectionPath = "/connections/\(run.connection.id)/set-up"
    path = request.path
    isOver = state.stage == .ended
    health = isOver ? ended?.state.rawValue ?? "failed" : request.health
    healthWords = isOver ? ended?.state.words ?? "Did not run" : request.healthWords
    words = request.words
    percent = state.progress.map(ProgressView.init)?.percent
    eventsPath = request.path + "/events"
    failure = state.failure?.sentence
    message = isOver ? ended?.message?.sentence : nil
    goals = isOver && isDry ? (ended?.goals ?? []).map { RunPage.Goal($0, run: 0) } : []
    let number = ended?.id ?? state.number ?? 0
    runPath = number > 0 ? "/runs/\(number)" : nil
    runName = "Run \(number)"
    var asked: [String] = []
    if let goal = options.goal { asked.append("only the goal '\(goal)'") }
    if options.full { asked.append("everything again") }
    if options.allowsRemovals { asked.append("removals allowed") }
    if isDry { asked.append("nothing is written or sent") }
    self.options = asked.isEmpty ? nil : asked.joined(separator: ", ").sentence
  }
}
