import ArgumentParser
import Connections
import Foundation
import Profiles
import Records

struct RunsLogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "What happened in a run, step by step.",
    discussion: """
      The log holds neither values of records nor what plugins say. It goes when the run goes.

      Examples:
        millrace runs log 12
        millrace runs log 12 --output json > run-12.jsonl
      """)

  @OptionGroup var argument: RunArgument

  @Flag(name: .long, help: "Go on until the run is over.")
  var follow = false

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let home = homeOptions.folder
    let number = argument.number
    _ = try RunsCommand.run(number, in: home.openStoreForReading())
    let file = RunLog.file(of: number, in: home.logs)
    guard let handle = try? FileHandle(forReadingFrom: file) else {
      throw ProfilesError(
        .notFound, "run \(number) has no log at \(file.path)", hint: "runs of earlier versions have none")
    }
    var rest = Data()
    while true {
      // Asked first: what is written before the run ends is read behind the answer.
      let goesOn = follow && RunMark.isHeld(run: number, in: home.spool)
      while let bytes = try handle.read(upToCount: 1 << 16), !bytes.isEmpty {
        rest.append(bytes)
        while let feed = rest.firstIndex(of: 0x0A) {
          show(String(decoding: rest[..<feed], as: UTF8.self))
          rest = Data(rest[(feed + 1)...])
        }
      }
      guard goesOn else { return }
      usleep(200_000)
    }
  }

  private func show(_ line: String) {
    guard !line.isEmpty else { return }
    switch outputOptions.output {
    case .json: Terminal.print(line)
    case .table: Terminal.print(RunLog.text(line))
    }
  }
}
