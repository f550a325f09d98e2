import ArgumentParser
import Connections
import Foundation
import Profiles
import Records

struct RunsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Runs, the newest first, and what is due next.")

  @Option(name: .long, help: "Only runs of this connection.")
  var connection: String?

  @Option(name: .long, help: "Only runs in this state: running, succeeded, partial, failed, cancelled.")
  var state: Run.State?

  @Option(name: .long, help: "Only runs before this one: the next page.")
  var before: Int64?

  @Option(name: .long, help: "So many at most.")
  var limit = 20

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit is at least 1") }
  }

  func run() throws {
    let home = homeOptions.folder
    let filter = RunFilter(connection: connection, state: state, before: before)
    let runs = try home.openStoreForReading().read { try $0.runs(filter, limit: limit + 1) }
    let shown = Array(runs.prefix(limit))
    if outputOptions.output == .json {
      Terminal.print(.array(shown.map { $0.json() }))
      return
    }
    var table = Table(
      "RUN", "CONNECTION", "TRIGGER", "STATE", "STARTED", "TOOK", "READ", "REJECTED", numeric: [0, 6, 7])
    for run in shown {
      let counters = run.goals.reduce(Counters()) { $0 + $1.counters }
      table.add(
        String(run.id), run.connection, RunAccount.trigger(of: run), run.state.rawValue,
        String(run.started.description.prefix(19)) + "Z",
        run.ended.map { RunAccount.duration(from: run.started, to: $0) } ?? "", counters.read.grouped,
        counters.rejected.grouped)
    }
    table.print()
    if runs.count > limit { Terminal.say("--before \(shown.last!.id) shows earlier ones") }
    if state == nil, before == nil { try showNext(in: home) }
  }

  /// The next moment of each connection that has a schedule.
  private func showNext(in home: Home) throws {
    let connections = try ConnectionFolder.Content(of: home.connections).connections
      .filter { connection == nil || $0.id == connection }
    let moments = RunsUpcomingCommand.moments(of: connections, count: 1)
    guard !moments.isEmpty else { return }
    Terminal.print()
    RunsUpcomingCommand.show(moments, heading: "DUE NEXT")
  }
}

extension Run.State: ExpressibleByArgument {}
