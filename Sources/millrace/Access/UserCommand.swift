import Access
import ArgumentParser
import Records

struct UserCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "user", abstract: "Who may sign in to the web console.",
    discussion: """
      A viewer looks; an operator also changes connections and segments and runs them; an admin also decides about users,
      tokens, plugins and settings, and erases people. Passwords are asked for, or read from standard input.

      Examples:
        millrace user add jane --role admin
        millrace user password jane < /run/secrets/jane
        millrace user role jane viewer
      """,
    subcommands: [ListCommand.self, AddCommand.self, PasswordCommand.self, RoleCommand.self, RemoveCommand.self])

  struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All users.")

    @OptionGroup var outputOptions: OutputOptions
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let users = try homeOptions.folder.accounts.users()
      guard outputOptions.output == .table else {
        return Terminal.print(.array(users.map(\.json)))
      }
      guard !users.isEmpty else { return Terminal.say("there are no users; 'millrace user add NAME' makes one") }
      var table = Table("USER", "ROLE", "CREATED")
      for user in users { table.add(user.name, user.role.rawValue, user.created.ISO8601Format()) }
      table.print()
    }
  }

  struct AddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Lets somebody sign in.")

    @Argument(help: "Up to 64 letters, digits, '.', '_', '@' and '-'.")
    var name: String

    @Option(name: .long, help: "viewer, operator or admin.")
    var role: Role = .operator

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      try homeOptions.folder.create()
      try homeOptions.folder.accounts.addUser(name, role: role, password: try PasswordPrompt.ask())
      Terminal.say("'\(name)' may sign in, as \(role.rawValue)")
    }
  }

  struct PasswordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "password", abstract: "Gives a user another password. Sessions that are open stay.")

    @Argument(help: "The user.")
    var name: String

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      try homeOptions.folder.accounts.setPassword(of: name, to: try PasswordPrompt.ask())
      Terminal.say("'\(name)' has another password")
    }
  }

  struct RoleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "role", abstract: "Gives a user another role, at once.")

    @Argument(help: "The user.")
    var name: String

    @Argument(help: "viewer, operator or admin.")
    var role: Role

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      try homeOptions.folder.accounts.setRole(of: name, to: role)
      Terminal.say("'\(name)' is \(role.rawValue)")
    }
  }

  struct RemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "Removes a user; sessions that are open end.")

    @Argument(help: "The user.")
    var name: String

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      try homeOptions.folder.accounts.removeUser(name)
      Terminal.say("'\(name)' may not sign in any more")
    }
  }
}

extension Role: ExpressibleByArgument {}
