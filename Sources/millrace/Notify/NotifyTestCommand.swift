import ArgumentParser
import Connections
import Profiles

struct NotifyTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Send a test to everybody whom the connection's notifications name, now.")

  @OptionGroup var argument: ConnectionArgument
  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let connection = try argument.load(in: home)
    guard connection.notifications != nil else {
      throw ConnectionsError(
        .nothingToRun, "connection '\(connection.id)' has no notifications",
        hint: "add 'notifications: { to: [ops@example.com] }' to its file")
    }
    let notifier = Notifier(try home.installation(store: try home.openStoreForReading()))
    let isTable = outputOptions.output == .table
    let check = Interrupt.cancels { cancellation in
      notifier.test(connection, cancellation: cancellation) { if isTable { StepLines.show($0) } }
    }
    if !isTable { Terminal.print(StepLines.json(check.steps)) }
    if !check.isOK { throw ExitCode.failure }
  }
}
