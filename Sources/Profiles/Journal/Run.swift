/// One execution of a connection.
public struct Run: Sendable, Equatable {
  public enum State: String, Sendable, CaseIterable {
    case running, succeeded
    /// Finished, with rejected rows or with goals that failed.
    case partial
    case failed, cancelled
  }

  public var id: Int64
  public var connection: String
  /// What started it: `manual`, `schedule`, `resume`, …
  public var trigger: String
  public var state: State
  public var started: Timestamp
  public var ended: Timestamp?
  public var message: String?
  /// In the order in which the goals ran.
  public var goals: [GoalResult]

  public init(
    id: Int64, connection: String, trigger: String, state: State, started: Timestamp, ended: Timestamp? = nil,
    message: String? = nil, goals: [GoalResult] = []
  ) {
    self.id = id
    self.connection = connection
    self.trigger = trigger
    self.state = state
    self.started = started
    self.ended = ended
    self.message = message
    self.goals = goals
  }
}

/// What one goal did in a run.
public struct GoalResult: Sendable, Equatable {
  public var goal: String
  public var state: Run.State
  public var message: String?
  public var counters: Counters
  /// The last created or updated profiles, newest first; five at most.
  public var lastProfiles: [ProfileID]

  public init(
    goal: String, state: Run.State = .running, message: String? = nil, counters: Counters = Counters(),
    lastProfiles: [ProfileID] = []
  ) {
    self.goal = goal
    self.state = state
    self.message = message
    self.counters = counters
    self.lastProfiles = lastProfiles
  }
}
