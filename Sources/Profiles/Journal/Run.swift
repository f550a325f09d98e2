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
  /// What started it: `manual`, `schedule`, `retry`, …
  public var trigger: String
  /// The user of the system who did; nil where nobody is known.
  public var startedBy: String?
  /// The version of the connection's configuration that it ran with; nil where versions are not kept.
  public var version: Int64?
  /// The run whose rejected records it takes again.
  public var retryOf: Int64?
  public var state: State
  public var started: Timestamp
  public var ended: Timestamp?
  public var message: String?
  /// In the order in which the goals ran.
  public var goals: [GoalResult]

  public init(
    id: Int64, connection: String, trigger: String, state: State, started: Timestamp, ended: Timestamp? = nil,
    message: String? = nil, goals: [GoalResult] = [], startedBy: String? = nil, version: Int64? = nil,
    retryOf: Int64? = nil
  ) {
    self.id = id
    self.connection = connection
    self.trigger = trigger
    self.startedBy = startedBy
    self.version = version
    self.retryOf = retryOf
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
  /// What its processors did, in their order.
  public var steps: [StepResult]

  public init(
    goal: String, state: Run.State = .running, message: String? = nil, counters: Counters = Counters(),
    lastProfiles: [ProfileID] = [], steps: [StepResult] = []
  ) {
    self.goal = goal
    self.state = state
    self.message = message
    self.counters = counters
    self.lastProfiles = lastProfiles
    self.steps = steps
  }
}

/// Which runs; nil is any. The newest first.
public struct RunFilter: Sendable {
  public var connection: String?
  public var state: Run.State?
  /// Only runs with a smaller number: where the page before ended.
  public var before: Int64?

  public init(connection: String? = nil, state: Run.State? = nil, before: Int64? = nil) {
    self.connection = connection
    self.state = state
    self.before = before
  }
}
