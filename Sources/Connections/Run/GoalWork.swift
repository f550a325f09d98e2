import Foundation
import IterableAPI
import PluginHost
import Profiles
import Records

/// One goal of one run at work: what its stages share.
struct GoalWork {
  let connection: Connection
  let installation: Installation
  let client: IterableClient
  let cancellation: Cancellation
  let options: RunOptions
  let reference: GoalReference
  /// The run's number and start; 0 for a dry run.
  let run: Int64
  let started: Timestamp
  /// The run that first read the records: this one, or the one whose rejects it takes again.
  let firstRun: Int64
  let log: RunLog
  let report: @Sendable (RunProgress) -> Void

  var store: any ProfileStore { installation.store }
  var isDryRun: Bool { options.dryRun }
  var pluginUse: PluginUse { PluginUse(connection: connection.id, goal: reference.name, run: run) }
}

extension Connection {
  /// The objectives that the connection is linked to. Throws ``ConnectionsError`` where the store does not know one:
  /// nobody can have consented to it, and leaving everybody out would look like success.
  func linkedObjectives(_ reader: any ProfileReader) throws -> [Objective] {
    let known = try reader.objectives()
    return try objectives.map { id in
      guard let objective = known.first(where: { $0.id == id }) else {
        throw ConnectionsError(
          .unknownName, "there is no objective '\(id)'", hint: Suggestion.hint(for: id, among: known.map(\.id)))
      }
      return objective
    }
  }

  /// What the linked objectives ask of profiles. Throws as `linkedObjectives` does.
  func consentCheck(_ reader: any ProfileReader) throws -> ConsentCheck {
    ConsentCheck(objectives: try linkedObjectives(reader), zones: try reader.zones())
  }
}

/// Tells of a goal's progress, a few times a second at most.
struct ProgressMeter {
  private let work: GoalWork
  private let stage: RunProgress.Stage
  private let begun = ContinuousClock.now
  private var last: ContinuousClock.Instant?
  private var lastNoted = ContinuousClock.now
  /// Between two lines in the run's log.
  private static let pauseOfNotes = Duration.seconds(10)

  init(_ work: GoalWork, _ stage: RunProgress.Stage) {
    self.work = work
    self.stage = stage
  }

  mutating func report(
    rows: Int, bytes: Int64 = 0, total: Int64? = nil, counters: Counters = Counters(), isLast: Bool = false
  ) {
    let now = ContinuousClock.now
    if !isLast, let last, now - last < .milliseconds(100) { return }
    last = now
    if now - lastNoted >= Self.pauseOfNotes {
      lastNoted = now
      work.log.note(
        "progress", goal: work.reference.name, .init(key: "stage", value: .string(stage.rawValue)),
        .init(key: "rows", value: .integer(Int64(rows))), .init(key: "bytes", value: .integer(bytes)),
        .init(key: "rejected", value: .integer(Int64(counters.rejected))))
    }
    let elapsed = now - begun
    work.report(
      RunProgress(
        goal: work.reference.name, stage: stage, rows: rows, bytes: bytes, total: total,
        secondsElapsed: Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18,
        counters: counters))
  }
}

extension GoalResult {
  /// Adds a sentence to the message, once.
  mutating func add(_ sentence: String?) {
    guard let sentence, message?.contains(sentence) != true else { return }
    message = (message.map { "\($0)\n" } ?? "") + sentence
  }

  /// Puts a created or updated profile first among the last five.
  mutating func note(_ profile: ProfileID) {
    if let index = lastProfiles.firstIndex(of: profile) { lastProfiles.remove(at: index) }
    lastProfiles.insert(profile, at: 0)
    if lastProfiles.count > 5 { lastProfiles.removeLast() }
  }
}
