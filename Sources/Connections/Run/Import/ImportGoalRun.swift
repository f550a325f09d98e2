import Foundation
import IterableAPI
import Profiles
import Records

/// Runs an import goal: download to a spool file, then the file through the pipeline into the store.
struct ImportGoalRun {
  let goal: ImportProfilesGoal
  let work: GoalWork
  let spool: SpoolFile

  /// Throws what the goal fails of.
  func run(_ result: GoalResult) throws -> GoalResult {
    let chain = try RecordChain(
      goal.processors, started: work.started, for: work.pluginUse, in: work.installation)
    defer { chain.close() }
    let source = SpooledImport(work: work, spool: spool)
    var checkpoint = try work.store.read { try $0.goalCheckpoint(work.reference) }
    let windowEnd = checkpoint.windowEnd
    let task = try source.fixSource(&checkpoint) { window($0, after: windowEnd) }
    checkpoint.written = goal.mappings.map(\.property)
    let filter = try ListFilter(goal.source, work.client, spool)
    try source.download(task) { try download(task.window!, $0) }
    return try source.apply(task, checkpoint, chain, names: .subscribers, exclude: filter.exclude, result) {
      try ImportStage(goal, work, $0, result: $1, $2)
    }
  }

  private func window(_ task: GoalCheckpoint.Work, after last: Date?) -> GoalCheckpoint.Window {
    let start = task.full ? nil : last?.addingTimeInterval(-GoalCheckpoint.overlapSeconds)
    let now = work.installation.now().timeIntervalSince1970
    return GoalCheckpoint.Window(start: start, end: Date(timeIntervalSince1970: now.rounded(.up)))
  }

  private func download(_ window: GoalCheckpoint.Window, _ progress: @escaping DownloadProgress) throws {
    let isWhole = window.start == nil
    let mode: ExportMode =
      switch work.connection.iterable.download {
      case .automatic: isWhole ? .job : .synchronous
      case .job: .job
      case .direct: .synchronous
      }
    _ = try work.client.export(
      .user,
      window: window.start.map { ExportWindow(start: $0, end: window.end) } ?? .all(until: window.end),
      to: spool.url, mode: mode, progress: progress)
  }
}
