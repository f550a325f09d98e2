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
  /// What to say of the run, for each step that is passed over; nil where none is.
  let message: String?
  private let steps: [ChainStep]
  private let conduct: PluginConduct
  private let chain: ProcessorChain?

  /// Finds the plugins and checks their configurations. Throws ``PluginHostError`` and ``ConnectionsError``.
  init(_ steps: [ProcessorStep], started: Timestamp, for use: PluginUse, in installation: Installation) throws {
    let conduct = PluginConduct(use, in: installation)
    let rules = try conduct.rules()
    var bypassed: [String] = []
    let all = try steps.map { step in
      var chainStep = try ChainStep(step, rules, in: installation)
      if let suspended = try conduct.suspension(of: chainStep) {
        guard step.whenSuspended == .bypass else { throw suspended }
        bypassed.append("a step was passed over: \(suspended)")
        chainStep.isPassedOver = true
      }
      return chainStep
    }
    let steps = all.filter { !$0.isPassedOver }
    self.steps = steps
    self.conduct = conduct
    labels = all.map(\.reference.label)
    isPure = steps.allSatisfy { $0.reference.processor.flags.contains(.pure) }
    message = bypassed.isEmpty ? nil : bypassed.joined(separator: "\n")
    for text in bypassed { installation.warn(text) }
    for step in steps { try conduct.admit(step, rules) }
    chain = try conduct.blaming(steps) {
      guard !all.isEmpty else { return nil }
      return try ProcessorChain(
        steps: all, now: started.microseconds, worker: installation.worker, rules: rules, log: installation.log)
    }
  }

  func process(_ batch: Batch, _ emit: (Batch) throws -> Void) throws {
    guard let chain else { return try emit(batch) }
    try conduct.blaming(steps) { try chain.process(batch, emit) }
  }

  func finish(_ emit: (Batch) throws -> Void) throws {
    guard let chain else { return }
    try conduct.blaming(steps) { try chain.finish(emit) }
    conduct.clear(steps, chain.counters)
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
}
