import Foundation
import IterableAPI
import Logging
import PluginHost
import Profiles
import Records
import Synchronization

/// Runs connections. Any thread; one run of a connection at a time; calls block until the run is over.
public final class Runner: Sendable {
  public let installation: Installation
  private let running = Mutex<Set<String>>([])

  public init(_ installation: Installation) {
    self.installation = installation
  }

  /// Runs the connection's goals, imports before exports, and answers the run as it is recorded.
  ///
  /// A run that was interrupted, by a crash or a power cut, is continued first: under its own number, with the goals and the
  /// version of the connection that it was started with, from the last committed row. That goals failed or records were
  /// rejected is not thrown; it is in the run's state, messages and counters. A dry run is recorded nowhere and has the
  /// number 0.
  ///
  /// `began` is told the run's number once it has one. `progress` is called on this thread or, while it waits for a download, on the download's, which may still hold it when
  /// the run is over.
  /// Throws ``ConnectionsError`` (`nothingToRun`, `unknownName`, `secret`, `spool`), ``IterableError`` where the client
  /// cannot be set up, and ``ProfilesError`` where the store fails.
  public func run(
    _ connection: Connection, _ options: RunOptions = RunOptions(), cancellation: Cancellation = Cancellation(),
    progress: @escaping (RunProgress) -> Void = { _ in }, began: (Int64) -> Void = { _ in }
  ) throws -> Run {
    guard connection.enabled else {
      throw ConnectionsError(
        .nothingToRun, "connection '\(connection.id)' is switched off",
        hint: "'millrace connection enable \(connection.id)' switches it on, or 'enabled: true' in its file")
    }
    let plan = try retryPlan(connection, options)
    let goals = try goalsToRun(connection, options, plan)
    if options.file != nil, goals.count > 1 || !goals[0].isImport {
      throw ConnectionsError(.nothingToRun, "a file can be read by one import goal only", hint: "name it with --goal")
    }
    guard running.withLock({ $0.insert(connection.id).inserted }) else {
      throw ConnectionsError(.nothingToRun, "connection '\(connection.id)' is running already")
    }
    defer { running.withLock { _ = $0.remove(connection.id) } }
    var installation = installation
    let log = RunLog(now: installation.now)
    installation.note(in: log)
    var (connection, options) = (connection, options)
    if !options.dryRun, let run = try installation.store.read({ try $0.interruptedRun(of: connection.id) }) {
      (connection, options.version) = try connection.continuing(run, in: installation)
    }
    // Also a goal that comes late in a run has the plugins that were there when the run began.
    installation.catalogue = installation.catalogue.holding(connection.processorNames)
    if let plan { log.note(leftOutOf: plan) }
    // Its own, so that a run can be cancelled alone.
    let ending = Cancellation()
    let client: IterableClient
    do {
      client = try IterableClient(connection, in: installation, cancellation: ending)
      try SpoolFile.prepare(installation.spoolFolder)
    } catch {
      // No run is recorded, so this is all that anybody who does not watch hears of it.
      if !options.dryRun {
        let announcement = Announcement(connection: connection, now: Timestamp(installation.now()))
        try installation.store.write { try announcement.announceNotStarted(goals, "\(error)", $0) }
      }
      throw error
    }
    if !options.dryRun, options.version == nil { options.version = try connection.runVersion(in: installation) }
    let report = Unshared(progress)
    let metrics = options.dryRun ? nil : RunMetrics(connection.id)
    let attempt = RunAttempt(
      connection: connection, installation: installation, client: client, cancellation: ending, options: options,
      log: log,
      report: {
        metrics?.counted($0.goal, $0.counters)
        report.value($0)
      }, metrics: metrics)
    return try cancellation.onCancel({ ending.cancel() }, during: { try attempt.run(goals, began: began) })
  }

  /// Throws ``ConnectionsError`` where there is nothing to do.
  private func goalsToRun(_ connection: Connection, _ options: RunOptions, _ plan: RetryPlan?) throws -> [Goal] {
    guard let plan else { return try connection.goalsToRun(options.goal) }
    let goals = connection.goalsInRunningOrder.filter { plan.tried[$0.name] != nil }
    // An interrupted run may be this very retry, with all rejects done and its end not told.
    if goals.isEmpty, !options.dryRun,
      try installation.store.read({ try $0.interruptedRun(of: connection.id) }) != nil
    {
      return []
    }
    guard !goals.isEmpty else {
      throw ConnectionsError(
        .nothingToRun,
        plan.leftOutCount == 0
          ? "run \(plan.run) has no rejected records that can be tried again"
          : "none of the \(plan.leftOutCount) open rejects of run \(plan.run) can be tried again",
        hint: "'millrace rejects --run \(plan.run)' lists them")
    }
    return goals
  }
}

