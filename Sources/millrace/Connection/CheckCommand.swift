import ArgumentParser
import Connections

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Would the connection work? Asks Iterable, the plugins and the store, and changes nothing.")

  @OptionGroup var argument: ConnectionArgument
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let connection = try argument.load(in: home)
    let store = try home.openStoreForReading()
    let check = Check.of(connection, in: try home.installation(store: store), report: Self.show)
    if !check.isOK { throw ExitCode.failure }
  }

  private static func show(_ step: Check.Step) {
    let (mark, text, hint): (String, String, String?) =
      switch step.result {
      case .ok(let text): (Terminal.coloured("ok     ", .green), text, nil)
      case .warning(let text, let hint): (Terminal.coloured("warning", .yellow), text, hint)
      case .failed(let text, let hint): (Terminal.coloured("failed ", .red), text, hint)
      case .notReached: (Terminal.coloured("not run", .grey), "an earlier step failed", nil)
      }
    Terminal.print("\(mark)  \(step.name): \(text)")
    if let hint { Terminal.print("         hint: \(hint)") }
  }
}
