/// What one step of a chain did in a run so far.
public struct StepCounters: Sendable, Codable, Equatable {
  /// Rows that were kept when they came to the step; those that it derived are not among them.
  public var rowsIn = 0
  public var kept = 0
  /// Dropped on purpose.
  public var filtered = 0
  /// Could not be used, by the plugin's own judgement or because the plugin failed on them.
  public var rejected = 0
  /// New rows that it made.
  public var derived = 0
  /// Time spent in calls, the hop to a worker and the check of the answer included.
  public var nanoseconds: UInt64 = 0
  /// How often its worker had to be started again.
  public var restarts = 0

  public init() {}
}