extension Runner {
  /// What a retry would take again and leave out, as it is now; nil where the options ask for none. Throws
  /// ``ProfilesError``.
  public func retryPlan(_ connection: Connection, _ options: RunOptions) throws -> RetryPlan? {
    guard let retried = options.retryOf else { return nil }
    return try installation.store.read { reader in
      guard let run = try reader.run(retried) else {
        throw ProfilesError(.notFound, "there is no run \(retried)", hint: "'millrace runs list' shows them")
      }
      return try RetryPlan(
        run, of: connection, only: options.goal, reader.retryGroups(run: retried),
        retention: (try? installation.settings())?.retention ?? Retention()
      ) {
        try reader.rejectCount(RejectFilter(run: retried, goal: $0))
      }
    }
  }
}

extension RunLog {
  fileprivate func note(leftOutOf plan: RetryPlan) {
    for left in plan.leftOut {
      note(
        "left_out", level: .warning, goal: left.goal, isEnd: true,
        .init(key: "count", value: .integer(Int64(left.count))), .init(key: "code", value: .string(left.code)),
        .init(key: "step", value: left.step.map { .string(Reject.name(ofStep: $0)) } ?? nil),
        .init(key: "reason", value: .string(left.reason.word)))
    }
  }
}

extension Runner {
  /// The run of the connection that a crash or a power cut left, which the next `run` continues; and whether it was asked
  /// for the same as `options`, so that there is nothing to do behind it, unless a goal had failed. Throws ``ProfilesError``.
  public func interruptedRun(
    of connection: Connection, _ options: RunOptions
  ) throws -> (number: Int64, isTheSame: Bool, hasFailed: Bool)? {
    try installation.store.read { reader in
      guard let run = try reader.interruptedRun(of: connection.id) else { return nil }
      let asked = GoalCheckpoint.Work(run: run.id, options)
      let unfinished = try run.goals.compactMap { result in
        try reader.goal(connection: connection.id, name: result.goal).flatMap { try reader.goalCheckpoint($0).work }
      }.filter { $0.run == run.id }
      let isTheSame =
        if unfinished.isEmpty {
          // Only its end is not told. What it was asked for is not known any more, but for what it tried again.
          !options.full && !options.allowsRemovals && options.file == nil && options.retryOf == run.retryOf
        } else {
          unfinished.allSatisfy {
            $0.full == asked.full && $0.allowsRemovals == asked.allowsRemovals && $0.file == asked.file
              && $0.retryOf == asked.retryOf
          }
        }
      let hasGoal = options.goal.map { name in run.goals.contains { $0.goal == name } } ?? true
      return (run.id, isTheSame && hasGoal, run.goals.contains { $0.state == .failed })
    }
  }
}

extension Installation {
  /// What is noted from now on, and what operators are warned of, goes into the run's log, too.
  fileprivate mutating func note(in runLog: RunLog) {
    log.handler = MultiplexLogHandler([log.handler, RunLogHandler(runLog)])
    warn = { [warn] text in
      runLog.note("warning", level: .warning, .init(key: "message", value: .string(text)))
      warn(text)
    }
  }
}

extension ProfileReader {
  func interruptedRun(of connection: String) throws -> Run? {
    try runs(connection: connection, before: nil, limit: 1).first { $0.state == .running }
  }
}

extension Connection {
  fileprivate var processorNames: Set<PluginCatalogue.ProcessorName> {
    Set(goals.flatMap(\.allProcessors).map { .init(plugin: $0.plugin, processor: $0.processor) })
  }

  /// What a run is about, in the order of running. Throws ``ConnectionsError`` where nothing is.
  func goalsToRun(_ name: String?) throws -> [Goal] {
    if let name {
      guard let goal = goals.first(where: { $0.name == name }) else { throw unknownGoal(name) }
      guard goal.active else {
        throw ConnectionsError(.nothingToRun, "goal '\(name)' is not active", hint: "set 'active: true'")
      }
      return [goal]
    }
    let active = goalsInRunningOrder.filter { $0.active && ($0.isImport ? imports : exports) }
    guard !active.isEmpty else {
      throw ConnectionsError(
        .nothingToRun, "connection '\(id)' has no active goal",
        hint: goals.isEmpty ? "add one under 'goals:'" : "look at 'active', 'import' and 'export' in its file")
    }
    return active
  }

  func unknownGoal(_ name: String) -> ConnectionsError {
    ConnectionsError(
      .unknownName, "connection '\(id)' has no goal '\(name)'",
      hint: Suggestion.hint(for: name, among: goals.map(\.name)))
  }
}

extension IterableClient {
  /// A client for the connection's project. Throws ``ConnectionsError`` `secret` and ``IterableError``.
  convenience init(_ connection: Connection, in installation: Installation, cancellation: Cancellation) throws {
    let project = connection.iterable
    var configuration = IterableConfiguration(
      baseURL: project.baseURL, apiKey: try project.apiKey.resolve(environment: installation.environment))
    configuration.offersHTTP2 = project.http2
    installation.adjustClient(&configuration)
    try self.init(configuration, cancellation: cancellation, warn: installation.warn, logger: installation.log)
  }
}
