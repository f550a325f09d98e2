import Foundation

/// What a run is asked to do.
public struct RunOptions: Sendable {
  /// Only this goal; nil: every active goal.
  public var goal: String?
  /// Everything again: imports ignore the checkpoint, exports what was sent already.
  public var full: Bool
  /// Counts what would happen; nothing is written to the store or sent to Iterable.
  public var dryRun: Bool
  /// JSON lines that an import reads instead of a download, such as a saved export. Moves no checkpoint; needs one import
  /// goal, and the file until the run is over.
  public var file: URL?
  /// Lets a list's clean-up take off more of its members than its limit.
  public var allowsRemovals: Bool
  /// Only what this run rejected and no later run could use, with the connection as it is given.
  public var retryOf: Int64?
  /// The trigger of runs that a schedule started.
  static let schedule = "schedule"
  /// What started it, for the run's record.
  public var trigger: String
  /// Who did; nil where nobody is known.
  public var startedBy: String?
  /// The version of the configuration that it runs with; nil where versions are not kept.
  public var version: Int64?

  public init(
    goal: String? = nil, full: Bool = false, dryRun: Bool = false, file: URL? = nil,
    allowsRemovals: Bool = false, retryOf: Int64? = nil, trigger: String = "manual", startedBy: String? = nil,
    version: Int64? = nil
  ) {
    self.goal = goal
    self.full = full
    self.dryRun = dryRun
    self.file = file?.absoluteURL
    self.allowsRemovals = allowsRemovals
    self.retryOf = retryOf
    self.trigger = trigger
    self.startedBy = startedBy
    self.version = version
  }
}
