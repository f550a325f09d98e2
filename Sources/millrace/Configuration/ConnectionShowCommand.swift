import ArgumentParser
import Connections
import Profiles

struct ConnectionShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "One connection: what it does, what rules it, and how its last run went.")

  @Argument(help: "The connection's name.")
  var connection: String

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let store = try home.openStoreForReading()
    let member = try home.library(store).member(connection)
    let line = try ConnectionLine(member, store)
    guard outputOptions.output == .table else { return Terminal.print(line.json) }
    Self.show(line, try member.connection())
  }

  private static func show(_ line: ConnectionLine, _ connection: Connection) {
    Terminal.print(Terminal.coloured(connection.name, .bold) + (line.isFavorite ? " *" : ""))
    if !connection.description.isEmpty { Terminal.print(connection.description) }
    let version = line.member.version.map { "\($0.number), \($0.at.description.prefix(16))Z by \($0.actor)" }
    let ruler = if case .file(let url) = line.member.ruler { url.path } else { "the store" }
    let facts = [
      ("state", line.state), ("labels", line.labels.joined(separator: ", ")),
      ("project", connection.iterable.baseURL), ("objectives", connection.objectives.joined(separator: ", ")),
      ("ruled by", ruler), ("version", version ?? "none yet"), ("last run", line.lastRun), ("next run", line.nextRun),
    ]
    for (name, value) in facts where !value.isEmpty {
      Terminal.print("  " + name.padding(toLength: 12, withPad: " ", startingAt: 0) + value)
    }
    Terminal.print()
    GoalCommand.show(connection.goalsInRunningOrder)
  }
}
