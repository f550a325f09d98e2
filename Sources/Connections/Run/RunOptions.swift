/// What a run is asked to do.
public struct RunOptions: Sendable {
  /// Only this goal; nil: every active goal.
  public var goal: String?
  /// Everything again: imports ignore the checkpoint, exports what was sent already.
  public var full: Bool
  /// Counts what would happen; nothing is written to the store or sent to Iterable.
  public var dryRun: Bool
  /// What started it, for the run's record.
  public var trigger: String

  public init(goal: String? = nil, full: Bool = false, dryRun: Bool = false, trigger: String = "manual") {
    self.goal = goal
    self.full = full
    self.dryRun = dryRun
    self.trigger = trigger
  }
}
