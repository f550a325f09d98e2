import ArgumentParser
import Connections
import Profiles
import Records

/// Runs a connection in this process, with what was interrupted first, and tells what came of it.
struct RunNow {
  let connection: Connection
  let options: RunOptions
  let runner: Runner
  let output: OutputOptions.Format
  /// Of a retry: what it takes and leaves out.
  var plan: RetryPlan?

  /// Throws what the runner throws, and an exit status that tells a script how the run went.
  func execute() throws {
    let run: Run
    do {
      run = try done()
    } catch {
      if output == .json, let plan, plan.leftOutCount > 0 { Terminal.print(["left_out": plan.leftOutJSON]) }
      tellLeftOut(.problems)
      throw error
    }
    switch output {
    case .json:
      let members = run.json().object!
      Terminal.print(.object(members + (plan.map { [.init(key: "left_out", value: $0.leftOutJSON)] } ?? [])))
    case .table:
      RunAccount.show(run)
      tellLeftOut(.results)
    }
    try Self.exit(for: run)
  }

  private func done() throws -> Run {
    if let served = ServedCommand.current {
      return try serve(served)
    }
    // What is told waits in the store, so a run that throws is told of, too.
    defer { tell() }
    return try perform()
  }

  private enum Stream { case results, problems }

  /// What a retry left out, why, and what to do.
  private func tellLeftOut(_ stream: Stream) {
    guard let plan, let headline = plan.headline else { return }
    func say(_ line: String) {
      switch stream {
      case .results: Terminal.print(line)
      case .problems: Terminal.say(line)
      }
    }
    say("\(stream == .results ? "\n" : "")\(headline):")
    for left in plan.leftOut {
      let place = left.step.map { ", \(Reject.name(ofStep: $0)): \(left.code)" } ?? ""
      say("  \(left.count.grouped) of goal \(left.goal)\(place): \(plan.words(left)); \(plan.remedy(left))")
    }
  }

  private func perform() throws -> Run {
    let bar = ProgressBar()
    return try Interrupt.cancels { cancellation in
      defer { bar.clear() }
      return try runner.runAsked(connection, options, cancellation: cancellation) { moment in
        switch moment {
        case .continues(let number): tellContinued(number)
        case .began: break
        case .progress(let progress): bar.show(progress)
        case .continued(let run): show(continued: run, bar)
        }
      }
    }
  }

  /// The same inside `serve`, which lets one run of a connection go on at a time, and delivers notifications itself.
  private func serve(_ served: ServedCommand) throws -> Run {
    let bar = ProgressBar()
    defer { bar.clear() }
    let request = try served.service.run(connection, options)
    var state = request.state
    if state.stage == .waiting {
      Terminal.say("millrace: a run of '\(connection.id)' goes on; this one begins when it is over")
    }
    var told: (continues: Bool, runs: Int) = (false, 0)
    var isCancelled = false
    while state.stage != .ended {
      if let number = state.continues, !told.continues {
        tellContinued(number)
        told.continues = true
      }
      for run in state.runs.dropFirst(told.runs) {
        show(continued: run, bar)
        told.runs += 1
      }
      if let progress = state.progress { bar.show(progress) }
      if served.session.cancellation.isCancelled, !isCancelled {
        isCancelled = true
        served.service.cancel(request)
      }
      state = request.wait(seconds: 0.2) { $0.stage == .ended }
    }
    bar.clear()
    if let number = state.continues, !told.continues { tellContinued(number) }
    if let failure = state.failure { throw ConnectionsError(.nothingToRun, failure) }
    for run in state.runs.dropLast().dropFirst(told.runs) { show(continued: run, bar) }
    return state.runs.last!
  }

  private func tellContinued(_ number: Int64) {
    Terminal.say("millrace: run \(number) was interrupted and is continued first")
  }

  private func show(continued run: Run, _ bar: ProgressBar) {
    bar.clear()
    if output == .table { RunAccount.show(run) }
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
