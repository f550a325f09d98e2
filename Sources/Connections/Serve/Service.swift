import Foundation
import IterableAPI
import PluginHost
import Profiles
import Synchronization

/// Runs the connections of a folder by their schedules, and follows what changes: connection files and plugins that come,
/// change and go are seen within two seconds.
///
/// One thread looks and decides; each run has a thread of its own, so that a long one keeps no other waiting. Runs can be
/// asked for by hand, and obey the same rule: one of a connection at a time, and one that waits.
public final class Service: Sendable {
  /// What happens, for whoever watches.
  public enum Event: Sendable {
    /// With the goals that name the plugin, as `connection/goal`.
    case plugin(PluginWatch.Change, goals: [String])
    case connections([Connection])
    case refused(ConnectionsError)
    /// The run has its number; one that was interrupted, and is continued, has the number that it had.
    case starts(StartedRun)
    /// The next moment is nil where the connection has no schedule any more.
    case ran(Run, next: Date?)
    case failed(Connection, String)
    /// The plugin folders cannot be read; this is tried again, and told once.
    case unreadable(String)
  }

  private let runner: Runner
  private let connections: URL
  private let runs = Mutex(ServedRuns())
  private let threads = RunThreads()
  private let health = Mutex(Health())
  private let report: @Sendable (Event) -> Void

  /// Seconds between two looks. A change is told by the second look that sees it at rest.
  static let pause = 0.5

  /// `report` is called on the service's thread and on those of runs.
  public init(_ runner: Runner, connections: URL, report: @escaping @Sendable (Event) -> Void) {
    self.runner = runner
    self.connections = connections
    self.report = report
  }

  /// What the service's own looks came to.
  public struct Health: Sendable {
    /// When it last looked at what is due; nil before the first time.
    public internal(set) var lookedAt: Date?
    /// Why the plugin folders cannot be read; nil where they can.
    public internal(set) var unreadablePlugins: String?
    /// Connection files that cannot be used.
    public internal(set) var refused: [ConnectionsError] = []
  }

  /// Serves until cancelled; then runs that go on stop at their next safe place, and are waited for. Throws
  /// ``ProfilesError`` where the store fails.
  public func serve(until cancellation: Cancellation) throws {
    var plugins = PluginWatch(runner.installation.catalogue)
    let installation = runner.installation
    var folder = ConnectionWatch(
      ConnectionLibrary(
        folder: connections, store: installation.store, catalogue: installation.catalogue,
        audit: installation.oversight?.audit, spoolFolder: installation.spoolFolder))
    let notifier = Notifier(installation)
    let notifications = WorkThread(name: "notifications") { notifier.serve(until: cancellation) }
    defer {
      stop()
      notifications.join()
    }
    var retention = DailyRetention()
    while !cancellation.isCancelled {
      switch try folder.changedContent(warn: installation.warn) {
      case .success(let content?): try take(content)
      case .success(nil): break
      case .failure(let error): report(.refused(error))
      }
      tell { try plugins.changes() }
      runs.withLock { for run in $0.due(now: now) { start(run) } }
      health.withLock { $0.lookedAt = Date() }
      try retention.turn(installation)
      try? cancellation.wait(seconds: Self.pause)
    }
  }

  // MARK: What can be asked of it, on any thread

  /// A run by hand, of a connection in the folder or of any other: it starts at once or, where the connection runs, when
  /// that run is over. Throws ``ConnectionsError`` where one waits already, or the service is stopping.
  public func run(_ connection: Connection, _ options: RunOptions) throws(ConnectionsError) -> ServedRun {
    // Started under the lock, so that one who stops the service waits for its thread.
    try runs.withLock { runs throws(ConnectionsError) in
      let run = try runs.ask(connection, options)
      if run.state.stage == .starting { start(run) }
      return run
    }
  }

  /// Ends what was asked for at its next safe place; what waits, at once.
  public func cancel(_ run: ServedRun) {
    run.cancel()
    if runs.withLock({ $0.withdraw(run) }) { run.end(.failure(Self.withdrawn)) }
  }

  /// What was asked for lately, by hand and by schedules, the oldest first.
  public var servedRuns: [ServedRun] { runs.withLock { $0.all } }

  /// The connections of the folder, each with its next moment.
  public var upcoming: [(connection: Connection, next: Date?)] {
    runs.withLock { runs in
      let moments = runs.timetable.upcoming
      return runs.timetable.connections.map { connection in
        (connection, moments.first { $0.connection.id == connection.id }?.date)
      }
    }
  }

  public var state: Health { health.withLock { $0 } }

  private static let withdrawn = ConnectionsError(.nothingToRun, "it was cancelled before its turn came")

  // MARK: Looking and running

