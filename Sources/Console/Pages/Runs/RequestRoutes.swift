import Connections
import Foundation
import Profiles
import Records

/// `/connections/{connection}/run` begins a run; `/run-requests/{id}` is one that was asked for and has no number yet, or never has.
struct RequestRoutes {
  func add(to pages: SiteRouter) {
    pages.action("/connections/:connection/run", begin)
    pages.page("/run-requests/:request") { visit in
      .page(RequestPage(try Self.request(visit), now: visit.workspace.now))
    }
    pages.page("/run-requests/:request/events") { visit in
      let request = try Self.request(visit)
      return ProgressStream.events {
        let state = request.state
        // Once it has a number, its own page shows more.
        let isOver = state.stage == .ended || (state.number ?? 0) > 0
        return .init(isOver: isOver, json: RunEvent(nil, state.progress).json)
      }
    }
    pages.action("/run-requests/:request/cancel") { visit in
      let request = try Self.request(visit)
      visit.workspace.service.cancel(request)
      return .redirect("/run-requests/\(request.id)", notice: .done("It ends at its next safe place."))
    }
  }

  private func begin(_ visit: Visit) throws -> Answer {
    let connection = try visit.workspace.library.connection(visit.parameter("connection"))
    let options = RunOptions(
      goal: visit.form.text("goal"), full: visit.form.isOn("full"), dryRun: visit.form.isOn("dry_run"),
      allowsRemovals: visit.form.isOn("allow_removals"), startedBy: visit.visitor.name)
    return try visit.ask(connection, options)
  }

  private static func request(_ visit: Visit) throws -> ServedRun {
    let id = try visit.number("request")
    guard let run = visit.workspace.service.servedRuns.first(where: { $0.id == id }) else {
      throw ConsoleError(
        .notFound, "what was asked for as number \(id) is not remembered", hint: "runs that began are under Runs")
    }
    return run
  }
}

extension Visit {
  /// Asks the service for a run, and leads to it.
  func ask(_ connection: Connection, _ options: RunOptions) throws -> Answer {
    let back = "/connections/\(connection.id)/set-up"
    let asked = Result { () throws(ConnectionsError) in try workspace.service.run(connection, options) }
    if case .failure(let error) = asked { return .redirect(back, notice: .failed("\(error)".sentence)) }
    let served = try asked.get()
    let state = served.begun(within: 3)
    if let failure = state.failure, state.runs.isEmpty { return .redirect(back, notice: .failed(failure.sentence)) }
    let number = state.runs.last?.id ?? state.number ?? 0
    if number > 0, state.continues == nil { return .redirect("/runs/\(number)") }
    return .redirect("/run-requests/\(served.id)")
  }
}

/// What a browser is told of a run that goes on.
struct RunEvent {
  let json: JSONValue

  /// `run` is as it is recorded; nil where it is not.
  init(_ run: Run?, _ progress: RunProgress?) {
    // A goal at work has its counters in the progress; the store has those of the last transaction.
    let others = run?.goals.filter { $0.goal != progress?.goal } ?? []
    let counters = others.map(\.counters).reduce(progress?.counters ?? Counters(), +)
    let view = progress.map(ProgressView.init)
    json = [
      "state": .string(run?.state.words ?? ""), "text": .string(view?.words ?? ""),
      "percent": view?.percent.flatMap { Int64($0) }.map { .integer($0) } ?? nil,
      "counters": .object(counters.named.map { .init(key: $0.name, value: .string($0.value.grouped)) }),
    ]
  }
}
