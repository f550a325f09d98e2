import ArgumentParser

struct ConnectionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "connection", abstract: "What could be mapped.",
    discussion: """
      Examples:
        millrace connection suggest newsletter.yaml --goal subscribers
        millrace connection suggest newsletter.yaml --goal subscribers --prefix it_ --output yaml
      """,
    subcommands: [ConnectionSuggestCommand.self])
}
