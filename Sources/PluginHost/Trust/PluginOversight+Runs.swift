import Audit
import Foundation
import Records

/// What a plugin is used for, as the audit log tells it.
public struct PluginUse: Sendable {
  public var connection: String
  public var goal: String
  /// The run's number, 0 for a dry run; nil for a look, such as a preview.
  public var run: Int64?

  public init(connection: String, goal: String, run: Int64? = nil) {
    self.connection = connection
    self.goal = goal
    self.run = run
  }
}

/// What is noted of plugins at work.
extension PluginOversight {
  /// Lets a step be loaded: by the rules, and with a line in the audit log. Throws ``PluginHostError`` where it may not,
  /// which is noted too. A load into this process that cannot be noted does not happen, that into a worker is told to
  /// `warn`.
  public func admit(
    _ step: ChainStep, _ rules: PluginRules, for use: PluginUse, warn: (String) -> Void
  ) throws {
    do {
      try rules.check(step)
    } catch let refusal as PluginHostError {
      refuse(step, refusal, for: use, warn: warn)
      throw refusal
    }
    do {
      try note("plugin.load", step, use)
    } catch let error as AuditError where step.placement == .worker {
      warn("\(error)")
    } catch let error as AuditError {
      throw PluginHostError(
        .file, "plugin \(step.reference.label) is not loaded into this process: \(error.message)", hint: error.hint)
    }
  }

  /// Notes that a step was not let in.
  public func refuse(
    _ step: ChainStep, _ refusal: PluginHostError, for use: PluginUse, warn: (String) -> Void
  ) {
    do {
      try note("plugin.refuse", step, use, code: refusal.code.rawValue)
    } catch {
      warn("\(error)")
    }
  }

  /// Notes that a goal stopped because of a plugin. Answers the suspension where that was once too often.
  public func strike(
    _ step: ChainStep, reason: String, for use: PluginUse, warn: (String) -> Void
  ) -> Suspension? {
    do {
      let reference = step.reference
      let suspension = try suspensions.strike(reference.plugin, reference.file.sha256, reason: reason)
      guard let suspension else { return nil }
      try note("plugin.suspend", step, use, until: suspension.until)
      return suspension
    } catch {
      warn("\(error)")
      return nil
    }
  }

  /// A goal came to its end without a failure of the plugin.
  public func clear(_ step: ChainStep, warn: (String) -> Void) {
    do {
      try suspensions.clear(step.reference.file.sha256)
    } catch {
      warn("\(error)")
    }
  }

  private func note(
    _ action: String, _ step: ChainStep, _ use: PluginUse, code: String? = nil, until: Date? = nil
  ) throws {
    let grant = step.placement == .worker ? step.grant : .nothing
    try audit.append(
      action,
      [
        "plugin": .string(step.reference.plugin.id), "version": .string(step.reference.plugin.version),
        "sha256": .string(step.reference.file.sha256), "file": .string(step.reference.file.path),
        "placement": .string(step.placement.rawValue),
        "capabilities": grant.capabilities.isEmpty ? nil : .strings(grant.capabilities.names),
        "folders": grant.folders.isEmpty ? nil : .strings(grant.folders),
        "connection": .string(use.connection), "goal": .string(use.goal), "run": use.run.map { .integer($0) } ?? nil,
        "code": code.map { .string($0) } ?? nil, "until": until.map { .string($0.formatted(.iso8601)) } ?? nil,
      ])
  }
}
