import Foundation
import IterableAPI
import PluginHost
import Profiles
import Records

/// One go at a run: its beginning or continuation, its goals one after the other, and its end.
struct RunAttempt {
  let connection: Connection
  let installation: Installation
  let client: IterableClient
  let cancellation: Cancellation
  let options: RunOptions
  let log: RunLog
  let report: @Sendable (RunProgress) -> Void
  /// Nil for a dry run, which did nothing.
  let metrics: RunMetrics?

  private var store: any ProfileStore { installation.store }

  /// `began` is told the run's number once it has one.
  func run(_ goals: [Goal], began: (Int64) -> Void) throws -> Run {
    var mark: RunMark?
    defer { mark?.end() }
    var run = try options.dryRun ? rehearsal(of: goals) : interrupted(&mark) ?? begin(goals, &mark)
    began(run.id)
    metrics?.began(run)
    let firstRun = try firstRun(of: run)
    let names = run.goals.map(\.goal)
    var hasStopped: GoalResult?
    for (index, name) in names.enumerated() where run.goals[index].state == .running {
      if let hasStopped {
        run.goals[index].state = hasStopped.state
        run.goals[index].message = hasStopped.message
        continue
      }
      var stops = false
      let account = GoalAccount(log, name, client)
      run.goals[index] = try runGoal(name, run.goals[index], of: run, firstRun, stops: &stops)
      let groups = try store.read { try $0.rejectGroups(RejectFilter(run: run.id, goal: name)) }
      account.end(run.goals[index], client, groups)
      if stops { hasStopped = run.goals[index] }
    }
    run = try end(run)
    metrics?.ended(run)
    return run
  }

  /// The run that first read the records which this one and those before it take again.
  private func firstRun(of run: Run) throws -> Int64 {
    try store.read { reader in
      var first = run
      while let earlier = try first.retryOf.flatMap(reader.run) { first = earlier }
      return first.id
    }
  }

  // MARK: Beginning and end

  private func rehearsal(of goals: [Goal]) -> Run {
    // One that was killed may have left its download.
    SpoolFile.removeAll(of: 0, in: installation.spoolFolder)
    return Run(
      id: 0, connection: connection.id, trigger: options.trigger, state: .running,
      started: Timestamp(installation.now()), goals: goals.map { GoalResult(goal: $0.name) })
  }

  /// The run is marked in the transaction in which it begins or goes on: whoever would give the connection or a goal another
  /// name meanwhile sees that.
  private func mark(_ run: Run) -> RunMark? { RunMark(run: run.id, in: installation.spoolFolder, cancellation) }

  private func interrupted(_ mark: inout RunMark?) throws -> Run? {
    guard try store.read({ try $0.interruptedRun(of: connection.id) }) != nil else { return nil }
    let run = try store.write { writer in
      var run = try writer.interruptedRun(of: connection.id)
      mark = run.flatMap(self.mark)
      if let found = run, found.version != options.version {
        run!.version = options.version
        try writer.updateRun(run!)
      }
      return run
    }
    guard let run else { return nil }
    openLog(run, isNew: false)
    log.note("run_continues", .init(key: "run", value: .integer(run.id)))
    return run
  }

  private func openLog(_ run: Run, isNew: Bool) {
    guard let folder = installation.logFolder else { return }
    if let problem = log.open(run: run.id, in: folder, isNew: isNew) { installation.warn(problem) }
  }

