import Profiles
import Records

/// What a retry takes again of a run's rejects, and what it leaves out, in numbers.
public struct RetryPlan: Sendable, Equatable {
  /// Rejects for one reason that are left out for one reason.
  public struct LeftOut: Sendable, Equatable {
    public var goal: String
    /// As ``Reject/step``; nil for rejects that were only counted.
    public var step: Int?
    /// Why they were rejected; empty for those that were only counted.
    public var code: String
    public var reason: Reason
    public var count: Int
  }

  /// Why rejects are left out.
  public enum Reason: Sendable, Equatable {
    /// Nil: nobody noted why; earlier versions kept less.
    case notKept(Reject.Obstacle?)
    /// Only counted: the goal had rejected too many.
    case onlyCounted
    case goalGone, goalInactive
    /// The retry is about another goal.
    case anotherGoal
    /// No mapping of the goal reads such events any more.
    case notRead
  }

  public let run: Int64
  public let connection: String
  /// Rejects that are tried again, by goal; a goal without any is not there.
  public private(set) var tried: [String: Int] = [:]
  public private(set) var leftOut: [LeftOut] = []

  public var triedCount: Int { tried.values.reduce(0, +) }
  public var leftOutCount: Int { leftOut.reduce(0) { $0 + $1.count } }

  /// `run` is as it is recorded, `groups` are its open rejects, `recorded` how many of its rejects of a goal there are.
  init(
    _ run: Run, of connection: Connection, only goal: String?, _ groups: [RetryGroup],
    retention: Retention, recorded: (_ goal: String) throws -> Int
  ) rethrows {
    self.run = run.id
    self.connection = connection.id
    for group in groups {
      if let reason = Self.reason(group, connection, only: goal) {
        add(LeftOut(goal: group.goal, step: group.step, code: group.code, reason: reason, count: group.count))
      } else {
        tried[group.goal, default: 0] += group.count
      }
    }
    for result in run.goals where goal ?? result.goal == result.goal {
      let kept = try recorded(result.goal)
      guard kept >= retention.rejectsPerGoal, result.counters.rejected > kept else { continue }
      add(LeftOut(goal: result.goal, code: "", reason: .onlyCounted, count: result.counters.rejected - kept))
    }
  }

  /// Passes are not told apart.
  private mutating func add(_ left: LeftOut) {
    let same = leftOut.firstIndex {
      $0.goal == left.goal && $0.step == left.step && $0.code == left.code && $0.reason == left.reason
    }
    if let same { leftOut[same].count += left.count } else { leftOut.append(left) }
  }

  /// Nil where they are tried again.
  private static func reason(_ group: RetryGroup, _ connection: Connection, only name: String?) -> Reason? {
    if let name, name != group.goal { return .anotherGoal }
    guard let goal = connection.goals.first(where: { $0.name == group.goal }) else { return .goalGone }
    guard goal.active else { return .goalInactive }
    guard group.isKept else { return .notKept(group.obstacle) }
    guard case .importProfiles(let goal) = goal else { return nil }
    return ImportPass.retrying(group.pass, of: goal) == nil ? .notRead : nil
  }
}

extension RetryPlan {
  /// `2 of 5 rejects of run 12 are left out`; nil where none are.
  public var headline: String? {
    guard leftOutCount > 0 else { return nil }
    let all = leftOutCount + triedCount
    return "\(leftOutCount) of the \(all) open rejects of run \(run) \(leftOutCount == 1 ? "is" : "are") left out"
  }

  /// Why, for people.
  public func words(_ left: LeftOut) -> String {
    switch left.reason {
    case .notKept(.heldBack): "a processor held the row back and gave it at the end, so its record is not known"
    case .notKept(.tooLong): "its record has more than \(RejectLog.longestRecord >> 10) kB, and was not kept"
    case .notKept(.noRoom):
      "the goal's rejected records of that run had filled the room that settings.yaml gives them"
    case .notKept(.noProfile): "a processor made the row, which belongs to no profile"
    case .notKept(.forgotten): "what was kept of it is gone, for its age"
    case .notKept(nil): "nothing of it was kept that could be tried again"
    case .onlyCounted: "more were rejected than settings.yaml lets be kept, and these were only counted"
    case .goalGone: "connection '\(connection)' has no such goal any more"
    case .goalInactive: "the goal is not active"
    case .anotherGoal: "--goal names another goal"
    case .notRead: "no mapping of the goal reads such events any more"
    }
  }

  /// What to do about it.
  public func remedy(_ left: LeftOut) -> String {
    switch left.reason {
    case .notKept, .onlyCounted:
      "'millrace run \(connection) --goal \(left.goal) --full' reads everything anew, and counts nothing twice"
    case .goalGone, .notRead: "'millrace runs retry \(run) --as-then' takes the configuration that the run had"
    case .goalInactive: "'millrace goal activate \(connection) \(left.goal)', then retry again"
    case .anotherGoal: "leave --goal out"
    }
  }

  /// For programs.
  public var leftOutJSON: JSONValue {
    .array(
      leftOut.map { left in
        [
          "goal": .string(left.goal), "step": left.step.map { .integer(Int64($0)) } ?? nil,
          "code": .string(left.code), "count": .integer(Int64(left.count)), "reason": .string(left.reason.word),
          "words": .string(words(left)), "remedy": .string(remedy(left)),
        ]
      })
  }
}

extension RetryPlan.Reason {
  /// For programs.
  public var word: String {
    switch self {
    case .notKept(let obstacle): obstacle?.rawValue ?? "not_kept"
    case .onlyCounted: "only_counted"
    case .goalGone: "goal_gone"
    case .goalInactive: "goal_inactive"
    case .anotherGoal: "another_goal"
    case .notRead: "not_read"
    }
  }
}
