import Foundation
import Profiles

/// How long what happened is remembered.
public struct Retention: Sendable, Equatable {
  /// Days after which a run, its rejects and its log go, unless it is among the newest of its connection.
  public var runDays = 400
  /// Runs of each connection that stay, however old.
  public var runsPerConnection = 1000
  /// Days after which payloads and records of rejects go; that something was rejected, and why, stays as long as the run.
  public var rejectedRecordDays = 30

  public init() {}
}

extension Installation {
  /// Lets one piece go of what is older than ``retention`` says. False where nothing is left to go. Throws
  /// ``ProfilesError``.
  @discardableResult
  func forgetOldRuns() throws -> Bool {
    let (runs, rejects) = (20, 5000)
    func moment(_ days: Int) -> Timestamp { Timestamp(now().addingTimeInterval(-86_400 * Double(days))) }
    let (removed, forgotten) = try store.write { writer in
      (
        try writer.removeRuns(
          endedBefore: moment(retention.runDays), keeping: retention.runsPerConnection, limit: runs),
        try writer.forgetRejectedRecords(endedBefore: moment(retention.rejectedRecordDays), limit: rejects)
      )
    }
    if let logFolder { for run in removed { RunLog.remove(run, in: logFolder) } }
    return removed.count == runs || forgotten >= rejects
  }
}

/// Once a day, piece by piece, so that nobody waits long for the store.
struct DailyRetention {
  private var next = Date.distantPast

  /// Call it from time to time.
  mutating func turn(_ installation: Installation) throws {
    let now = installation.now()
    guard now >= next else { return }
    if try !installation.forgetOldRuns() { next = now.addingTimeInterval(86_400) }
  }
}
