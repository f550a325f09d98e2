import Connections
import Hummingbird
import Profiles
import Records
import Serving

/// `/runs` and `/requests`: runs by hand, how far they are, and their end. What was asked for has a number of its own, since
/// it may wait for its turn before it is a run.
struct RunRoutes {
  static let paths = [
    "POST /runs", "GET /runs/{number}", "POST /runs/{number}/cancel", "GET /requests/{id}",
    "POST /requests/{id}/cancel",
  ]

  let service: Service
  let store: any ProfileStore

  func add(to router: Router<ConsoleContext>) {
    router.post("runs") { request, _ in
      let (name, options) = try RunOptions.asked(try await request.object())
      guard let connection = service.upcoming.first(where: { $0.connection.id == name })?.connection else {
        throw ConsoleError(
          .notFound, "the service has no connection '\(name)'",
          hint: Suggestion.hint(for: name, among: service.upcoming.map(\.connection.id))
            ?? "put its file into the home folder's 'connections'")
      }
      let run = try service.run(connection, options)
      let state = try await BlockingWork.run { run.begun(within: 5) }
      return Response.json(run.json(state), status: .accepted)
    }
    router.get("runs/{number}") { _, context in
      let number = try context.number("number")
      let run = try await BlockingWork.run { [store] in try store.read { try $0.run(number) } }
      guard let run else {
        throw ConsoleError(.notFound, "there is no run \(number)", hint: "'millrace runs list' shows them")
      }
      let served = active(number)
      return Response.json([
        "run": run.json(), "request": served.map { .integer($0.id) } ?? nil,
        "progress": served?.state.progress.map(\.json) ?? nil,
      ])
    }
    router.post("runs/{number}/cancel") { _, context in
      let number = try context.number("number")
      guard let run = active(number) else {
        throw ConsoleError(
          .conflict, "run \(number) does not go on here", hint: "'millrace runs list' shows how it stands")
      }
      service.cancel(run)
      return Response.json(run.json(run.state), status: .accepted)
    }
    router.get("requests/{id}") { _, context in
      let run = try requested(try context.number("id"))
      return Response.json(run.json(run.state))
    }
    router.post("requests/{id}/cancel") { _, context in
      let run = try requested(try context.number("id"))
      service.cancel(run)
      return Response.json(run.json(run.state), status: .accepted)
    }
  }

  private func active(_ number: Int64) -> ServedRun? {
    service.servedRuns.first { $0.state.stage == .running && $0.state.number == number }
  }

  private func requested(_ id: Int64) throws(ConsoleError) -> ServedRun {
    if let run = service.servedRuns.first(where: { $0.id == id }) { return run }
    throw ConsoleError(
      .notFound, "request \(id) is not known", hint: "only the latest are remembered; runs are in the store")
  }
}
