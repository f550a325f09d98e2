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
  /// What started it, for the run's record.
  public var trigger: String

  public init(
    goal: String? = nil, full: Bool = false, dryRun: Bool = false, file: URL? = nil,
    allowsRemovals: Bool = false, trigger: String = "manual"
  ) {
    self.goal = goal
    self.full = full
    self.dryRun = dryRun
    self.file = file?.absoluteURL
    self.allowsRemovals = allowsRemovals
    self.trigger = trigger
  }
}
