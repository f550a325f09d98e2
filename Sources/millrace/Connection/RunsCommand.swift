import ArgumentParser
import Profiles
import Records

struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "What ran, when, and how it went.",
    subcommands: [ListCommand.self, ShowCommand.self, RunsUpcomingCommand.self], defaultSubcommand: ListCommand.self)

  struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Runs, the newest first.")

    @Option(name: .long, help: "Only runs of this connection.")
    var connection: String?

    @Option(name: .long, help: "So many at most.")
    var limit = 20

    @OptionGroup var outputOptions: OutputOptions
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let store = try homeOptions.folder.openStoreForReading()
      let runs = try store.read { try $0.runs(connection: connection, before: nil, limit: limit) }
      if outputOptions.output == .json {
        Terminal.print(.array(runs.map { $0.json() }))
        return
      }
      var table = Table("RUN", "CONNECTION", "STATE", "STARTED", "TOOK", "READ", "REJECTED", numeric: [0, 5, 6])
      for run in runs {
        let counters = run.goals.reduce(Counters()) { $0 + $1.counters }
        table.add(
          String(run.id), run.connection, run.state.rawValue, String(run.started.description.prefix(19)) + "Z",
          run.ended.map { RunAccount.duration(from: run.started, to: $0) } ?? "", counters.read.grouped,
          counters.rejected.grouped)
      }
      table.print()
    }
  }

  struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "One run with all its counts.")

    @Argument(help: "The run's number.")
    var number: Int64

    @OptionGroup var outputOptions: OutputOptions
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let store = try homeOptions.folder.openStoreForReading()
      guard let run = try store.read({ try $0.run(number) }) else {
        throw ProfilesError(.notFound, "there is no run \(number)", hint: "'millrace runs list' shows them")
      }
      switch outputOptions.output {
      case .json: Terminal.print(run.json())
      case .table: RunAccount.show(run)
      }
    }
  }
}
