import ArgumentParser
import Connections
import Foundation
import Profiles
import Records

struct ConnectionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "connection", abstract: "The connections there are, every version of each, and what they could map.",
    discussion: """
      A connection is ruled by its file in the home folder's 'connections', or by the store, where 'millrace apply' put it.
      Commands that change it write the file or the store; comments stay.

      Examples:
        millrace connection list
        millrace connection history newsletter
        millrace connection diff newsletter 3
        millrace connection restore newsletter 3 --note "too many rejects"
        millrace connection suggest newsletter --goal subscribers --prefix it_ --output yaml
      """,
    subcommands: [
      ConnectionListCommand.self, ConnectionShowCommand.self, ConnectionHistoryCommand.self,
      ConnectionDiffCommand.self, ConnectionRestoreCommand.self, ConnectionSuggestCommand.self, EnableCommand.self,
      DisableCommand.self,
      RenameCommand.self, DeleteCommand.self,
    ])

  struct EnableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "enable", abstract: "Let a connection run.")

    @OptionGroup var argument: ConnectionName
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      try homeOptions.folder.change { try $0.setEnabled(argument.connection, true, note: argument.note) }
    }
  }

  struct DisableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "disable", abstract: "Let a connection run no more, until it is enabled.")

    @OptionGroup var argument: ConnectionName
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      try homeOptions.folder.change { try $0.setEnabled(argument.connection, false, note: argument.note) }
    }
  }

  struct RenameCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rename",
      abstract: "Give a connection another id; its history, runs and goals go by it from then on.")

    @OptionGroup var argument: ConnectionName

    @Argument(help: "The new id.")
    var new: String

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      try homeOptions.folder.change { try $0.rename(argument.connection, to: new, note: argument.note) }
    }
  }

  struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete", abstract: "Remove a connection; its history, runs and profiles stay.")

    @OptionGroup var argument: ConnectionName
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let home = homeOptions.folder
      let store = try home.openStore()
      let version = try home.library(store).delete(argument.connection, note: argument.note)
      Terminal.say("\(version.connection) is deleted; its runs, what it imported and what is on lists stay as they are")
      Terminal.say("'millrace connection restore \(version.connection) \(version.number - 1)' brings it back")
    }
  }
}

/// A connection that is changed, and why.
struct ConnectionName: ParsableArguments {
  @Argument(help: "The connection's name.")
  var connection: String

  @Option(name: .long, help: "Why, for the history.")
  var note: String?
}

extension Home {
  /// Does a change, and tells what became of it.
  func change(_ body: (ConnectionLibrary) throws -> KeptVersion) throws {
    VersionAccount.tell(try body(library(openStore())))
  }
}
