import Foundation

/// Which connections are due. It has neither clock nor thread: it is told the time.
///
/// A connection that is due while it runs waits for the end of that run, once however often it was due; what was missed
/// while nobody looked is due once.
struct Timetable {
  private struct Line {
    var connection: Connection
    /// Nil where it has no schedule, is switched off, or is never due.
    var next: Date?
    var waits = false
  }

  private var lines: [String: Line] = [:]
  private var running: Set<String> = []
  /// The last time that ``due(now:)`` was told.
  private var told = Date.distantPast

  /// Seconds by which a clock is set back before what was said of the future is void.
  private static let setBack: TimeInterval = 3600

  /// The connections that there are from now on. A new one is asked for its last run, so that what was due since then is
  /// caught up; one that never ran, one that runs, and one whose schedule changed, begins now.
  mutating func set(_ connections: [Connection], now: Date, lastRun: (Connection) throws -> Date?) rethrows {
    var lines: [String: Line] = [:]
    for connection in connections {
      var line = Line(connection: connection)
      if let old = self.lines[connection.id], old.connection.timing == connection.timing {
        (line.next, line.waits) = (old.next, old.waits)
      } else if connection.enabled {
        let isNew = self.lines[connection.id] == nil && !running.contains(connection.id)
        // A run of the future was recorded by a wrong clock.
        line.next = connection.schedule?.next(after: isNew ? min(try lastRun(connection) ?? now, now) : now)
      }
      lines[connection.id] = line
    }
    self.lines = lines
  }

  /// The connections to start now, by name; they count as running until ``ended(_:)``.
  mutating func due(now: Date) -> [Connection] {
    if told.timeIntervalSince(now) > Self.setBack {
      for (id, line) in lines { lines[id]!.next = line.connection.timing?.next(after: now) }
    }
    told = now
    var due: [Connection] = []
    for (id, line) in lines.sorted(by: { $0.key < $1.key }) {
      guard let next = line.next, next <= now else { continue }
      lines[id]!.next = line.connection.schedule?.next(after: now)
      if running.insert(id).inserted { due.append(line.connection) } else { lines[id]!.waits = true }
    }
    return due
  }

  /// Takes the connection's place, known here or not, for a run that was asked for by hand. False where it runs.
  mutating func claim(_ id: String) -> Bool { running.insert(id).inserted }

  /// The connection is due once more when what runs is over.
  mutating func owe(_ id: String) {
    if lines[id]?.connection.timing != nil { lines[id]!.waits = true }
  }

  /// The run of this connection is over. Answers the connection where it has to start again at once, as running: it was
  /// due meanwhile, or it `isOwed` a run, since this one was continued in the place of one that was due.
  mutating func ended(_ id: String, isOwed: Bool = false) -> Connection? {
    running.remove(id)
    guard let line = lines[id], line.waits || isOwed && line.connection.timing != nil else { return nil }
    lines[id]!.waits = false
    running.insert(id)
    return line.connection
  }

  var connections: [Connection] { lines.values.map(\.connection).sorted { $0.id < $1.id } }

  /// When which connection is due next, the earliest first.
  var upcoming: [(date: Date, connection: Connection)] {
    lines.values.compactMap { line in line.next.map { ($0, line.connection) } }.sorted { $0.0 < $1.0 }
  }
}

extension Connection {
  /// What its next moment hangs on.
  fileprivate var timing: Schedule? { enabled ? schedule : nil }
}
