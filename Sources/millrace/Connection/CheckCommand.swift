import ArgumentParser
import Connections

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Would the connection work? Asks Iterable, the plugins and the store, and changes nothing.")

  @OptionGroup var argument: ConnectionArgument
  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let connection = try argument.load(in: home)
    let store = try home.openStoreForReading()
    let isTable = outputOptions.output == .table
    let check = Check.of(connection, in: try home.installation(store: store)) { if isTable { StepLines.show($0) } }
    if !isTable { Terminal.print(StepLines.json(check.steps)) }
    if !check.isOK { throw ExitCode.failure }
  }
}
