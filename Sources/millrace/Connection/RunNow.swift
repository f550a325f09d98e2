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
    case .json: Terminal.print(RunAccount.json(run))
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

  private static func exit(for run: Run) throws {
    switch run.state {
    case .succeeded, .running: return
    case .partial: throw run.goals.contains { $0.state == .failed } ? ExitCode.failure : ExitCode.rejects
    case .failed, .cancelled: throw ExitCode.failure
    }
  }
}
