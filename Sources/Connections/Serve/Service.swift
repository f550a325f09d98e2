import Foundation
import IterableAPI
import PluginHost
import Profiles
import Synchronization

/// Runs the connections of a folder by their schedules, and follows what changes: connection files and plugins that come,
/// change and go are seen within two seconds.
///
/// One thread looks and decides; each run has a thread of its own, so that a long one keeps no other waiting.
public final class Service: Sendable {
  /// What happens, for whoever watches.
  public enum Event: Sendable {
    /// With the goals that name the plugin, as `connection/goal`.
    case plugin(PluginWatch.Change, goals: [String])
    case connections([Connection])
    case refused(ConnectionsError)
    case starts(Connection)
    /// The next moment is nil where the connection has no schedule any more.
    case ran(Run, next: Date?)
    case failed(Connection, String)
    /// The plugin folders cannot be read; this is tried again, and told once.
    case unreadable(String)
  }

  private let runner: Runner
  private let connections: URL
  private let timetable = Mutex(Timetable())
  private let report: @Sendable (Event) -> Void

  /// Seconds between two looks. A change is told by the second look that sees it at rest.
  static let pause = 0.5

  /// `report` is called on the service's thread and on those of runs.
  public init(_ runner: Runner, connections: URL, report: @escaping @Sendable (Event) -> Void) {
    self.runner = runner
    self.connections = connections
    self.report = report
  }

  /// Serves until cancelled; then runs that go on stop at their next safe place, and are waited for. Throws
  /// ``ProfilesError`` where the store fails.
  public func serve(until cancellation: Cancellation) throws {
    var plugins = PluginWatch(runner.installation.catalogue)
    let installation = runner.installation
    var folder = ConnectionWatch(
      ConnectionLibrary(
        folder: connections, store: installation.store, catalogue: installation.catalogue,
        audit: installation.oversight?.audit))
    let runs = RunThreads()
    let notifier = Notifier(runner.installation)
    let notifications = WorkThread(name: "notifications") { notifier.serve(until: cancellation) }
    defer {
      runs.join()
      notifications.join()
    }
    var trouble: String?
    var retention = DailyRetention()
    while !cancellation.isCancelled {
      switch try folder.changedContent(warn: installation.warn) {
      case .success(let content?): try take(content)
      case .success(nil): break
      case .failure(let error): report(.refused(error))
      }
      tell(&trouble) { try plugins.changes() }
      for connection in timetable.withLock({ $0.due(now: now) }) {
        runs.start(connection.id) { [self] in run(connection, cancellation) }
      }
      try retention.turn(runner.installation)
      try? cancellation.wait(seconds: Self.pause)
    }
  }

  private var now: Date { runner.installation.now() }

  /// `trouble` is what was told the last time; nil where that was none.
  private func tell(_ trouble: inout String?, _ changes: () throws -> [PluginWatch.Change]) {
    do {
      let connections = timetable.withLock { $0.connections }
      for change in try changes() {
        report(.plugin(change, goals: connections.flatMap { $0.goals(using: change.plugin) }))
      }
      trouble = nil
    } catch {
      if trouble != "\(error)" { report(.unreadable("\(error)")) }
      trouble = "\(error)"
    }
  }

  private func take(_ content: ConnectionFolder.Content) throws {
    for refusal in content.refused { report(.refused(refusal)) }
    try runner.installation.store.read { reader in
      try timetable.withLock { timetable in
        try timetable.set(content.connections, now: now) { connection in
          guard let last = try reader.runs(connection: connection.id, before: nil, limit: 1).first else { return nil }
          // What was interrupted is due at once.
          return last.state == .running ? Date(timeIntervalSince1970: 0) : last.started.date
        }
      }
    }
    report(.connections(content.connections))
  }

  /// Runs it, and again as long as it was due meanwhile.
  private func run(_ connection: Connection, _ cancellation: Cancellation) {
    var waiting: Connection? = connection
    while let connection = waiting, !cancellation.isCancelled {
      report(.starts(connection))
      var isOwed = false
      do {
        let hasMissed = try hasMissed(connection)
        let run = try runner.run(connection, RunOptions(trigger: "schedule"), cancellation: cancellation)
        report(.ran(run, next: next(connection)))
        isOwed = hasMissed
      } catch {
        report(.failed(connection, "\(error)"))
      }
      waiting = timetable.withLock { $0.ended(connection.id, isOwed: isOwed) }
    }
  }

  /// Whether the next run continues one that began before the connection was due for the last time.
  private func hasMissed(_ connection: Connection) throws -> Bool {
    guard let interrupted = try runner.installation.store.read({ try $0.interruptedRun(of: connection.id) }),
      let due = connection.schedule?.next(after: interrupted.started.date)
    else { return false }
    return due <= now
  }

  private func next(_ connection: Connection) -> Date? {
    timetable.withLock { $0.upcoming.first { $0.connection.id == connection.id }?.date }
  }
}

extension Connection {
  /// The goals, active or not, that name this plugin.
  fileprivate func goals(using plugin: String?) -> [String] {
    goals.filter { $0.processors.contains { $0.plugin == plugin } }.map { "\(id)/\($0.name)" }
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
