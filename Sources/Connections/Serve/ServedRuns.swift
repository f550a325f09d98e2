import Foundation

/// What a service has at work, what waits for its turn, and what is over. It has neither clock nor thread.
struct ServedRuns {
  var timetable = Timetable()
  /// By connection.
  private(set) var active: [String: ServedRun] = [:]
  /// Asked for by hand while the connection runs: one a connection.
  private(set) var waiting: [String: ServedRun] = [:]
  /// The latest that are over, the newest last.
  private(set) var over: [ServedRun] = []
  private(set) var isStopping = false
  private var lastID: Int64 = 0

  /// So many that are over are remembered.
  static let remembered = 100

  var all: [ServedRun] { (Array(active.values) + waiting.values + over).sorted { $0.id < $1.id } }

  /// Those of the schedules that start now.
  mutating func due(now: Date) -> [ServedRun] {
    if isStopping { return [] }
    return timetable.due(now: now).map { begin($0, RunOptions(trigger: RunOptions.schedule)) }
  }

  /// One asked for by hand: it starts now, or waits for the end of the one that goes on. Throws ``ConnectionsError``
  /// `nothingToRun` where another one waits already, or the service is stopping.
  mutating func ask(_ connection: Connection, _ options: RunOptions) throws(ConnectionsError) -> ServedRun {
    guard !isStopping else {
      throw ConnectionsError(.nothingToRun, "the service is stopping", hint: "ask again when it has started anew")
    }
    if timetable.claim(connection.id) { return begin(connection, options) }
    if let waiting = waiting[connection.id] {
      throw ConnectionsError(
        .nothingToRun, "a run of '\(connection.id)' waits already for the one that goes on (request \(waiting.id))",
        hint: "wait for it, or cancel one of them")
    }
    let run = make(connection, options, .waiting)
    waiting[connection.id] = run
    return run
  }

  /// The connection's run is over; answers the one that has to start at once in its place.
  mutating func ended(_ run: ServedRun, isOwed: Bool) -> ServedRun? {
    let id = run.connection.id
    active[id] = nil
    remember(run)
    if let next = waiting.removeValue(forKey: id) {
      if isOwed { timetable.owe(id) }
      active[id] = next
      return next
    }
    return timetable.ended(id, isOwed: isOwed).flatMap {
      isStopping ? nil : begin($0, RunOptions(trigger: RunOptions.schedule))
    }
  }

  /// Takes one that waits away.
  mutating func withdraw(_ run: ServedRun) -> Bool {
    guard waiting[run.connection.id] === run else { return false }
    waiting[run.connection.id] = nil
    remember(run)
    return true
  }

  /// From now on nothing starts.
  mutating func stop() { isStopping = true }

  private mutating func begin(_ connection: Connection, _ options: RunOptions) -> ServedRun {
    let run = make(connection, options, .starting)
    active[connection.id] = run
    return run
  }

  private mutating func make(_ connection: Connection, _ options: RunOptions, _ stage: ServedRun.Stage) -> ServedRun {
    lastID += 1
    return ServedRun(id: lastID, connection: connection, options: options, stage: stage)
  }

  private mutating func remember(_ run: ServedRun) {
    over.append(run)
    if over.count > Self.remembered { over.removeFirst() }
  }
}
