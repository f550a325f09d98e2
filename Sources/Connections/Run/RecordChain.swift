import Foundation
import PluginHost
import Profiles
import Records

/// A goal's processors in one run; rows pass unchanged where it has none.
///
/// It lets in what the installation's rules allow, notes each load, and keeps account of plugins that goals stop because
/// of.
final class RecordChain {
  /// What every step is called in messages.
  let labels: [String]
  /// Whether a row's result depends on nothing but the row. Where it does not, an interrupted run lets the chain see again
  /// what it has seen, so that its memory is what it was.
  let isPure: Bool
  /// What to say of the run, for each step that is passed over; nil where none is.
  let message: String?
  private let steps: [ChainStep]
  private let use: PluginUse
  private let installation: Installation
  private let chain: ProcessorChain?

  /// Finds the plugins and checks their configurations. Throws ``PluginHostError`` and ``ConnectionsError``.
  init(_ steps: [ProcessorStep], started: Timestamp, for use: PluginUse, in installation: Installation) throws {
    let rules = try installation.oversight?.rules() ?? .nothing
    var bypassed: [String] = []
    let all = try steps.map { step in
      var chainStep = try ChainStep(step, rules, in: installation)
      if let suspended = try chainStep.suspended(for: use, in: installation) {
        guard step.whenSuspended == .bypass else { throw suspended }
        bypassed.append("a step was passed over: \(suspended)")
        chainStep.isPassedOver = true
      }
      return chainStep
    }
    self.steps = all.filter { !$0.isPassedOver }
    self.use = use
    self.installation = installation
    labels = all.map(\.reference.label)
    isPure = self.steps.allSatisfy { $0.reference.processor.flags.contains(.pure) }
    message = bypassed.isEmpty ? nil : bypassed.joined(separator: "\n")
    for text in bypassed { installation.warn(text) }
    for step in self.steps { try installation.oversight?.admit(step, rules, for: use, warn: installation.warn) }
    do {
      chain =
        steps.isEmpty
        ? nil
        : try ProcessorChain(
          steps: all, now: started.microseconds, worker: installation.worker, rules: rules, log: installation.log)
    } catch {
      Self.blame(error, self.steps, use, installation)
      throw error
    }
  }

  func process(_ batch: Batch, _ emit: (Batch) throws -> Void) throws {
    guard let chain else { return try emit(batch) }
    try blaming { try chain.process(batch, emit) }
  }

  func finish(_ emit: (Batch) throws -> Void) throws {
    guard let chain else { return }
    try blaming { try chain.finish(emit) }
    guard use.run != nil, let oversight = installation.oversight else { return }
    for (step, counters) in zip(steps, chain.counters)
    where counters.rowsIn > 0 && counters.failed == 0 && counters.restarts == 0 {
      oversight.clear(step, warn: installation.warn)
    }
  }

  /// What the steps did so far. Call it when no thread is at work on the chain.
  var results: [StepResult] {
    zip(steps, chain?.counters ?? []).map { step, counters in
      StepResult(
        name: step.reference.label, rowsIn: counters.rowsIn, rowsOut: counters.kept + counters.derived,
        filtered: counters.filtered, rejected: counters.rejected, restarts: counters.restarts,
        seconds: Double(counters.nanoseconds / 1_000_000) / 1000)
    }
  }

  func close() { chain?.close() }

  private func blaming(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch {
      Self.blame(error, steps, use, installation)
      throw error
    }
  }

  /// Counts a strike against the plugin whose failure stops the goal of a run.
  private static func blame(
    _ error: any Error, _ steps: [ChainStep], _ use: PluginUse, _ installation: Installation
  ) {
    guard use.run != nil, let oversight = installation.oversight, let error = error as? PluginHostError,
      let step = steps.first(where: { $0.reference.file.sha256 == error.culprit })
    else { return }
    if let suspension = oversight.strike(step, reason: error.message, for: use, warn: installation.warn) {
      installation.warn("\(PluginHostError(suspended: suspension))")
    }
  }
}

extension ChainStep {
  /// The step with its plugin found, its configuration resolved, and what its file is granted. Throws
  /// ``PluginHostError`` and ``ConnectionsError``.
  fileprivate init(_ step: ProcessorStep, _ rules: PluginRules, in installation: Installation) throws {
    let reference = try installation.catalogue.processor(plugin: step.plugin, processor: step.processor)
    if let earlier = rules.earlier(of: reference.plugin.id, reference.file), earlier.grant != .nothing {
      installation.warn(
        "the file of plugin \(reference.label) was changed since it was granted \(earlier.summary), and has no grant now; "
          + "if you know this build, see 'millrace plugin grant --help'")
    }
    self.init(
      reference: reference,
      config: try step.resolvedConfig(of: reference, environment: installation.environment),
      placement: step.placement, grant: rules.grant(for: reference.file.sha256), timeout: step.timeoutSeconds)
  }

  /// Why the step may not run now; nil where it is not suspended.
  fileprivate func suspended(for use: PluginUse, in installation: Installation) throws -> PluginHostError? {
    guard let oversight = installation.oversight,
      let suspension = try oversight.suspensions.active(reference.file.sha256)
    else { return nil }
    let error = PluginHostError(suspended: suspension)
    oversight.refuse(self, error, for: use, warn: installation.warn)
    return error
  }
}
