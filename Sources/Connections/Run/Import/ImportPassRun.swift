import Foundation
import IterableAPI
import Profiles
import Records

/// Runs one pass of an import goal, and knows what follows it.
final class ImportPassRun {
  private let pass: ImportPass
  /// What is read behind it; nil where the goal is then done.
  private let next: ImportPass?
  private let work: GoalWork
  private let source: SpooledImport
  private let chain: RecordChain
  private let types: [TimelineType]
  private let filter: SourceFilter

  /// Finds plugins, event types and lists. Throws ``ConnectionsError``, ``PluginHostError`` and ``IterableError``.
  init(_ pass: ImportPass, next: ImportPass?, _ work: GoalWork, _ spool: SpoolFile) throws {
    self.pass = pass
    self.next = next
    self.work = work
    source = SpooledImport(work: work, spool: pass.spool(spool), pass: pass.key, rejectsAs: pass.name)
    types = try work.store.read { try TimelineType.all(of: pass.goal.timeline, in: work.installation, $0) }
    chain = try RecordChain(
      pass.goal.processors, started: work.started, for: work.pluginUse, in: work.installation)
    do {
      filter = try SourceFilter(pass, work.client, spool)
    } catch {
      chain.close()
      throw error
    }
  }

  func close() { chain.close() }

  // MARK: Reading

  /// Decides what is read, and downloads it where it is not there already.
  func prepare(_ checkpoint: inout GoalCheckpoint) throws {
    let last = checkpoint.end(of: pass.source)
    let task = try source.fixSource(&checkpoint) { window($0, after: last) }
    try source.download(task) { try download(task.window!, $0) }
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
      pass.source.dataType,
      window: window.start.map { ExportWindow(start: $0, end: window.end) } ?? .all(until: window.end),
      to: source.spool.url, mode: mode, progress: progress)
  }

  // MARK: Applying

  /// Takes everything that was read into the store; the checkpoint is then at the next pass. `rehearsal` is a transaction
  /// that will be taken back.
  func apply(
    _ checkpoint: inout GoalCheckpoint, _ result: GoalResult, in rehearsal: (any ProfileWriter)? = nil
  ) throws -> GoalResult {
    let composer =
      try types.isEmpty
      ? nil : TimelineComposer(types, started: work.started, for: work.pluginUse, in: work.installation)
    defer { composer?.close() }
    let events = composer.map(Unshared.init)
    let task = GoalCheckpoint.work(of: work.run, work.options, in: checkpoint)
    let result = try source.apply(
      task, &checkpoint, chain, names: pass.source == .record ? .subscribers : .events,
      of: pass.source == .record ? nil : pass.source.rawValue,
      exclude: filter.exclude,
      events: { try events?.value.events(of: $0) }, result, in: rehearsal,
      makeStage: { try ImportStage(pass, types, work, $0, result: $1, $2) }, finish: finish)
    composer?.finish()
    // The next pass may read the same download.
    if !pass.sharesDownload(with: next) { source.spool.remove() }
    return result
  }

  private func finish(_ checkpoint: inout GoalCheckpoint, _ result: inout GoalResult) {
    step(&checkpoint)
    if checkpoint.work == nil { Self.end(&checkpoint, &result) }
  }

  /// The goal is done.
  static func end(_ checkpoint: inout GoalCheckpoint, _ result: inout GoalResult) {
    SpooledImport.end(&checkpoint, &result)
    for note in result.counters.eventNotes { result.add(note) }
  }

  /// Moves the checkpoint to where it stands when everything was applied.
  func step(_ checkpoint: inout GoalCheckpoint) {
    if let window = checkpoint.work?.window, !pass.sharesDownload(with: next) {
      checkpoint.setEnd(of: pass.source, window.end)
    }
    guard let next else {
      checkpoint.work = nil
      return
    }
    checkpoint.work?.pass = next.key
    checkpoint.work?.position = GoalCheckpoint.Position()
    if !pass.sharesDownload(with: next) { checkpoint.work?.window = nil }
  }
}

extension TimelineMapping.Source {
  var dataType: ExportDataType {
    switch self {
    case .record: .user
    case .purchases: .purchase
    case .customEvents: .customEvent
    }
  }
}

extension GoalCheckpoint {
  /// The end of the last window that was imported of a source.
  fileprivate func end(of source: TimelineMapping.Source) -> Date? {
    source == .record ? windowEnd : windowEnds?[source.rawValue]
  }

  fileprivate mutating func setEnd(of source: TimelineMapping.Source, _ end: Date) {
    if source == .record {
      windowEnd = end
    } else {
      windowEnds = (windowEnds ?? [:]).merging([source.rawValue: end]) { $1 }
    }
  }
}

extension Counters {
  /// What is worth a word though it is no failure.
  fileprivate var eventNotes: [String] {
    var notes: [String] = []
    if eventsLarge > 0 {
      notes.append(
        eventsLarge == 1
          ? "an event has more than 1 kB, which is much for a timeline"
          : "\(eventsLarge) events have more than 1 kB each, which is much for a timeline")
    }
    if eventsLeftOut > 0 {
      notes.append(
        "\(eventsLeftOut == 1 ? "an event was" : "\(eventsLeftOut) events were") left out: older than the type keeps events, "
          + "or one too many for the profile's \(EventLimits.eventsPerProfile)")
    }
    return notes
  }
}
