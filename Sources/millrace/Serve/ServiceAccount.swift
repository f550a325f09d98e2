import Connections
import Foundation
import PluginHost
import Profiles
import Records

/// Tells what a service does, a line each: text for people, or JSON for programs, on standard output.
struct ServiceAccount: Sendable {
  let output: OutputOptions.Format

  func tell(_ event: Service.Event) {
    let now = Timestamp.now().description.prefix(19) + "Z"
    switch output {
    case .json:
      guard case .object(let members) = json(event) else { return }
      Terminal.print(.object([JSONValue.Member(key: "time", value: .string(String(now)))] + members))
    case .table:
      for line in lines(event) { Terminal.print("\(now)  \(line)") }
    }
  }

  // MARK: Text

  private func lines(_ event: Service.Event) -> [String] {
    switch event {
    case .plugin(let change, let goals): [line(change, goals)]
    case .connections(let connections):
      connections.isEmpty
        ? ["no connections to run; 'millrace apply FILE' makes one, or a file in the home folder's 'connections'"]
        : connections.map { "connection \($0.id): \(Self.next($0))" }
    case .refused(let error):
      [Terminal.coloured("refused", .red) + "  \(error)"] + error.diagnostics.map { "\($0)" }
    case .starts(let run):
      [
        (run.number == 0 ? "dry run" : "run \(run.number)") + " of \(run.connection) starts, by \(run.trigger)"
          + (run.retryOf.map { " of run \($0)" } ?? "") + (run.startedBy.map { " (\($0))" } ?? "")
      ]
    case .ran(let run, let next):
      [
        (run.id == 0 ? "dry run" : "run \(run.id)") + " of \(run.connection): \(run.state.rawValue)"
          + (run.ended.map { " in " + RunAccount.duration(from: run.started, to: $0) } ?? "")
          + Self.messages(of: run).map { "; \($0)" }.joined()
          + (next.map { "; next at \(Timestamp($0))" } ?? "")
      ]
    case .failed(let connection, let message): ["\(connection.id) \(Terminal.coloured("failed", .red)): \(message)"]
    case .unreadable(let message): [message]
    }
  }

  /// What a run and its goals say of themselves, each once: what ended the whole run is said by every goal.
  private static func messages(of run: Run) -> [String] {
    var messages: [String] = []
    for message in [run.message] + run.goals.map(\.message) {
      if let message, !messages.contains(message) { messages.append(message) }
    }
    return messages
  }

  private func line(_ change: PluginWatch.Change, _ goals: [String]) -> String {
    let users = goals.isEmpty ? "" : goals.joined(separator: ", ")
    switch change {
    case .appeared(let entry):
      switch entry.outcome {
      case .plugin(let plugin): return "plugin \(plugin.id) \(plugin.version) is here: \(entry.path)"
      case .refused(let error): return Terminal.coloured("refused", .red) + "  \(error)"
      }
    case .changed(_, let entry):
      switch entry.outcome {
      case .plugin(let plugin):
        return "plugin \(plugin.id) \(plugin.version) has changed: \(entry.path); the next run uses it"
      case .refused(let error):
        return Terminal.coloured("refused", .red) + "  \(error)" + (users.isEmpty ? "" : "; it is used by \(users)")
      }
    case .removed(let entry):
      let name = entry.plugin.map { "plugin \($0.id) \($0.version)" } ?? entry.path
      return "\(name) is gone" + (users.isEmpty ? "" : "; the next run fails in \(users)")
    }
  }

  private static func next(_ connection: Connection) -> String {
    guard connection.enabled else { return "switched off" }
    guard let schedule = connection.schedule, let next = schedule.next(after: Date()) else { return "no schedule" }
    return "next at \(next.formatted(in: schedule.timeZone))"
  }

  // MARK: JSON

  private func json(_ event: Service.Event) -> JSONValue {
    func moment(_ date: Date?) -> JSONValue { date.map { .string(Timestamp($0).description) } ?? nil }
    switch event {
    case .plugin(let change, let goals):
      let (word, entry) =
        switch change {
        case .appeared(let entry): ("plugin_appeared", entry)
        case .changed(_, let entry): ("plugin_changed", entry)
        case .removed(let entry): ("plugin_removed", entry)
        }
      let refusal: JSONValue = if case .refused(let error) = entry.outcome { .string("\(error)") } else { nil }
      return [
        "event": .string(word), "plugin": entry.plugin.map { .string($0.id) } ?? nil,
        "version": entry.plugin.map { .string($0.version) } ?? nil, "file": .string(entry.path),
        "sha256": .string(entry.sha256), "refused": refusal, "goals": .array(goals.map { .string($0) }),
      ]
    case .connections(let connections):
      return [
        "event": "connections",
        "connections": .array(
          connections.map {
            [
              "connection": .string($0.id), "enabled": .bool($0.enabled),
              "next": moment($0.enabled ? $0.schedule?.next(after: Date()) : nil),
            ]
          }),
      ]
    case .refused(let error):
      return [
        "event": "connection_refused", "message": .string("\(error)"),
        "diagnostics": .array(error.diagnostics.map { .string("\($0)") }),
      ]
    case .starts(let run):
      return [
        "event": "run_starts", "run": .integer(run.number), "connection": .string(run.connection),
        "trigger": .string(run.trigger), "started_by": run.startedBy.map { .string($0) } ?? nil,
        "retry_of": run.retryOf.map { .integer($0) } ?? nil,
      ]
    case .ran(let run, let next): return ["event": "run_ended", "run": run.json(), "next": moment(next)]
    case .failed(let connection, let message):
      return ["event": "run_failed", "connection": .string(connection.id), "message": .string(message)]
    case .unreadable(let message): return ["event": "plugins_unreadable", "message": .string(message)]
    }
  }
}

extension Date {
  /// `Wed 2026-11-25 06:30 Europe/Amsterdam`.
  func formatted(in zone: String) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: zone)
    formatter.dateFormat = "EEE yyyy-MM-dd HH:mm"
    return "\(formatter.string(from: self)) \(zone)"
  }
}