  /// A new run. What earlier ones left in outboxes is dropped: it is decided anew, by what is so now. Events that
  /// have expired are deleted.
  private func begin(_ goals: [Goal], _ mark: inout RunMark?) throws -> Run {
    var expired = 0
    let run = try store.write { writer in
      if let version = options.version, try writer.connectionVersion(connection.id, version) == nil {
        throw ConnectionsError(
          .conflict, "connection '\(connection.id)' got another name while its run was to begin",
          hint: "'millrace connection list' shows it; run it by that name")
      }
      expired = try writer.deleteExpiredEvents(limit: Self.expiredPerTransaction)
      var run = try writer.startRun(
        connection: connection.id, trigger: options.trigger, startedBy: options.startedBy, version: options.version,
        retryOf: options.retryOf)
      // A folder that outlived its store may hold downloads of another run with this number.
      SpoolFile.removeAll(of: run.id, in: installation.spoolFolder)
      mark = self.mark(run)
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
    openLog(run, isNew: true)
    log.note(
      "run_begins",
      [
        .init(key: "run", value: .integer(run.id)), .init(key: "connection", value: .string(run.connection)),
        .init(key: "trigger", value: .string(run.trigger)),
        .init(key: "goals", value: .array(run.goals.map { .string($0.goal) })),
        .init(key: "full", value: .bool(options.full)),
      ]
        + [("version", run.version), ("retry_of", run.retryOf)].compactMap { name, number in
          number.map { .init(key: name, value: .integer($0)) }
        })
    return run
  }

  /// Events that have expired and are deleted at once, so that nobody has to wait long for the store.
  private static let expiredPerTransaction = 10_000

  private func end(_ run: Run) throws -> Run {
    var run = run
    run.state = Self.state(of: run.goals)
    run.ended = Timestamp(installation.now())
    SpoolFile.removeAll(of: run.id, in: installation.spoolFolder)
    guard !options.dryRun else { return run }
    let fields = sourceFields(after: run)
    try store.write { writer in
      let changes = try fields.compactMap { try $0.now(writer).remember(of: $0.source, in: writer) }
      if !changes.isEmpty { run.message = changes.joined(separator: "; ") }
      try writer.updateRun(run)
      try Announcement(connection: connection, now: Timestamp(installation.now())).announce(run, writer)
    }
    log.note("run_ends", isEnd: true, .init(key: "state", value: .string(run.state.rawValue)))
    try installation.forgetOldRuns()
    return run
  }

  /// What the fields of the run's sources are now, as far as the run got to them and Iterable can say.
  private func sourceFields(after run: Run) -> [FieldLook] {
    guard options.file == nil else { return [] }
    let done = Set(run.goals.filter { $0.state == .succeeded || $0.state == .partial }.map(\.goal))
    return FieldLook.all(of: connection, goals: done, client)
  }

  private static func state(of goals: [GoalResult]) -> Run.State {
    let states = Set(goals.map(\.state))
    if states.contains(.cancelled) { return .cancelled }
    return states.count == 1 ? states.first! : .partial
  }

  // MARK: Goals

  /// `stops`: no later goal can do better.
  private func runGoal(
    _ name: String, _ result: GoalResult, of run: Run, _ firstRun: Int64, stops: inout Bool
  ) throws -> GoalResult {
    let reference = try reference(to: name)
    let spool = SpoolFile(folder: installation.spoolFolder, run: run.id, name: String(reference.id))
    do {
      guard let goal = connection.goals.first(where: { $0.name == name }) else { throw connection.unknownGoal(name) }
      let work = GoalWork(
        connection: connection, installation: installation, client: client, cancellation: cancellation,
        options: options, reference: reference, run: run.id, started: run.started,
        firstRun: firstRun, log: log, report: report)
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

/// What the run's log tells of a goal: that it begins, and with what it ended.
private struct GoalAccount {
  private let log: RunLog
  private let goal: String
  private let begun = ContinuousClock.now
  private let traffic: IterableClient.Traffic
  private let waits: RateLimiter.Waits

  init(_ log: RunLog, _ goal: String, _ client: IterableClient) {
    self.log = log
    self.goal = goal
    traffic = client.traffic
    waits = client.rateLimitWaits
    log.note("goal_begins", goal: goal)
  }

  func end(_ result: GoalResult, _ client: IterableClient, _ rejects: [RejectGroup]) {
    for step in result.steps {
      log.note(
        "step", goal: goal, isEnd: true, .init(key: "step", value: .string(step.name)),
        .init(key: "rows_in", value: .integer(Int64(step.rowsIn))),
        .init(key: "rows_out", value: .integer(Int64(step.rowsOut))),
        .init(key: "filtered", value: .integer(Int64(step.filtered))),
        .init(key: "rejected", value: .integer(Int64(step.rejected))),
        .init(key: "restarts", value: .integer(Int64(step.restarts))),
        .init(key: "seconds", value: .number(step.seconds)))
    }
    for group in rejects.prefix(20) {
      log.note(
        "rejects", level: .warning, goal: goal, isEnd: true,
        [
          .init(key: "count", value: .integer(Int64(group.count))), .init(key: "code", value: .string(group.code)),
          .init(key: "step", value: .string(Reject.name(ofStep: group.step))),
        ]
          // A plugin says what it likes of a record; that stays with the rejects.
          + (group.step > 0 ? [] : [.init(key: "reason", value: .string(group.reason))]))
    }
    let counters = Counters.fields.compactMap { field -> JSONValue.Member? in
      let value = result.counters[keyPath: field.path]
      return value > 0 ? .init(key: field.name, value: .integer(Int64(value))) : nil
    }
    let (now, waited) = (client.traffic, client.rateLimitWaits)
    log.note(
      "goal_ends", level: result.state == .failed ? .error : .info, goal: goal, isEnd: true,
      [.init(key: "state", value: .string(result.state.rawValue))]
        + (result.message.map { [.init(key: "message", value: .string($0))] } ?? []) + counters + [
          .init(key: "seconds", value: .seconds(since: begun)),
          .init(key: "requests", value: .integer(Int64(now.requests - traffic.requests))),
          .init(key: "requests_again", value: .integer(Int64(now.retries - traffic.retries))),
          .init(key: "rate_limit_waits", value: .integer(Int64(waited.count - waits.count))),
          .init(key: "rate_limit_seconds", value: .number(((waited.seconds - waits.seconds) * 10).rounded() / 10)),
        ])
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
