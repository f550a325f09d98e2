import Access
import ArgumentParser
import Foundation
import Records

struct TokenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "Which programs may use the console's API.",
    discussion: """
      A token stands in the header 'Authorization: Bearer TOKEN'. It is shown once: only a hash of it is kept.

      Examples:
        millrace token add nightly-report --role viewer --days 365
        millrace token remove nightly-report
      """,
    subcommands: [ListCommand.self, AddCommand.self, RemoveCommand.self])

  struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All tokens, without themselves.")

    @OptionGroup var outputOptions: OutputOptions
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let tokens = try homeOptions.folder.accounts.tokens()
      guard outputOptions.output == .table else {
        return Terminal.print(.array(tokens.map(\.json)))
      }
      guard !tokens.isEmpty else { return Terminal.say("there are no tokens; 'millrace token add NAME' makes one") }
      var table = Table("TOKEN", "ROLE", "CREATED", "EXPIRES")
      for token in tokens {
        table.add(
          token.name, token.role.rawValue, token.created.ISO8601Format(), token.expires?.ISO8601Format() ?? "never")
      }
      table.print()
    }
  }

  struct AddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Makes a token, and prints it.")

    @Argument(help: "What it is for: up to 64 letters, digits, '.', '_', '@' and '-'.")
    var name: String

    @Option(name: .long, help: "viewer, operator or admin.")
    var role: Role = .viewer

    @Option(name: .long, help: "It is refused after so many days. [never]")
    var days: Int?

    @OptionGroup var homeOptions: HomeOptions

    func validate() throws {
      if let days, !(1...36_500).contains(days) { throw ValidationError("--days is 1 to 36500") }
    }

    func run() throws {
      try homeOptions.folder.create()
      let expires = days.map { Date(timeIntervalSinceNow: Double($0) * 86_400) }
      Terminal.print(try homeOptions.folder.accounts.addToken(name, role: role, expires: expires))
      Terminal.say("keep it: it is not shown again")
    }
  }

  struct RemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "Removes a token; it is refused from now on.")

    @Argument(help: "Its name.")
    var name: String

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      try homeOptions.folder.accounts.removeToken(name)
      Terminal.say("the token '\(name)' is refused from now on")
    }
  }
}
