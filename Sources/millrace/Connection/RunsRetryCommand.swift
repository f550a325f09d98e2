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
      kept, of a record that came again later the newest; purchases and custom events likewise, through the processors and
      mappings that they were read for; profiles of exports as they are now, with the events of theirs that were refused.
      A record that can be used now is marked so with all its rejects; one that cannot is a reject of the new run. Nothing
      is added up twice. What cannot be tried again is left out: how much of it, why, and what to do is told at the end.

      It is done with the connection as it is now, or with --as-then as it was when the run began.

      Examples:
        millrace runs retry 12
        millrace runs retry 12 --as-then
        millrace runs retry 12 fixed.yaml --goal subscribers
      """)

  @OptionGroup var argument: RunArgument

  @Argument(
    help: "The connection's file. [the connection of the run]",
    completion: .file(extensions: ["yaml", "yml"]))
  var connection: String?

  @Flag(name: .long, help: "With the configuration that the run had, not with that of now.")
  var asThen = false

  @Option(name: .long, help: "Only this goal.")
  var goal: String?

  @Flag(name: .long, help: "Count what would happen; write and send nothing.")
  var dryRun = false

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func validate() throws {
    if asThen, connection != nil { throw ValidationError("a file and --as-then exclude each other") }
  }

  func run() throws {
    let home = homeOptions.folder
    let store = try home.openStore()
    let retried = try RunsCommand.run(argument.number, in: store)
    let connection = try connection(of: retried, in: home, store)
    let options = RunOptions(
      goal: goal, dryRun: dryRun, retryOf: retried.id, trigger: "retry", startedBy: AuditActor.current.description)
    let runner = Runner(try home.installation(store: store))
    try RunNow(
      connection: connection, options: options, runner: runner, output: outputOptions.output,
      plan: runner.retryPlan(connection, options)
    ).execute()
  }

  private func connection(of run: Run, in home: Home, _ store: any ProfileStore) throws -> Connection {
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
    let library = try home.library(store)
    guard asThen else {
      do {
        return try library.connection(of: run, asThen: false)
      } catch let error as ConnectionsError where error.code == .unknownName && run.version != nil {
        // It ran from a file that lies elsewhere.
        throw ConnectionsError(
          .unknownName, error.message,
          hint: "name its file behind the run's number, or take the configuration that the run had with --as-then")
      }
    }
    guard run.version != nil else {
      throw ConnectionsError(
        .unknownName, "which configuration run \(run.id) had is not known", hint: "leave --as-then out")
    }
    return try library.connection(of: run, asThen: true)
  }
}
