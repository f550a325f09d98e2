import EventTypes
import PluginHost
import Profiles
import Records

/// A plugin's say about the events of a type that it offers, beyond what the type's properties tell. One thread at a time.
final class EventJudge {
  private let type: EventType
  private let label: String
  private let functions: EventTypeFunctions
  private let step: ChainStep
  private let conduct: PluginConduct
  private let now: Int64
  private let parser: JSONLinesParser
  private let batch: Batch
  private var lines: [UInt8] = []

  /// Throws ``PluginHostError`` where the plugin may not run.
  init(
    _ type: EventType, _ offer: EventTypeCatalogue.Offer, started: Timestamp, for use: PluginUse,
    in installation: Installation
  ) throws {
    self.type = type
    label = "plugin \(offer.plugin.id) \(offer.plugin.version)"
    now = started.microseconds
    let reference = try installation.catalogue.eventType(path: offer.path, id: type.id)
    conduct = PluginConduct(use, in: installation)
    let rules = try conduct.rules()
    functions = EventTypeFunctions(
      reference, grant: rules.grant(for: reference.file.sha256), now: now, worker: installation.worker, rules: rules,
      log: installation.log)
    step = try functions.step(.validate)
    if let suspension = try conduct.suspension(of: step) { throw suspension }
    try conduct.admit(step, rules)
    parser = try JSONLinesParser()
    batch = try Batch()
  }

  func close() { functions.close() }

  /// All events were judged.
  func finish() { conduct.clear([step], [functions.counters(.validate)]) }

  /// Refuses those of the accepted events that the plugin does not accept; one a row of a batch at most.
  func judge(_ range: Range<Int>, of events: RowEvents) throws {
    let judged = range.filter { events.entries[$0].refusal < 0 }
    guard !judged.isEmpty else { return }
    lines.removeAll(keepingCapacity: true)
    for index in judged { appendLine(events.entries[index], of: events) }
    try lines.withUnsafeBytes { try parser.read($0, into: batch) }
    try batch.makeEvents(of: type, now: now)
    try conduct.blaming([step]) { try functions.validate(batch) }
    for rejection in batch.rejections {
      events.refuse(
        entry: judged[rejection.row],
        RowEvents.Refusal(
          code: rejection.code, field: rejection.field, reason: "\(label): \(rejection.reason)"))
    }
  }

  /// The event as a record: `@id` and `@date` before its properties.
  private func appendLine(_ entry: RowEvents.Entry, of events: RowEvents) {
    events.withBytes(of: entry) { id, properties in
      let name = JSONValue.string(String(decoding: id, as: UTF8.self)).text
      lines += #"{"@id":\#(name),"@date":"\#(entry.date)""#.utf8
      if properties.count > 2 { lines.append(UInt8(ascii: ",")) }
      lines += properties.dropFirst()
      lines.append(0x0A)
    }
  }
}
