import Connections
import Foundation
import Profiles
import Records

/// Runs, their logs and rejects.
enum RunOperations {
  static let all: [APIOperation] = [
    .get("/runs") { visit in
      let state = visit.query.text("state")
      guard state == nil || state.flatMap(Run.State.init) != nil else {
        throw ConsoleError(.badRequest, "there is no state '\(state ?? "")'")
      }
      let filter = RunFilter(
        connection: visit.query.text("connection"), state: state.flatMap(Run.State.init),
        before: try visit.number(inQuery: "before"))
      let limit = try visit.limit()
      let runs = try visit.store.read { try $0.runs(filter, limit: limit) }
      return .json(["runs": .array(runs.map { $0.json() })])
    },
    .post("/runs") { visit in
      let (name, options) = try RunOptions.asked(visit.body ?? .object([]), by: visit.visitor.name)
      return try begin(visit.workspace.library.connection(name), options, visit)
    },
    .get("/runs/{run}") { visit in
      let run = try run(visit)
      let served = visit.workspace.served(run.id)
      return .json([
        "run": run.json(), "request": served.map { .integer($0.id) } ?? nil,
        "progress": served?.state.progress.map(\.json) ?? nil,
      ])
    },
    .post("/runs/{run}/cancel") { visit in
      let number = try run(visit).id
      guard let served = visit.workspace.served(number) else {
        throw ConsoleError(.conflict, "run \(number) does not go on here")
      }
      visit.workspace.service.cancel(served)
      return .json(served.json(served.state), status: .accepted)
    },
    .post("/runs/{run}/retry") { visit in
      let (run, body) = (try run(visit), visit.body ?? .object([]))
      try body.allow("as_then", "goal")
      let asThen = try body.optional("as_then", "true or false", \.bool) ?? false
      let connection = try visit.workspace.library.connection(of: run, asThen: asThen)
      let options = RunOptions(
        goal: try body.optional("goal", "the name of a goal", \.string), retryOf: run.id, trigger: "retry",
        startedBy: visit.visitor.name)
      return try begin(connection, options, visit)
    },
    .get("/runs/{run}/log") { visit in
      let number = try run(visit).id
      guard let folder = visit.workspace.installation.logFolder,
        let text = try? String(contentsOf: RunLog.file(of: number, in: folder), encoding: .utf8)
      else { throw ConsoleError(.notFound, "run \(number) has no log") }
      return .download(text, name: "run-\(number).jsonl", type: "application/x-ndjson")
    },
    .get("/runs/{run}/rejects") { visit in
      let query = visit.query
      let filter = RejectFilter(
        run: try run(visit).id, goal: query.text("goal"), code: query.text("code"), text: query.text("q"),
        isOpen: query["open"] == "true", after: try visit.number(inQuery: "after") ?? 0)
      let limit = try visit.limit()
      let (rejects, count) = try visit.store.read { (try $0.rejects(filter, limit: limit), try $0.rejectCount(filter)) }
      return .json(["rejects": .array(rejects.map(\.json)), "left": .integer(Int64(count - rejects.count))])
    },
    .get("/data-exchange") { visit in
      let exchange = try visit.store.read { try $0.dataExchange(connection: visit.query.text("connection")) }
      return .json([
        "data_exchange": .array(
          exchange.map {
            [
              "connection": .string($0.connection), "direction": .string($0.direction.rawValue),
              "profiles": .integer(Int64($0.profiles)),
            ]
          })
      ])
    },
  ]

  private static func run(_ visit: Visit) throws -> Run { try visit.run("run") }

  private static func begin(_ connection: Connection, _ options: RunOptions, _ visit: Visit) throws -> Answer {
    let served = try visit.workspace.service.run(connection, options)
    return .json(served.json(served.begun(within: 5)), status: .accepted)
  }
}
