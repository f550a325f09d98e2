import ArgumentParser

struct NotifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notify", abstract: "Who is told of runs: try it out, and see what waits.",
    discussion: """
      A connection's 'notifications' name e-mail addresses and webhooks. What is to be told of a run is kept in the store
      until it is delivered: 'run' tries it three times, the next command that runs tries it again, and 'serve' does so for
      a day.

      Examples:
        millrace notify test newsletter
        millrace notify list
        millrace notify retry
      """,
    subcommands: [NotifyTestCommand.self, NotifyListCommand.self, NotifyRetryCommand.self])
}
