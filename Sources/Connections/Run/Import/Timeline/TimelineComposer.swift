import EventTypes
import PluginHost
import Profiles
import Records

/// Makes the events of batches, and has the plugins that offer their types judge them. One thread at a time.
final class TimelineComposer {
  private let composers: [EventComposer]
  private let judges: [EventJudge?]

  /// Throws ``PluginHostError`` where a plugin may not run.
  init(_ types: [TimelineType], started: Timestamp, for use: PluginUse, in installation: Installation) throws {
    composers = types.map { EventComposer($0.plan) }
    judges = try types.map { type in
      try type.offer.map { try EventJudge(type.type, $0, started: started, for: use, in: installation) }
    }
  }

  /// All rows came.
  func finish() {
    for judge in judges { judge?.finish() }
  }

  /// Ends the plugins' workers.
  func close() {
    for judge in judges { judge?.close() }
  }

  /// The events of the batch's kept rows. Throws ``PluginHostError`` where a plugin fails on too many.
  func events(of batch: Batch) throws -> RowEvents {
    let events = RowEvents()
    for (mapping, composer) in composers.enumerated() {
      composer.prepare(batch)
      let first = events.entries.count
      for row in 0..<batch.rowCount where batch.isKept(row) { composer.compose(row, mapping: mapping, into: events) }
      try judges[mapping]?.judge(first..<events.entries.count, of: events)
    }
    events.sort()
    return events
  }
}
