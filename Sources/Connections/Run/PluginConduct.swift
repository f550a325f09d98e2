import PluginHost

/// The account that is kept of plugins which work for a goal: they are let in by the installation's rules, each load is
/// noted, and what stops a goal counts against its plugin, until it is suspended.
struct PluginConduct {
  let use: PluginUse
  let installation: Installation

  init(_ use: PluginUse, in installation: Installation) {
    self.use = use
    self.installation = installation
  }

  /// What plugins may do now. Throws ``PluginHostError``.
  func rules() throws -> PluginRules { try installation.oversight?.rules() ?? .nothing }

  /// Why the step may not run now, which is noted; nil where it is not suspended.
  func suspension(of step: ChainStep) throws -> PluginHostError? {
    guard let oversight = installation.oversight,
      let suspension = try oversight.suspensions.active(step.reference.file.sha256)
    else { return nil }
    let error = PluginHostError(suspended: suspension)
    oversight.refuse(step, error, for: use, warn: installation.warn)
    return error
  }

  /// Throws ``PluginHostError`` where the step may not be loaded.
  func admit(_ step: ChainStep, _ rules: PluginRules) throws {
    try installation.oversight?.admit(step, rules, for: use, warn: installation.warn)
  }

  /// Does what the steps are called in; a failure of theirs is a strike, and is thrown on.
  func blaming<Result>(_ steps: [ChainStep], _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      blame(error, steps)
      throw error
    }
  }

  /// A goal came to its end: steps that served it without any failure are cleared of what was held against them.
  func clear(_ steps: [ChainStep], _ counters: [StepCounters]) {
    guard use.run != nil, let oversight = installation.oversight else { return }
    for (step, counters) in zip(steps, counters)
    where counters.rowsIn > 0 && counters.failed == 0 && counters.restarts == 0 {
      oversight.clear(step, warn: installation.warn)
    }
  }

  private func blame(_ error: any Error, _ steps: [ChainStep]) {
    guard use.run != nil, let oversight = installation.oversight, let error = error as? PluginHostError,
      let step = steps.first(where: { $0.reference.file.sha256 == error.culprit })
    else { return }
    if let suspension = oversight.strike(step, reason: error.message, for: use, warn: installation.warn) {
      installation.warn("\(PluginHostError(suspended: suspension))")
    }
  }
}
