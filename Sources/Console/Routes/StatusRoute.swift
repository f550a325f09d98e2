import Connections
import Foundation
import Hummingbird
import Profiles
import Records

/// `/status`: what the service has, does, and will do.
struct StatusRoute {
  static let paths = ["GET /status"]

  let service: Service
  let started: Date
  let version: String

  func add(to router: Router<ConsoleContext>) {
    router.get("status") { _, _ in Response.json(json) }
  }

  private var json: JSONValue {
    let runs = service.servedRuns
    let health = service.state
    return [
      "version": .string(version), "process": .integer(Int64(getpid())), "started": Self.moment(started),
      "looked_at": Self.moment(health.lookedAt),
      "connections": .array(
        service.upcoming.map { connection, next in
          let own = runs.filter { $0.connection.id == connection.id }
          let active = own.first { [.starting, .running].contains($0.state.stage) }
          return [
            "connection": .string(connection.id), "enabled": .bool(connection.enabled), "next": Self.moment(next),
            "run": active?.state.number.map { .integer($0) } ?? nil,
            "waiting": .array(own.filter { $0.state.stage == .waiting }.map { .integer($0.id) }),
          ]
        }),
      "refused": .array(health.refused.map { .string("\($0)") }),
      "unreadable_plugins": health.unreadablePlugins.map { .string($0) } ?? nil,
    ]
  }

  private static func moment(_ date: Date?) -> JSONValue { date.map { .string(Timestamp($0).description) } ?? nil }
}
