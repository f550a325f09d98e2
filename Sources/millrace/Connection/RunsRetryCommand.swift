import ArgumentParser
import Audit
import Connections
import Foundation
import Profiles

struct RunsRetryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Try again what a run rejected, and nothing else.",
    discussion: """
      A run of its own takes the records that the run rejected and no later run could use: those of imports as they were
      kept, of a record that came again later the newest; profiles of exports as they are now. A record that can be used
      now is marked so with all its rejects; one that cannot is a reject of the new run. Nothing is added up twice.

      Examples:
        millrace runs retry 12
        millrace runs retry 12 fixed.yaml --goal subscribers
      """)

  @OptionGroup var argument: RunArgument

  @Argument(
    help: "The connection's file. [the one of the home folder's connections]",
    completion: .file(extensions: ["yaml", "yml"]))
  var connection: String?

  @Option(name: .long, help: "Only this goal.")
  var goal: String?

  @Flag(name: .long, help: "Count what would happen; write and send nothing.")
  var dryRun = false

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let store = try home.openStore()
    let retried = try RunsCommand.run(argument.number, in: store)
    let connection = try connection(of: retried, in: home)
    let options = RunOptions(
      goal: goal, dryRun: dryRun, retryOf: retried.id, trigger: "retry", startedBy: AuditActor.current.description)
    let runner = Runner(try home.installation(store: store))
    try RunNow(connection: connection, options: options, runner: runner, output: outputOptions.output).execute()
  }

  private func connection(of run: Run, in home: Home) throws -> Connection {
    if let connection {
      var argument = ConnectionArgument()
      argument.connection = connection
      let loaded = try argument.load(in: home)
      guard loaded.id == run.connection else {
        throw ConnectionsError(
          .unknownName, "run \(run.id) is of connection '\(run.connection)', and \(connection) is '\(loaded.id)'",
          hint: "name the file of '\(run.connection)'")
      }
      return loaded
    }
    let content = try ConnectionFolder.Content(of: home.connections)
    guard let found = content.connections.first(where: { $0.id == run.connection }) else {
      for refusal in content.refused { Terminal.complain(refusal) }
      throw ConnectionsError(
        .unknownName, "there is no connection '\(run.connection)' in \(home.connections.path)",
        hint: "name its file: 'millrace runs retry \(run.id) FILE'")
    }
    return found
  }
}
