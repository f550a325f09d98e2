import Foundation
import Profiles

extension Installation {
  /// Lets one piece go of what is older than the settings' ``Settings/retention`` says. False where nothing is left to go,
  /// and where the settings cannot be read. Throws ``ProfilesError``.
  @discardableResult
  func forgetOldRuns() throws -> Bool {
    let (runs, rejects) = (20, 5000)
    guard let retention else { return false }
    func moment(_ days: Int) -> Timestamp { Timestamp(now().addingTimeInterval(-86_400 * Double(days))) }
    let (removed, forgotten) = try store.write { writer in
      (
        try writer.removeRuns(
          endedBefore: moment(retention.runsDays), keeping: retention.runsPerConnection, limit: runs),
        try writer.forgetRejectedRecords(endedBefore: moment(retention.recordsDays), limit: rejects)
      )
    }
    if let logFolder { for run in removed { RunLog.remove(run, in: logFolder) } }
    return removed.count == runs || forgotten >= rejects
  }

  /// What the settings say; nil, and told to ``warn``, where they cannot be read: nothing goes by mistake.
  var retention: Retention? {
    do {
      return try settings().retention
    } catch {
      warn("old runs stay, because the settings cannot be read: \(error)")
      return nil
    }
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
