import Logging
import Records

/// The processors of one goal in one run, in their order.
///
/// Every row leaves as kept, dropped or rejected. A crash, a missed deadline, an invalid answer or an error of a plugin
/// uses nothing of that call: the rows are tried in ever smaller ranges until the poison record stands alone; it is
/// rejected with code `plugin_failed`, the others go on. A processor with memory between rows sees the rows of such a
/// call again, and a restarted one has forgotten the earlier ones.
///
/// Thread: one at a time.
public final class ProcessorChain {
  private var steps: [StepRunner] = []

  /// What the steps did so far, in their order, without those that are passed over.
  public var counters: [StepCounters] { steps.map(\.counters) }

  /// Starts every step. `now` is the run's start in microseconds since 1970 UTC; `rules` say what
  /// the plugins may; `worker` is the `millrace-worker` executable. Throws ``PluginHostError``.
  public init(
    steps: [ChainStep], now: Int64, worker: WorkerExecutable, rules: PluginRules = .nothing,
    log: Logger = Logger(label: "millrace.plugins")
  ) throws {
    for (index, step) in steps.enumerated() where !step.isPassedOver {
      self.steps.append(
        try StepRunner(step, number: index + 1, now: now, worker: worker, rules: rules, log: log))
    }
  }

  deinit { close() }

  /// Runs every step over the batch, emits it, then emits batches of the rows that steps derived, which have passed the
  /// remaining steps. Derived rows carry their parent's number and no position: they belong with their parents' batch
  /// into one transaction.
  ///
  /// Throws ``PluginHostError`` where the goal has to stop, and what `emit` throws.
  public func process(_ batch: Batch, _ emit: (Batch) throws -> Void) throws {
    try process(batch, from: 0, emit)
  }

  /// After the last batch: emits what steps held back.
  public func finish(_ emit: (Batch) throws -> Void) throws {
    for (index, step) in steps.enumerated() {
      var derived: [Batch] = []
      try step.finish { derived.append($0) }
      for rows in derived { try process(rows, from: index + 1, emit) }
    }
  }

  /// Ends every instance and worker. Nothing may be called afterwards; also done at the object's end.
  public func close() {
    for step in steps { step.close() }
    steps = []
  }

  private func process(_ batch: Batch, from first: Int, _ emit: (Batch) throws -> Void) throws {
    var derived: [(rows: Batch, next: Int)] = []
    for index in steps.indices.dropFirst(first) {
      try steps[index].process(batch) { derived.append(($0, index + 1)) }
    }
    try emit(batch)
    for (rows, next) in derived { try process(rows, from: next, emit) }
  }
}
