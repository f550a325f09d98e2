import ArgumentParser
import Connections

struct ConnectionSuggestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suggest",
    abstract: "The fields that live records have, and mappings for those that are not mapped yet; writes nothing.",
    discussion: """
      An import's records are looked at as they come out of its processors. For an export it is the other way round: the
      properties of the segment's profiles, and the fields that the Iterable project has. Timeline mappings are looked at too:
      the fields of the records, purchases and custom events that feed them, and the event's properties that are called so.

      Examples:
        millrace connection suggest newsletter.yaml --goal subscribers
        millrace connection suggest newsletter.yaml --goal subscribers --output yaml    mappings, to be pasted
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, yaml, json
  }

  @OptionGroup var argument: ConnectionArgument

  @Option(name: .long, help: "The goal to look at; the first one of the file where it is left out.")
  var goal: String?

  @Option(name: .long, help: "Stands before what is suggested. [the goal's prefix]")
  var prefix: String?

  @Option(name: .long, help: "So many records are looked at, from 1 to \(Preview.mostRows).")
  var rows = 100

  @Option(name: .long, help: "How to print: table, yaml to be pasted into the goal, or json for programs.")
  var output: Format = .table

  @OptionGroup var homeOptions: HomeOptions

  func validate() throws {
    guard (1...Preview.mostRows).contains(rows) else {
      throw ValidationError("--rows is between 1 and \(Preview.mostRows)")
    }
  }

  func run() throws {
    let home = homeOptions.folder
    let connection = try argument.load(in: home)
    let store = try home.openStoreForReading()
    let suggestions = try Interrupt.cancels {
      try MappingSuggestions.of(
        connection, goal: goal, prefix: prefix, rows: rows, in: try home.installation(store: store), cancellation: $0)
    }
    switch output {
    case .table: SuggestionText.show(suggestions)
    case .yaml: Terminal.print(suggestions.yaml)
    case .json: Terminal.print(SuggestionText.json(suggestions))
    }
  }
}
