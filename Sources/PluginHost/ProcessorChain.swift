import Logging
import Records

/// The processors of one goal in one run, in their order.
///
/// Every row leaves as kept, dropped or rejected. A crash, a missed deadline, an invalid answer or an error of a plugin
/// uses nothing of that call: the rows are tried in ever smaller ranges until the poison record stands alone; it is
/// rejected with code `plugin_failed`, the others go on.
///
/// Thread: one at a time.
public final class ProcessorChain {
  /// What the steps did so far, in their order.
  public private(set) var counters: [StepCounters]

  /// Starts every step. `now` is the run's start in microseconds since 1970 UTC; `trusted` holds the SHA-256s that may
  /// run in this process; `worker` is the `millrace-worker` executable. Throws ``PluginHostError``.
  public init(
    steps: [ChainStep], now: Int64, worker: WorkerExecutable, trusted: Set<String> = [],
    log: Logger = Logger(label: "millrace.plugins")
  ) throws {
    counters = []
  }

  /// Runs every step over the batch, emits it, then emits batches of the rows that steps derived, which have passed the
  /// remaining steps. Throws ``PluginHostError`` where the goal has to stop, and what `emit` throws.
  public func process(_ batch: Batch, _ emit: (Batch) throws -> Void) throws { fatalError("not yet") }

  /// After the last batch: emits what steps held back.
  public func finish(_ emit: (Batch) throws -> Void) throws { fatalError("not yet") }

  /// Ends every instance and worker. Nothing may be called afterwards; also done at the object's end.
  public func close() {}
}
