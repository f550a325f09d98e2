import ArgumentParser
import Connections

struct GoalMoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "move", abstract: "Another place for a goal in the order of its kind.",
    discussion: """
      Groups are always imported first, then profiles, and exports come last; the order of the file holds inside each.

      Examples:
        millrace goal move newsletter subscribers --first
        millrace goal move newsletter subscribers --behind customers
      """)

  @OptionGroup var argument: GoalName

  @Flag(name: .long, help: "Before all others.")
  var first = false

  @Flag(name: .long, help: "Behind all others.")
  var last = false

  @Option(name: .long, help: "Right before this goal.")
  var before: String?

  @Option(name: .long, help: "Right behind this goal.")
  var behind: String?

  @OptionGroup var homeOptions: HomeOptions

  private var places: [GoalPlace] {
    (first ? [.first] : []) + (last ? [.last] : []) + (before.map { [.before($0)] } ?? [])
      + (behind.map { [.behind($0)] } ?? [])
  }

  func validate() throws {
    guard places.count == 1 else { throw ValidationError("say one of --first, --last, --before and --behind") }
  }

  func run() throws {
    try homeOptions.folder.change {
      try $0.moveGoal(argument.goal, of: argument.connection, to: places[0], note: argument.note)
    }
  }
}
