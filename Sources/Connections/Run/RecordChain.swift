import Foundation
import PluginHost
import Profiles
import Records

/// A goal's processors in one run; rows pass unchanged where it has none.
final class RecordChain {
  /// What every step is called in messages.
  let labels: [String]
  /// Whether a row's result depends on nothing but the row. Where it does not, an interrupted run lets the chain see again
  /// what it has seen, so that its memory is what it was.
  let isPure: Bool
  private let chain: ProcessorChain?

  /// Finds the plugins and checks their configurations. Throws ``PluginHostError`` and ``ConnectionsError``.
  init(_ steps: [ProcessorStep], started: Timestamp, in installation: Installation) throws {
    let chainSteps = try steps.map { try ChainStep($0, in: installation) }
    labels = chainSteps.map(\.reference.label)
    isPure = chainSteps.allSatisfy { $0.reference.processor.flags.contains(.pure) }
    chain =
      steps.isEmpty
      ? nil
      : try ProcessorChain(
        steps: chainSteps, now: started.microseconds, worker: installation.worker, trusted: installation.trusted,
        log: installation.log)
  }

  func process(_ batch: Batch, _ emit: (Batch) throws -> Void) throws {
    guard let chain else { return try emit(batch) }
    try chain.process(batch, emit)
  }

  func finish(_ emit: (Batch) throws -> Void) throws { try chain?.finish(emit) }

  func close() { chain?.close() }
}

extension ChainStep {
  /// The step with its plugin found and its configuration resolved. Throws ``PluginHostError`` and ``ConnectionsError``.
  init(_ step: ProcessorStep, in installation: Installation) throws {
    let reference = try installation.catalogue.processor(plugin: step.plugin, processor: step.processor)
    self.init(
      reference: reference,
      config: try step.resolvedConfig(of: reference, environment: installation.environment),
      placement: step.placement, timeout: step.timeoutSeconds)
  }
}
