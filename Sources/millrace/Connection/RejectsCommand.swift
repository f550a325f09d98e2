import ArgumentParser
import Foundation
import Profiles
import Records

struct RejectsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rejects", abstract: "The records that could not be used, and why.",
    discussion: """
      Examples:
        millrace rejects --run 12 --summary            how many for which reason
        millrace rejects --run 12 --open               those that nothing has come of since
        millrace rejects --search example.com          in identifier, code, field and reason
        millrace rejects --run 12 --output csv --limit 100000 > rejects.csv
      """)

  /// As other commands print, and for spreadsheets.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json, csv
  }

  @Option(name: .customLong("run"), help: "Only those of this run.")
  var ofRun: Int64?

  @Option(name: .long, help: "Only those of this goal.")
  var goal: String?

  @Option(name: .long, help: "Only those with this code, such as not_json.")
  var code: String?

  @Option(name: .long, help: "Only those of this step: reading, profile, or a processor's place in its goal.")
  var step: String?

  @Option(name: .long, help: "Only those with exactly this identifier.")
  var identifier: String?

  @Option(name: .long, help: "Only those with this text in identifier, code, field or reason, in either case.")
  var search: String?

  @Flag(name: .long, help: "Only those that no later run could use or rejected again: of each record the latest.")
  var open = false

  @Flag(name: .long, help: "How many there are for which reason, instead of each.")
  var summary = false

  @Option(name: .long, help: "Only those behind this one, by its ID: the next page.")
  var after: Int64 = 0

  @Option(name: .long, help: "So many at most.")
  var limit = 50

  @Option(name: .long, help: "How to print: table, json for programs, or csv for spreadsheets.")
  var output: Format = .table

  @OptionGroup var homeOptions: HomeOptions

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit is at least 1") }
    if let step, Self.stepNumber(step) == nil {
      throw ValidationError("--step is reading, profile, or the place of a processor, from 1")
    }
  }

  func run() throws {
    let filter = RejectFilter(
      run: ofRun, goal: goal, code: code, step: step.flatMap(Self.stepNumber), identifier: identifier, text: search,
      isOpen: open, after: after)
    let store = try homeOptions.folder.openStoreForReading()
    if summary { return show(try store.read { try $0.rejectGroups(filter) }) }
    if output == .csv { Terminal.print(CSVText.line(Reject.columns)) }
    if output == .table {
      let (rejects, count) = try store.read { (try $0.rejects(filter, limit: limit), try $0.rejectCount(filter)) }
      return Self.show(rejects, of: count)
    }
    try store.read { reader in
      // Page by page, so that any number of them takes no memory.
      var page = filter
      var left = limit
      if output == .json { Terminal.write("[", to: STDOUT_FILENO) }
      while left > 0, case let rejects = try reader.rejects(page, limit: min(left, 1000)), let last = rejects.last {
        for reject in rejects {
          if output == .csv { Terminal.print(CSVText.line(reject.cells)) }
          if output == .json {
            Terminal.write(
              (page.after == filter.after && reject == rejects[0] ? "" : ",") + reject.json.text,
              to: STDOUT_FILENO)
          }
        }
        page.after = last.id
        left -= rejects.count
      }
      if output == .json { Terminal.print("]") }
    }
  }

  private func show(_ groups: [RejectGroup]) {
    switch output {
    case .json:
      Terminal.print(
        .array(
          groups.map {
            [
              "connection": .string($0.connection), "goal": .string($0.goal), "step": .integer(Int64($0.step)),
              "code": .string($0.code),
              "field": .string($0.field), "reason": .string($0.reason), "count": .integer(Int64($0.count)),
              "resolved": .integer(Int64($0.resolved)), "open": .integer(Int64($0.open)),
            ]
          }))
    case .csv:
      Terminal.print(
        CSVText.line(["connection", "goal", "step", "code", "field", "count", "resolved", "open", "reason"]))
      for group in groups {
        Terminal.print(
          CSVText.line([
            group.connection, group.goal, Reject.name(ofStep: group.step), group.code, group.field,
            String(group.count), String(group.resolved), String(group.open), group.reason,
          ]))
      }
    case .table:
      var table = Table(
        "CONNECTION", "GOAL", "STEP", "CODE", "FIELD", "COUNT", "RESOLVED", "OPEN", "REASON OF THE FIRST",
        numeric: [5, 6, 7])
      for group in groups {
        table.add(
          group.connection, group.goal, Reject.name(ofStep: group.step), group.code, group.field, group.count.grouped,
          group.resolved.grouped, group.open.grouped, group.reason)
      }
      table.print()
    }
  }

  static func show(_ rejects: [Reject], of count: Int) {
    var table = Table(
      "ID", "RUN", "GOAL", "ROW", "STEP", "CODE", "FIELD", "IDENTIFIER", "REASON", "RESOLVED", numeric: [0, 1, 3])
    for reject in rejects {
      table.add(
        String(reject.id), String(reject.run), reject.goal, String(reject.row), Reject.name(ofStep: reject.step),
        reject.code, reject.field, reject.identifier ?? "", reject.reason, outcome(reject))
    }
    table.print()
    if count > rejects.count, let last = rejects.last {
      Terminal.say("\(count.grouped) in all; --limit shows more, --after \(last.id) the next")
    }
  }

  /// What became of it in later runs.
  private static func outcome(_ reject: Reject) -> String {
    if let run = reject.resolvedBy { return "by run \(run)" }
    return reject.supersededBy.map { "again in run \($0)" } ?? ""
  }

  /// What ``Reject/name(ofStep:)`` says, or a processor's place; nil for anything else.
  private static func stepNumber(_ name: String) -> Int? {
    switch name {
    case "reading": 0
    case "profile": -1
    default: Int(name).flatMap { $0 > 0 ? $0 : nil }
    }
  }
}
