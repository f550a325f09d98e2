import ArgumentParser
import Connections
import Profiles

/// Runs a connection in this process, with what was interrupted first, and tells what came of it.
struct RunNow {
  let connection: Connection
  let options: RunOptions
  let runner: Runner
  let output: OutputOptions.Format

  /// Throws what the runner throws, and an exit status that tells a script how the run went.
  func execute() throws {
    // What is told waits in the store, so a run that throws is told of, too.
    defer { tell() }
    let interrupted = options.dryRun ? nil : try runner.interruptedRun(of: connection, options)
    if let interrupted {
      Terminal.say("millrace: run \(interrupted.number) was interrupted and is continued first")
    }
    var run = try run()
    if interrupted?.isTheSame == false, run.state == .succeeded || run.state == .partial {
      if output == .table { RunAccount.show(run) }
      run = try self.run()
    }
    switch output {
    case .json: Terminal.print(run.json())
    case .table: RunAccount.show(run)
    }
    try Self.exit(for: run)
  }

  private func run() throws -> Run {
    let bar = ProgressBar()
    return try Interrupt.cancels { cancellation in
      defer { bar.clear() }
      return try runner.run(connection, options, cancellation: cancellation, progress: bar.show)
    }
  }

  /// Three tries are some seconds; what still waits is delivered by the next command that runs.
  private func tell() {
    do {
      try Interrupt.cancels { try Notifier(runner.installation).deliver(tries: 3, cancellation: $0) }
    } catch {
      Terminal.say("millrace: warning: notifications cannot be delivered: \(error)")
    }
  }

  private static func exit(for run: Run) throws {
    switch run.state {
    case .succeeded, .running: return
    case .partial: throw run.goals.contains { $0.state == .failed } ? ExitCode.failure : ExitCode.rejects
    case .failed, .cancelled: throw ExitCode.failure
    }
  }
}
