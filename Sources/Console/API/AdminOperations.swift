import Access
import Foundation
import PluginHost
import Records

/// The service, plugins, the audit log, users and tokens.
enum AdminOperations {
  static let all: [APIOperation] = [
    .get("/status") { visit in
      .json([
        "version": .string(visit.workspace.version),
        "running": .array(
          visit.workspace.service.servedRuns.filter { $0.state.stage != .ended }.map { $0.json($0.state) }),
      ])
    },
    .get("/plugins") { visit in
      let standing = try visit.standing
      return .json([
        "plugins": .array(
          try visit.workspace.installation.catalogue.scan().map { standing.json($0, $0.json) })
      ])
    },
    .get("/audit", for: .admin) { visit in
      let events = try visit.oversight.audit.last(visit.limit()).events
      return .json(["events": .array(events.map(\.json))])
    },
    .get("/users", for: .admin) { .json(["users": .array(try $0.workspace.accounts.users().map(\.json))]) },
    .get("/tokens", for: .admin) { .json(["tokens": .array(try $0.workspace.accounts.tokens().map(\.json))]) },
    .post("/tokens", for: .admin) { visit in
      let body = visit.body ?? .object([])
      try body.allow("token", "role", "days")
      guard let name = try body.optional("token", "a name", \.string) else {
        throw ConsoleError(.badRequest, "'token' is missing")
      }
      guard let role = Role(rawValue: try body.optional("role", "a role", \.string) ?? "viewer") else {
        throw ConsoleError(.badRequest, "'role' is viewer, operator or admin")
      }
      let days = try body.optional("days", "a whole number", \.integer)
      if let days, !(1...36_500).contains(days) { throw ConsoleError(.badRequest, "'days' is between 1 and 36500") }
      let secret = try visit.workspace.accounts.addToken(
        name, role: role, expires: days.map { visit.workspace.now.addingTimeInterval(Double($0) * 86_400) })
      return .json(["token": .string(name), "secret": .string(secret)], status: .created)
    },
    .delete("/tokens/{token}", for: .admin) { visit in
      let name = try visit.parameter("token")
      try visit.workspace.accounts.removeToken(name)
      return .json(["token": .string(name)])
    },
  ]
}
