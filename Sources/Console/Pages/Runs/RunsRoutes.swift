import Connections
import Foundation
import Profiles
import Records

/// `/runs`: what ran and runs, its log and rejects; and beginning, ending and repeating runs.
struct RunsRoutes {
  func add(to pages: SiteRouter) {
    pages.page("/runs", list)
    pages.page("/runs/:number", show)
    pages.page("/runs/:number/log", log)
    pages.page("/runs/:number/log.jsonl", logFile)
    pages.page("/runs/:number/rejects", rejects)
    pages.page("/runs/:number/rejects.csv") { try export($0, name: "csv") }
    pages.page("/runs/:number/rejects.json") { try export($0, name: "json") }
    pages.page("/runs/:number/events", events)
    pages.action("/runs/:number/cancel", cancel)
    pages.action("/runs/:number/retry", retry)
  }

  // MARK: Looking

  private func list(_ visit: Visit) throws -> Answer {
    let filter = RunFilter(
      connection: visit.query.text("connection"), state: visit.query.text("state").flatMap(Run.State.init),
      before: visit.query.text("before").flatMap(Int64.init))
    let runs = try visit.store.read { try $0.runs(filter, limit: RunsPage.limit + 1) }
    let connections = try visit.workspace.library.members().members.map(\.id)
    return .page(RunsPage(runs, connections: connections, filter: filter, now: visit.workspace.now))
  }

  private func show(_ visit: Visit) throws -> Answer {
    let run = try run(visit)
    let retriable = try visit.store.read { try $0.retryGroups(run: run.id) }
    return .page(
      RunPage(
        run, progress: visit.workspace.served(run.id)?.state.progress, retriable: retriable,
        hasLog: FileManager.default.fileExists(atPath: try logURL(visit).path), now: visit.workspace.now))
  }

  private func log(_ visit: Visit) throws -> Answer {
    let run = try run(visit)
    return .page(RunLogPage(run, lines: try logText(visit).split(separator: "\n").map { RunLog.text(String($0)) }))
  }

  private func logFile(_ visit: Visit) throws -> Answer {
    .download(
      try logText(visit), name: "run-\(try visit.number("number")).jsonl",
      type: "application/x-ndjson")
  }

  private func logText(_ visit: Visit) throws -> String {
    let number = try run(visit).id
    // What was cut off in the middle of a letter is shown all the same.
    guard let bytes = try? Data(contentsOf: logURL(visit)) else {
      throw ConsoleError(
        .notFound, "run \(number) has no log", hint: "it goes when its time is over; dry runs have none")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func logURL(_ visit: Visit) throws -> URL {
    guard let folder = visit.workspace.installation.logFolder else {
      throw ConsoleError(.notFound, "runs have no logs here")
    }
    return RunLog.file(of: try visit.number("number"), in: folder)
  }

  private func filter(_ visit: Visit) throws -> RejectFilter {
    RejectFilter(
      run: try visit.number("number"), goal: visit.query.text("goal"), code: visit.query.text("code"),
      step: visit.query.text("step").flatMap { Int($0) }, text: visit.query.text("q"), isOpen: visit.query.isOn("open"),
      after: visit.query.text("after").flatMap(Int64.init) ?? 0)
  }

  private func rejects(_ visit: Visit) throws -> Answer {
    let (run, filter) = (try run(visit), try filter(visit))
    return try visit.store.read { reader in
      .page(
        RejectsPage(
          run: run, try reader.rejects(filter, limit: RejectsPage.limit), count: try reader.rejectCount(filter),
          groups: try reader.rejectGroups(RejectFilter(run: run.id)), retriable: try reader.retryGroups(run: run.id),
          query: visit.query, filter: filter))
    }
  }

  /// At most so many in a file; the command line has no limit.
  private static let exportLimit = 100_000

  private func export(_ visit: Visit, name: String) throws -> Answer {
    let run = try run(visit)
    var (page, text) = (try filter(visit), "")
    if name == "csv" { text = CSVText.line(Reject.columns) + "\n" }
    var items: [String] = []
    try visit.store.read { reader in
      var left = Self.exportLimit
      while left > 0, case let rejects = try reader.rejects(page, limit: min(left, 1000)), let last = rejects.last {
        for reject in rejects {
          if name == "csv" { text += CSVText.line(reject.cells) + "\n" } else { items.append(reject.json.text) }
        }
        page.after = last.id
        left -= rejects.count
      }
    }
    if name == "json" { text = "[" + items.joined(separator: ",\n") + "]\n" }
    return .download(
      text, name: "rejects-of-run-\(run.id).\(name)",
      type: name == "csv" ? "text/csv; charset=utf-8" : "application/json")
  }

  /// How far the run is, until it is over.
  private func events(_ visit: Visit) throws -> Answer {
    let (number, workspace) = (try run(visit).id, visit.workspace)
    return ProgressStream.events {
      let run = try workspace.store.read { try $0.run(number) }
      return .init(
        isOver: run.map { $0.state != .running } ?? true,
        json: RunEvent(run, workspace.served(number)?.state.progress).json)
    }
  }

  // MARK: Changing

  private func retry(_ visit: Visit) throws -> Answer {
    let run = try run(visit)
    let connection = try visit.workspace.library.connection(of: run, asThen: visit.form["with"] == "then")
    let options = RunOptions(
      goal: visit.form.text("goal"), retryOf: run.id, trigger: "retry", startedBy: visit.visitor.name)
    return try visit.ask(connection, options)
  }

  private func cancel(_ visit: Visit) throws -> Answer {
    let run = try run(visit)
    guard let served = visit.workspace.served(run.id) else {
      return .redirect("/runs/\(run.id)", notice: .failed("Run \(run.id) does not go on in this service."))
    }
    visit.workspace.service.cancel(served)
    return .redirect("/runs/\(run.id)", notice: .done("The run ends at its next safe place; what it committed stays."))
  }

  private func run(_ visit: Visit) throws -> Run { try visit.run("number") }
}

extension Visit {
  /// The run whose number stands in the path. Throws ``ConsoleError``.
  func run(_ parameter: String) throws -> Run {
    let number = try number(parameter)
    guard let run = try store.read({ try $0.run(number) }) else {
      throw ConsoleError(.notFound, "there is no run \(number)")
    }
    return run
  }
}

extension Workspace {
  /// The run of this number, while this service is at work on it.
  func served(_ number: Int64) -> ServedRun? {
    service.servedRuns.first { [.starting, .running].contains($0.state.stage) && $0.state.number == number }
  }
}
