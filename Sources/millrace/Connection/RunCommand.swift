import ArgumentParser
import Audit
import Connections
import Dispatch
import Foundation
import IterableAPI

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a connection now; an interrupted run is continued first.")

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

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
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

/// SIGINT and SIGTERM end a run at its next safe place; a second one ends the program.
enum Interrupt {
  static func cancels<Result>(_ body: (Cancellation) throws -> Result) rethrows -> Result {
    let cancellation = Cancellation()
    let queue = DispatchQueue(label: "millrace.interrupt")
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if cancellation.isCancelled { _exit(128 + number) }
        Terminal.say("millrace: stopping at the next safe place; once more to stop at once")
        cancellation.cancel()
      }
      source.activate()
      return source
    }
    defer {
      for source in sources { source.cancel() }
      signal(SIGINT, SIG_DFL)
      signal(SIGTERM, SIG_DFL)
    }
    return try body(cancellation)
  }
}