  private func start(_ run: ServedRun) { threads.start(run.connection.id) { [self] in work(run) } }

  private func stop() {
    let (active, waiting) = runs.withLock { runs in
      runs.stop()
      return (Array(runs.active.values), Array(runs.waiting.values))
    }
    for run in waiting { cancel(run) }
    for run in active { run.cancel() }
    threads.join()
  }

  private var now: Date { runner.installation.now() }

  private func tell(_ changes: () throws -> [PluginWatch.Change]) {
    do {
      let connections = runs.withLock { $0.timetable.connections }
      for change in try changes() {
        report(.plugin(change, goals: connections.flatMap { $0.goals(using: change.plugin) }))
      }
      health.withLock { $0.unreadablePlugins = nil }
    } catch {
      let isNew = health.withLock { health in
        defer { health.unreadablePlugins = "\(error)" }
        return health.unreadablePlugins != "\(error)"
      }
      if isNew { report(.unreadable("\(error)")) }
    }
  }

  private func take(_ content: ConnectionFolder.Content) throws {
    for refusal in content.refused { report(.refused(refusal)) }
    health.withLock { $0.refused = content.refused }
    try runner.installation.store.read { reader in
      try runs.withLock { runs in
        try runs.timetable.set(content.connections, now: now) { connection in
          guard let last = try reader.runs(connection: connection.id, before: nil, limit: 1).first else { return nil }
          // What was interrupted is due at once.
          return last.state == .running ? Date(timeIntervalSince1970: 0) : last.started.date
        }
      }
    }
    report(.connections(content.connections))
  }

  /// Does it, and what waited for its end.
  private func work(_ run: ServedRun) {
    var next: ServedRun? = run
    while let run = next {
      var isOwed = false
      do {
        let ended: Run
        if run.isScheduled {
          let hasMissed = try hasMissed(run.connection)
          ended = try runner.run(
            run.connection, run.options, cancellation: run.cancellation, progress: { run.note(.progress($0)) },
            began: {
              run.note(.began($0))
              self.tellStart(of: $0, run)
            })
          isOwed = hasMissed
        } else {
          ended = try runner.runAsked(run.connection, run.options, cancellation: run.cancellation) { moment in
            run.note(moment)
            switch moment {
            case .began(let number): self.tellStart(of: number, run)
            case .continued(let earlier): self.report(.ran(earlier, next: self.next(run.connection)))
            case .continues, .progress: break
            }
          }
        }
        run.end(.success(ended))
        report(.ran(ended, next: self.next(run.connection)))
      } catch {
        run.end(.failure(error))
        report(.failed(run.connection, "\(error)"))
      }
      next = runs.withLock { $0.ended(run, isOwed: isOwed) }
    }
  }

  private func tellStart(of number: Int64, _ run: ServedRun) {
    let recorded = try? runner.installation.store.read { try $0.run(number) }
    report(
      .starts(
        StartedRun(
          number: number, connection: run.connection.id, trigger: recorded?.trigger ?? run.options.trigger,
          startedBy: recorded == nil ? run.options.startedBy : recorded?.startedBy,
          retryOf: recorded == nil ? run.options.retryOf : recorded?.retryOf)))
  }

  /// Whether the next run continues one that began before the connection was due for the last time.
  private func hasMissed(_ connection: Connection) throws -> Bool {
    guard let interrupted = try runner.installation.store.read({ try $0.interruptedRun(of: connection.id) }),
      let due = connection.schedule?.next(after: interrupted.started.date)
    else { return false }
    return due <= now
  }

  private func next(_ connection: Connection) -> Date? {
    runs.withLock { $0.timetable.upcoming.first { $0.connection.id == connection.id }?.date }
  }
}

extension Connection {
  /// The goals, active or not, that name this plugin.
  fileprivate func goals(using plugin: String?) -> [String] {
    goals.filter { $0.allProcessors.contains { $0.plugin == plugin } }.map { "\(id)/\($0.name)" }
  }
}

extension PluginWatch.Change {
  /// The id of the plugin that it is or was about; nil where neither file was one.
  fileprivate var plugin: String? {
    switch self {
    case .appeared(let entry), .removed(let entry): entry.plugin?.id
    case .changed(let old, let new): new.plugin?.id ?? old.plugin?.id
    }
  }
}

/// The threads of runs, to be waited for.
private final class RunThreads: Sendable {
  private let threads = Mutex<[WorkThread]>([])

  func start(_ name: String, _ work: @escaping @Sendable () -> Void) {
    threads.withLock { threads in
      threads.removeAll(where: \.isDone)
      threads.append(WorkThread(name: name, work))
    }
  }

  func join() { for thread in threads.withLock({ $0 }) { thread.join() } }
}
