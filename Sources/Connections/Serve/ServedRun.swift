import Foundation
import IterableAPI
import Profiles
import Records

/// A run that a service was asked for, by hand or by a schedule, from the asking to its end. Any thread.
public final class ServedRun: @unchecked Sendable {
  // @unchecked: `state` is read and written under `condition`.

  /// How far it is.
  public enum Stage: String, Sendable {
    /// Another run of the connection goes on.
    case waiting
    /// It has no number yet.
    case starting
    case running
    case ended
  }

  /// As of one moment.
  public struct State: Sendable {
    public internal(set) var stage: Stage
    /// The run's number, once it has one; that of the run which is continued first, while it is; 0 for a dry run.
    public internal(set) var number: Int64?
    public internal(set) var progress: RunProgress?
    /// A run that was interrupted and is, or was, continued first.
    public internal(set) var continues: Int64?
    /// Runs that ended, as they are recorded: one, or before it one that was continued.
    public internal(set) var runs: [Run] = []
    /// Why there was no run, or why it broke off: a message and what to do.
    public internal(set) var failure: String?
  }

  /// Counts what this service was asked for.
  public let id: Int64
  public let connection: Connection
  public let options: RunOptions
  let cancellation = Cancellation()
  private let condition = NSCondition()
  private var current: State

  init(id: Int64, connection: Connection, options: RunOptions, stage: Stage) {
    self.id = id
    self.connection = connection
    self.options = options
    current = State(stage: stage)
  }

  /// By a schedule, not by hand.
  public var isScheduled: Bool { options.trigger == RunOptions.schedule }

  public var state: State { condition.withLock { current } }

  /// Ends it at the next safe place; what is committed stays. One that waits ends at once.
  public func cancel() { cancellation.cancel() }

  /// Blocks until `isEnough`, or so long.
  @discardableResult
  public func wait(seconds: Double, until isEnough: (State) -> Bool) -> State {
    let deadline = Date(timeIntervalSinceNow: seconds)
    return condition.withLock {
      while !isEnough(current), condition.wait(until: deadline) {}
      return current
    }
  }

  func change(_ body: (inout State) -> Void) {
    condition.withLock {
      body(&current)
      condition.broadcast()
    }
  }

  func note(_ moment: Runner.Moment) {
    change { state in
      switch moment {
      case .continues(let number): state.continues = number
      case .began(let number): (state.stage, state.number) = (.running, number)
      case .progress(let progress): state.progress = progress
      case .continued(let run): (state.runs, state.progress) = ([run], nil)
      }
    }
  }

  func end(_ outcome: Result<Run, any Error>) {
    change { state in
      (state.stage, state.progress) = (.ended, nil)
      switch outcome {
      case .success(let run): state.runs.append(run)
      case .failure(let error): state.failure = "\(error)"
      }
    }
  }
}
