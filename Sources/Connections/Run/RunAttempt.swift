import Foundation
import IterableAPI
import PluginHost
import Profiles

/// One go at a run: its beginning or continuation, its goals one after the other, and its end.
struct RunAttempt {
  let connection: Connection
  let installation: Installation
  let client: IterableClient
  let cancellation: Cancellation
  let options: RunOptions
  let report: @Sendable (RunProgress) -> Void

  private var store: any ProfileStore { installation.store }

  func run(_ goals: [Goal]) throws -> Run {
    var run = try options.dryRun ? rehearsal(of: goals) : interrupted() ?? begin(goals)
    let names = run.goals.map(\.goal)
    var hasStopped: GoalResult?
    for (index, name) in names.enumerated() where run.goals[index].state == .running {
      if let hasStopped {
        run.goals[index].state = hasStopped.state
        run.goals[index].message = hasStopped.message
        continue
      }
      var stops = false
      run.goals[index] = try runGoal(name, run.goals[index], of: run, stops: &stops)
      if stops { hasStopped = run.goals[index] }
    }
    return try end(run)
  }

  // MARK: Beginning and end

  private func rehearsal(of goals: [Goal]) -> Run {
    // One that was killed may have left its download.
    SpoolFile.removeAll(of: 0, in: installation.spoolFolder)
    return Run(
      id: 0, connection: connection.id, trigger: options.trigger, state: .running,
      started: Timestamp(installation.now()), goals: goals.map { GoalResult(goal: $0.name) })
  }

  private func interrupted() throws -> Run? { try store.read { try $0.interruptedRun(of: connection.id) } }

  /// A new run. What earlier ones left in outboxes is dropped: it is decided anew, by what is so now. Events that
  /// have expired are deleted.
  private func begin(_ goals: [Goal]) throws -> Run {
    var expired = 0
    let run = try store.write { writer in
      expired = try writer.deleteExpiredEvents(limit: Self.expiredPerTransaction)
      var run = try writer.startRun(connection: connection.id, trigger: options.trigger)
      // A folder that outlived its store may hold downloads of another run with this number.
      SpoolFile.removeAll(of: run.id, in: installation.spoolFolder)
      for goal in goals {
        let reference = try writer.ensureGoal(connection: connection.id, name: goal.name)
        try writer.clearOutbox(reference)
        var checkpoint = try writer.goalCheckpoint(reference)
        checkpoint.work = GoalCheckpoint.Work(run: run.id, options)
        try writer.setCheckpoint(reference, checkpoint.text)
        run.goals.append(GoalResult(goal: goal.name))
      }
      try writer.updateRun(run)
      return run
    }
    while expired == Self.expiredPerTransaction {
      expired = try store.write { try $0.deleteExpiredEvents(limit: Self.expiredPerTransaction) }
    }
    return run
  }

  /// Events that have expired and are deleted at once, so that nobody has to wait long for the store.
  private static let expiredPerTransaction = 10_000

  private func end(_ run: Run) throws -> Run {
    var run = run
    run.state = Self.state(of: run.goals)
    run.ended = Timestamp(installation.now())
    SpoolFile.removeAll(of: run.id, in: installation.spoolFolder)
    if !options.dryRun { try store.write { [run] in try $0.updateRun(run) } }
    return run
  }

  private static func state(of goals: [GoalResult]) -> Run.State {
    let states = Set(goals.map(\.state))
    if states.contains(.cancelled) { return .cancelled }
    return states.count == 1 ? states.first! : .partial
  }

  // MARK: Goals

  /// `stops`: no later goal can do better.
  private func runGoal(_ name: String, _ result: GoalResult, of run: Run, stops: inout Bool) throws -> GoalResult {
    let reference = try reference(to: name)
    let spool = SpoolFile(folder: installation.spoolFolder, run: run.id, name: String(reference.id))
    do {
      guard let goal = connection.goals.first(where: { $0.name == name }) else { throw connection.unknownGoal(name) }
      let work = GoalWork(
        connection: connection, installation: installation, client: client, cancellation: cancellation,
        options: options, reference: reference, run: run.id, started: run.started, report: report)
      switch goal {
      case .importGroups(let goal):
        let result = try ImportGroupsRun(goal: goal, work: work, spool: spool).run(result)
        spool.remove()
        return result
      case .importProfiles(let goal):
        let result = try ImportGoalRun(goal: goal, work: work, spool: spool).run(result)
        spool.remove()
        return result
      case .exportProfiles(let goal):
        return try ExportGoalRun(goal: goal, work: work).run(result)
      }
    } catch let error as ProfilesError where error.isOfStorage {
      // Nothing can be recorded, and nothing is lost: the run goes on where it was when the store can be written again.
      throw error
    } catch {
      let failure = GoalFailure(error, isCancelled: cancellation.isCancelled)
      stops = failure.stopsRun
      let result = try record(failure, reference, run)
      spool.remove()
      return result
    }
  }

  private func reference(to name: String) throws -> GoalReference {
    guard options.dryRun else { return try store.write { try $0.ensureGoal(connection: connection.id, name: name) } }
    return try store.read { try $0.goal(connection: connection.id, name: name) }
      ?? GoalReference(id: 0, connection: connection.id, name: name)
  }

  /// What the goal committed stays, and so do its counters; the window is read again by the next run.
  private func record(_ failure: GoalFailure, _ reference: GoalReference, _ run: Run) throws -> GoalResult {
    installation.log.error(
      "goal failed",
      metadata: ["connection": "\(connection.id)", "goal": "\(reference.name)", "reason": "\(failure.message)"])
    if options.dryRun {
      return GoalResult(goal: reference.name, state: failure.state, message: failure.message)
    }
    return try store.write { writer in
      var result =
        try writer.run(run.id)?.goals.first { $0.goal == reference.name } ?? GoalResult(goal: reference.name)
      result.state = failure.state
      result.message = failure.message
      try writer.putResult(result, run: run.id)
      var checkpoint = try writer.goalCheckpoint(reference)
      checkpoint.work = nil
      try writer.setCheckpoint(reference, checkpoint.text)
      return result
    }
  }
}

/// Why a goal ended early, in words for the run's record.
struct GoalFailure {
  var state: Run.State
  var message: String
  /// Whether later goals would fail in the same way.
  var stopsRun: Bool

  init(_ error: any Error, isCancelled: Bool) {
    let iterable = error as? IterableError
    if isCancelled || iterable?.code == .cancelled {
      (state, message, stopsRun) = (.cancelled, "the run was cancelled", true)
      return
    }
    state = .failed
    stopsRun = iterable?.code == .unauthorized
    message = "\(error)"
  }
}

extension ProfilesError {
  /// Whether the store itself failed, and not what was asked of it.
  fileprivate var isOfStorage: Bool { code == .storage || code == .storeCorrupt || code == .storeIncompatible }
}
