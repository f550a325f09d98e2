import ArgumentParser
import Connections
import Foundation
import Profiles
import Records

struct RunsCancelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "End a run at its next safe place.",
    discussion: """
      What the run committed stays, and its counts are exact. The next run of the connection reads the same window again,
      and knows what was sent and added up already. A run of 'millrace serve' is ended alone; the service goes on.
      """)

  @OptionGroup var argument: RunArgument

  @Option(name: .long, help: "Seconds to wait for its end; 0: only ask.")
  var waitSeconds = 60

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func validate() throws {
    guard (0...86_400).contains(waitSeconds) else { throw ValidationError("--wait-seconds is between 0 and 86400") }
  }

  func run() throws {
    let home = homeOptions.folder
    let store = try home.openStoreForReading()
    let number = argument.number
    let found = try RunsCommand.run(number, in: store)
    guard found.state == .running else {
      throw ProfilesError(
        .conflict, "run \(number) is over: \(found.state.rawValue)", hint: "there is nothing to cancel")
    }
    guard RunMark.requestCancellation(of: number, in: home.spool) else {
      throw ProfilesError(
        .conflict, "run \(number) was interrupted, no process is at work on it",
        hint: "the next run of '\(found.connection)' continues it; that one can be cancelled")
    }
    let deadline = Date(timeIntervalSinceNow: Double(waitSeconds))
    while RunMark.isHeld(run: number, in: home.spool), Date() < deadline { usleep(100_000) }
    let run = try RunsCommand.run(number, in: store)
    switch outputOptions.output {
    case .json: Terminal.print(run.json())
    case .table:
      if run.state == .running {
        Terminal.say("run \(number) was asked to end at its next safe place")
      } else {
        RunAccount.show(run)
      }
    }
  }
}
