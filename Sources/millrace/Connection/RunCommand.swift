import ArgumentParser
import Audit
import Connections
import Foundation
import IterableAPI

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a connection now; an interrupted run is continued first.",
    discussion: """
      While 'millrace serve' has the store, it does the run, with its own environment: the progress is shown here, Ctrl-C ends
      that run at the next safe place, and where a run of the connection goes on already, this one begins when that is over.

      Examples:
        millrace run newsletter
        millrace run newsletter.yaml --goal subscribers --full
        millrace run newsletter --dry-run
      """)

  @OptionGroup var argument: ConnectionArgument

  @Option(name: .long, help: "Only this goal.")
  var goal: String?

  @Flag(name: .long, help: "Everything again, not only what changed since the last run.")
  var full = false

  @Flag(name: .long, help: "Count what would happen; write and send nothing.")
  var dryRun = false

  @Flag(name: .long, help: "Let a list's clean-up take off more of its members than its limit.")
  var allowRemovals = false

  @Option(
    name: .long, help: "JSON lines for an import goal to read instead of a download, such as a saved export.",
    completion: .file())
  var from: String?

  @OptionGroup var logOptions: LogOptions
  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    logOptions.apply()
    let home = homeOptions.folder
    let connection = try argument.load(in: home)
    let store = try home.openStore()
    if !dryRun { try home.library(store).follow([connection]) { Terminal.say("millrace: warning: \($0)") } }
    let runner = Runner(try home.installation(store: store))
    let options = RunOptions(
      goal: goal, full: full, dryRun: dryRun, file: from.map { URL(fileURLWithPath: $0) },
      allowsRemovals: allowRemovals, startedBy: AuditActor.current.description)
    try RunNow(connection: connection, options: options, runner: runner, output: outputOptions.output).execute()
  }
}
