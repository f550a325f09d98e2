import ArgumentParser
import Profiles

struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "What ran, when, and how it went; what runs next.",
    discussion: """
      Examples:
        millrace runs                                  the last runs, and what is due next
        millrace runs list --connection newsletter --state failed
        millrace runs show 12                          all counts, processors and last profiles
        millrace runs log 12 --follow                  what happens, step by step
        millrace runs cancel 12                        end it at the next safe place
        millrace runs retry 12                         what it rejected, and nothing else
        millrace runs data-exchange                    unique profiles ever imported and exported
      """,
    subcommands: [
      RunsListCommand.self, RunsShowCommand.self, RunsLogCommand.self, RunsCancelCommand.self, RunsRetryCommand.self,
      RunsUpcomingCommand.self, RunsDataExchangeCommand.self,
    ], defaultSubcommand: RunsListCommand.self)

  /// The run of this number. Throws ``ProfilesError`` where there is none.
  static func run(_ number: Int64, in store: some ProfileStore) throws -> Run {
    guard let run = try store.read({ try $0.run(number) }) else {
      throw ProfilesError(.notFound, "there is no run \(number)", hint: "'millrace runs list' shows them")
    }
    return run
  }
}

/// A run that a command is about.
struct RunArgument: ParsableArguments {
  @Argument(help: "The run's number.")
  var number: Int64
}

struct RunsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "show", abstract: "One run with all its counts.")

  @OptionGroup var argument: RunArgument
  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let run = try RunsCommand.run(argument.number, in: homeOptions.folder.openStoreForReading())
    switch outputOptions.output {
    case .json: Terminal.print(run.json())
    case .table: RunAccount.show(run)
    }
  }
}
