import ArgumentParser
import Connections

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "What is wrong with this installation, and what to do about it. Changes nothing.",
    discussion: """
      Looks at the home folder, the store and its journal, the clock, the disk, a running serve, the sandbox, plugins and
      connection files. Whether a connection would work at Iterable, 'millrace check' tells.
      """)

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    var check = Check()
    let isTable = outputOptions.output == .table
    Doctor(home: homeOptions.folder) {
      check.steps.append($0)
      if isTable { StepLines.show($0) }
    }.examine()
    if !isTable { Terminal.print(StepLines.json(check.steps)) }
    if !check.isOK { throw ExitCode.failure }
  }
}
