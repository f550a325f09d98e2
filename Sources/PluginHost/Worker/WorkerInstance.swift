import CPluginCall
import Logging
import Records

/// An instance in a worker process of its own.
final class WorkerInstance: ProcessorInstance {
  let output: OutputBlock
  private let step: ChainStep
  private let executable: WorkerExecutable
  private let config: String
  private let log: PluginLog
  private var worker: WorkerProcess

  /// Starts a worker and creates the instance. Throws ``PluginHostError``.
  init(_ step: ChainStep, executable: WorkerExecutable, log: PluginLog) throws {
    self.step = step
    self.executable = executable
    self.log = log
    config = step.reference.loadedConfig(step.config).text
    output = try OutputBlock()
    worker = try Self.start(step, executable, config, output, log)
  }

  private static func start(
    _ step: ChainStep, _ executable: WorkerExecutable, _ config: String, _ output: OutputBlock, _ log: PluginLog
  ) throws -> WorkerProcess {
    let worker = try WorkerProcess(
      executable, file: step.reference.loadedFile, output: output, log: log, grant: step.effectiveGrant,
      timeout: step.startTimeout)
    do {
      try worker.create(
        step.reference.function, of: step.reference.loadedProcessor, config: config,
        timeout: max(step.timeout, step.startTimeout))
    } catch {
      throw PluginHostError(create: step, failure: error)
    }
    return worker
  }

  func call(_ call: ProcessorCall, on batch: Batch, range: mrp_range, now: Int64, timeout: Double)
    throws(ProcessorFailure)
  {
    try worker.call(call, on: batch, range: range, now: now, timeout: timeout)
  }

  func recover(from failure: ProcessorFailure) throws -> Bool {
    switch failure {
    case .status, .batchFull: return false
    case .notLent: throw PluginHostError(.worker, "plugin \(step.reference.label) \(failure.phrase)")
    case .ended, .timedOut, .invalidOutput:
      worker.stop(grace: 0)
      worker = try Self.start(step, executable, config, output, log)
      return true
    }
  }

  func close() { worker.stop(grace: 1) }
}

extension PluginHostError {
  /// `create` did not give an instance.
  init(create step: ChainStep, failure: ProcessorFailure) {
    let plugin = "plugin \(step.reference.label)"
    switch failure {
    case .status(_, let message) where step.reference.plainFunction != nil:
      self.init(.create, "\(plugin) cannot be used: \(message)", hint: step.withheld)
    case .status(_, let message):
      let reason = message.isEmpty ? "no reason given" : message
      self.init(.create, "\(plugin) refuses its configuration: \(reason)", hint: step.withheld)
    default:
      self.init(
        .create, "\(plugin) \(failure.phrase), while it was given its configuration", hint: step.withheld,
        culprit: step.reference.file.sha256)
    }
  }
}
