import IterableAPI
import Profiles

extension Runner {
  /// What happens while a run that was asked for goes on, in this order.
  public enum Moment {
    /// A run was interrupted, and is continued first.
    case continues(Int64)
    /// The run has its number; 0 for a dry run.
    case began(Int64)
    case progress(RunProgress)
    /// A run that was continued is over, and the one that was asked for follows.
    case continued(Run)
  }

  /// Does what was asked for: continues an interrupted run first and, where that was about something else or a goal of it had
  /// failed before it was interrupted, runs again. Answers the last run. `tell` and errors are as those of ``run(_:_:cancellation:progress:began:)``.
  public func runAsked(
    _ connection: Connection, _ options: RunOptions, cancellation: Cancellation = Cancellation(),
    tell: @escaping (Moment) -> Void = { _ in }
  ) throws -> Run {
    let interrupted = options.dryRun ? nil : try interruptedRun(of: connection, options)
    func once() throws -> Run {
      try self.run(
        connection, options, cancellation: cancellation, progress: { tell(.progress($0)) },
        began: { tell(.began($0)) })
    }
    if let interrupted { tell(.continues(interrupted.number)) }
    let first = try once()
    guard let interrupted, first.state != .cancelled else { return first }
    // What fails now fails again; what failed then, of a full disk for example, is what this run is asked for.
    let follows = interrupted.hasFailed || !interrupted.isTheSame && first.state != .failed
    guard follows else { return first }
    tell(.continued(first))
    return try once()
  }
}
