import ArgumentParser
import Connections
import Foundation
import Profiles
import Records

struct GoalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "goal", abstract: "The goals of a connection: add, copy, rename, move, switch on and off, delete.",
    discussion: """
      The connection's YAML is changed in place, its comments stay, and it is a new version. Where a file rules the
      connection the file is changed.

      Examples:
        millrace goal list newsletter
        millrace goal copy newsletter subscribers subscribers-full
        millrace goal move newsletter subscribers --first
        millrace goal deactivate newsletter audience --note "until the list is there"
      """,
    subcommands: [
      ListCommand.self, GoalAddCommand.self, CopyCommand.self, RenameCommand.self, GoalMoveCommand.self,
      ActivateCommand.self, DeactivateCommand.self, DeleteCommand.self,
    ])

  struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "A connection's goals, in the order in which they run.")

    @OptionGroup var argument: ConnectionArgument
    @OptionGroup var outputOptions: OutputOptions
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      let goals = try argument.load(in: homeOptions.folder).goalsInRunningOrder
      guard outputOptions.output == .json else { return GoalCommand.show(goals) }
      Terminal.print(
        .array(
          goals.map {
            ["goal": .string($0.name), "kind": .string($0.kind.rawValue), "active": .bool($0.active)]
          }))
    }
  }

  static func show(_ goals: [Goal]) {
    var table = Table("GOAL", "KIND", "ACTIVE", "PROCESSORS")
    for goal in goals {
      table.add(
        goal.name, goal.kind.rawValue, goal.active ? "yes" : "no",
        goal.processors.map(\.plugin).joined(separator: ", "))
    }
    table.print()
  }

  struct CopyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "copy", abstract: "A goal like another one; it begins anew.")

    @OptionGroup var argument: GoalName

    @Argument(help: "The copy's name.")
    var new: String

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      try homeOptions.folder.change {
        try $0.copyGoal(argument.goal, of: argument.connection, as: new, note: argument.note)
      }
    }
  }

  struct RenameCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rename",
      abstract: "Another name for a goal; it goes on where it is, with all that it sent and joined.")

    @OptionGroup var argument: GoalName

    @Argument(help: "The new name.")
    var new: String

    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      try homeOptions.folder.change {
        try $0.renameGoal(argument.goal, of: argument.connection, to: new, note: argument.note)
      }
    }
  }

  struct ActivateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "activate", abstract: "Let a goal run.")

    @OptionGroup var argument: GoalName
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      try homeOptions.folder.change {
        try $0.setGoalActive(argument.goal, of: argument.connection, true, note: argument.note)
      }
    }
  }

  struct DeactivateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "deactivate", abstract: "Let a goal run no more, until it is activated.")

    @OptionGroup var argument: GoalName
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      try homeOptions.folder.change {
        try $0.setGoalActive(argument.goal, of: argument.connection, false, note: argument.note)
      }
    }
  }

  struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete", abstract: "Take a goal out; those whom it put on lists stay there.")

    @OptionGroup var argument: GoalName
    @OptionGroup var homeOptions: HomeOptions

    func run() throws {
      try homeOptions.folder.change {
        try $0.deleteGoal(argument.goal, of: argument.connection, note: argument.note)
      }
    }
  }
}

/// A goal that is changed, and why.
struct GoalName: ParsableArguments {
  @Argument(help: "The connection's name.")
  var connection: String

  @Argument(help: "The goal's name.")
  var goal: String

  @Option(name: .long, help: "Why, for the history.")
  var note: String?
}
