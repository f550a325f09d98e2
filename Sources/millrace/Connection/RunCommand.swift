import ArgumentParser
import Connections
import Dispatch
import Foundation
import IterableAPI
import Profiles

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
    let runner = Runner(try home.installation(store: try home.openStore()))
    let options = RunOptions(
      goal: goal, full: full, dryRun: dryRun, file: from.map { URL(fileURLWithPath: $0) },
      allowsRemovals: allowRemovals)
    // What is told waits in the store, so a run that throws is told of, too.
    defer { Self.tell(by: Notifier(runner.installation)) }
    let interrupted = dryRun ? nil : try runner.interruptedRun(of: connection, options)
    if let interrupted {
      Terminal.say("millrace: run \(interrupted.number) was interrupted and is continued first")
    }
    var run = try Self.run(connection, options, by: runner)
    if interrupted?.isTheSame == false, run.state == .succeeded || run.state == .partial {
      if outputOptions.output == .table { RunAccount.show(run) }
      run = try Self.run(connection, options, by: runner)
    }
    switch outputOptions.output {
    case .json: Terminal.print(run.json())
    case .table: RunAccount.show(run)
    }
    try Self.exit(for: run)
  }

  private static func run(_ connection: Connection, _ options: RunOptions, by runner: Runner) throws -> Run {
    let bar = ProgressBar()
    return try Interrupt.cancels { cancellation in
      defer { bar.clear() }
      return try runner.run(connection, options, cancellation: cancellation, progress: bar.show)
    }
  }

  /// Three tries are some seconds; what still waits is delivered by the next command that runs.
  private static func tell(by notifier: Notifier) {
    do {
      try Interrupt.cancels { try notifier.deliver(tries: 3, cancellation: $0) }
    } catch {
      Terminal.say("millrace: warning: notifications cannot be delivered: \(error)")
    }
  }

  /// The exit status that tells a script how the run went.
  static func exit(for run: Run) throws {
    switch run.state {
    case .succeeded, .running: return
    case .partial: throw run.goals.contains { $0.state == .failed } ? ExitCode.failure : ExitCode.rejects
    case .failed, .cancelled: throw ExitCode.failure
    }
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
