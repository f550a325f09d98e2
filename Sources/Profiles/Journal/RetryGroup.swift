/// Rejects of a run which no later run could use, and with which a retry does the same.
public struct RetryGroup: Sendable, Equatable {
  public var goal: String
  /// As ``Reject/pass``.
  public var pass: String?
  public var step: Int
  public var code: String
  /// What is needed to try them again is there: their records, or the profiles that they are about.
  public var isKept: Bool
  /// Why not, where that is known.
  public var obstacle: Reject.Obstacle?
  public var count: Int

  public init(
    goal: String, pass: String? = nil, step: Int, code: String, isKept: Bool, obstacle: Reject.Obstacle? = nil,
    count: Int
  ) {
    self.goal = goal
    self.pass = pass
    self.step = step
    self.code = code
    self.isKept = isKept
    self.obstacle = obstacle
    self.count = count
  }
}
