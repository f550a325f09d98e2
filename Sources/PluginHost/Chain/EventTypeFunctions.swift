import EventTypes
import Logging
import Records

/// What an event type's plugin does with events, in a run: `validate` and `summarise`.
///
/// Both work on a batch of events of the type: a row each, with the columns that `millrace/event_types.h` names. They are
/// called as processors are (``ProcessorChain``): a crash, a missed deadline or an answer that may not be is tried again
/// on fewer events, until the culprit stands alone and is rejected with code `plugin_failed`.
///
/// Thread: one at a time.
public final class EventTypeFunctions {
  private let reference: EventTypeReference
  private let start: (ChainStep) throws -> ProcessorChain
  private let placement: Placement
  private let grant: PluginGrant
  private let timeout: Double
  private let maximumFailures: Int
  private var chains: [PluginFunction: ProcessorChain] = [:]

  /// Nothing is started before it is needed. `now` is the run's start in microseconds since 1970 UTC; `timeout` is in
  /// seconds, for one call on one batch in a worker; `rules` say what the plugin may.
  public init(
    _ reference: EventTypeReference, placement: Placement = .worker, grant: PluginGrant = .nothing,
    timeout: Double = 10, maximumFailures: Int = 32, now: Int64, worker: WorkerExecutable,
    rules: PluginRules = .nothing, log: Logger = Logger(label: "millrace.plugins")
  ) {
    self.reference = reference
    self.placement = placement
    self.grant = grant
    self.timeout = timeout
    self.maximumFailures = maximumFailures
    start = { try ProcessorChain(steps: [$0], now: now, worker: worker, rules: rules, log: log) }
  }

  /// A function as the step of a chain that it is called in, for what is noted of plugins. Throws ``PluginHostError``.
  package func step(_ function: PluginFunction) throws -> ChainStep {
    ChainStep(
      reference: try ProcessorReference(reference, function), config: [:], placement: placement, grant: grant,
      timeout: timeout, maximumFailures: maximumFailures)
  }

  /// What a function did since it was started.
  package func counters(_ function: PluginFunction) -> StepCounters {
    chains[function]?.counters.first ?? StepCounters()
  }

  /// Rejects the events that the plugin does not accept; nothing where it has no such function. An event that it fails
  /// on is rejected too. Throws ``PluginHostError`` where the plugin does not start, or fails on too many events.
  public func validate(_ events: Batch) throws {
    if reference.eventType.hasValidate { try run(.validate, events) }
  }

  /// Writes each event's summary, see ``Batch/summary(ofEvent:)``; nothing where the plugin has no such function. An event
  /// that it fails on is rejected in this batch, which says nothing of the event itself. Throws as ``validate(_:)`` does.
  public func summarise(_ events: Batch) throws {
    if reference.eventType.hasSummarise { try run(.summarise, events) }
  }

  /// Ends the workers. They start again when needed.
  public func close() {
    for chain in chains.values { chain.close() }
    chains = [:]
  }

  private func run(_ function: PluginFunction, _ events: Batch) throws {
    let chain = try chains[function] ?? start(step(function))
    chains[function] = chain
    try chain.process(events) { _ in }
  }
}

extension Batch {
  /// What ``EventTypeFunctions/summarise(_:)`` wrote, without control characters; nil where that is nothing.
  public func summary(ofEvent row: Int) -> String? {
    guard let column = column(named: "@summary") else { return nil }
    let cell = cells(column)[row]
    return UInt32(cell.kind) == MR_TEXT ? String(foreign: bytes(of: cell)) : nil
  }
}

extension ProcessorReference {
  /// What stands for an event type's function in a chain.
  fileprivate init(_ reference: EventTypeReference, _ function: PluginFunction) throws {
    let type = reference.eventType.type
    let schema = #"{"type":"object","additionalProperties":false}"#
    self.init(
      plugin: reference.plugin,
      processor: ProcessorDescription(
        id: type.id, name: type.name, description: type.description, flags: [.pure, .threadSafe],
        configSchema: schema, hasFinish: false),
      schema: try ConfigSchema(schema), file: reference.file, function: function)
  }
}
