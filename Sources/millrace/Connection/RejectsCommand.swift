import ArgumentParser
import Profiles
import Records

struct RejectsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rejects", abstract: "The records that could not be used, and why.")

  @Option(name: .customLong("run"), help: "Only those of this run.")
  var ofRun: Int64?

  @Option(name: .long, help: "Only those of this goal.")
  var goal: String?

  @Option(name: .long, help: "Only those with this code, such as not_json.")
  var code: String?

  @Option(name: .long, help: "So many at most.")
  var limit = 50

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let filter = RejectFilter(run: ofRun, goal: goal, code: code)
    let store = try homeOptions.folder.openStoreForReading()
    let (rejects, count) = try store.read {
      (try $0.rejects(filter, limit: limit), try $0.rejectCount(filter))
    }
    switch outputOptions.output {
    case .json: Terminal.print(.array(rejects.map(Self.json)))
    case .table: Self.show(rejects, of: count)
    }
  }

  static func show(_ rejects: [Reject], of count: Int) {
    var table = Table("RUN", "GOAL", "ROW", "STEP", "CODE", "FIELD", "IDENTIFIER", "REASON", numeric: [0, 2])
    for reject in rejects {
      table.add(
        String(reject.run), reject.goal, String(reject.row), stepName(reject.step), reject.code, reject.field,
        reject.identifier ?? "", reject.reason)
    }
    table.print()
    if count > rejects.count { Terminal.say("\(count.grouped) in all; --limit shows more") }
  }

  static func stepName(_ step: Int) -> String {
    switch step {
    case 0: "reading"
    case 1...: "processor \(step)"
    default: "profile"
    }
  }

  private static func json(_ reject: Reject) -> JSONValue {
    [
      "run": .integer(reject.run), "goal": .string(reject.goal), "row": .integer(reject.row),
      "identifier": reject.identifier.map { .string($0) } ?? nil, "step": .integer(Int64(reject.step)),
      "code": .string(reject.code), "field": .string(reject.field), "reason": .string(reject.reason),
      "payload": reject.payload.map { .string($0) } ?? nil,
    ]
  }
}
