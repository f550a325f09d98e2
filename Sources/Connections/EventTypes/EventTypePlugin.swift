import EventTypes
import Foundation
import PluginHost
import Profiles
import Records

/// What the plugin that offers an event type says of events, beyond their properties.
public struct EventTypePlugin {
  public enum Verdict {
    case refused(RowRejection)
    /// In one line; nil where the plugin says nothing.
    case summary(String?)
    /// Of the summary alone.
    case failed(RowRejection)
  }

  private let type: EventType
  private let functions: EventTypeFunctions
  private let now = Timestamp.now().microseconds

  /// Nil where no plugin offers the type as it is in force, or the plugin has no functions for it. Throws
  /// ``PluginHostError``, also where the plugin may not run.
  public init?(
    _ entry: EventTypeCatalogue.Entry, in catalogue: PluginCatalogue, _ oversight: PluginOversight?,
    worker: WorkerExecutable
  ) throws {
    guard let offer = entry.offer,
      offer.eventType.hasValidate || offer.eventType.hasSummarise
    else { return nil }
    let reference = try catalogue.eventType(path: offer.path, id: entry.type.id)
    if let suspension = try oversight?.suspensions.active(reference.file.sha256) {
      throw PluginHostError(suspended: suspension)
    }
    let rules = try oversight?.rules() ?? .nothing
    type = entry.type
    functions = EventTypeFunctions(
      reference, grant: rules.grant(for: reference.file.sha256), now: now, worker: worker, rules: rules)
  }

  /// Judges records of a file of JSON lines, numbered from 1, blank lines aside.
  public func judge(
    _ path: String, summaries: Bool, where isMeant: (Int) -> Bool, _ body: (_ record: Int, Verdict) -> Void
  ) throws {
    defer { functions.close() }
    let reader = try JSONLinesReader(path: path)
    let batch = try Batch()
    while try reader.read(into: batch) {
      for row in 0..<batch.rowCount where !isMeant(Int(batch.rowNumbers[row])) {
        batch.rowStates[row] = UInt8(MR_ROW_DROPPED)
      }
      let read = batch.rejections.count
      try batch.makeEvents(of: type, now: now)
      try functions.validate(batch)
      let judged = batch.rejections.count
      if summaries { try functions.summarise(batch) }
      for (index, rejection) in batch.rejections.enumerated().dropFirst(read) {
        body(Int(batch.rowNumbers[rejection.row]), index < judged ? .refused(rejection) : .failed(rejection))
      }
      for row in 0..<batch.rowCount where summaries && batch.isKept(row) {
        body(Int(batch.rowNumbers[row]), .summary(batch.summary(ofEvent: row)))
      }
    }
  }

  /// What the plugin says of each event in one line; the events are lines of JSON with `@id`, `@date` and the properties,
  /// 1,024 at most. Ends the workers.
  public func summaries(of lines: [UInt8]) throws -> [String?] {
    defer { functions.close() }
    let batch = try Batch()
    try lines.withUnsafeBytes { try JSONLinesParser().read($0, into: batch) }
    try batch.makeEvents(of: type, now: now)
    try functions.summarise(batch)
    return (0..<batch.rowCount).map { batch.isKept($0) ? batch.summary(ofEvent: $0) : nil }
  }
}
