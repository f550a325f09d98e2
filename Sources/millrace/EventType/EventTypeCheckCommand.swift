import ArgumentParser
import Connections
import EventTypes
import Foundation
import Records

struct EventTypeCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Holds events against an event type.",
    discussion: """
      A line of the file is one event's properties, a JSON object such as {"order_id": "A1", "product": [{"sku": "1"}]}.
      Where a plugin offers the event type, it judges those that are as the type says. What is wrong is told by its line,
      without values, except what the plugin may say. Exit status 3 where an event is refused.
      """)

  @Argument(help: "The event type's id, or a file with it.")
  var eventType: String

  @Argument(help: "A file of JSON lines.", completion: .file(extensions: ["jsonl", "ndjson"]))
  var file: String

  @Flag(name: .long, help: "Refuse properties that the event type does not have.")
  var strict = false

  @Flag(name: .long, help: "Show what the plugin of the event type says of each event in one line.")
  var summaries = false

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  private struct Finding {
    var line: Int
    var isWarning: Bool
    var path: String
    var code: String
    var message: String

    init(_ finding: EventFinding, line: Int, isWarning: Bool) {
      self.line = line
      self.isWarning = isWarning
      (path, code, message) = (finding.path, finding.code.rawValue, finding.message)
    }

    init(_ rejection: RowRejection, line: Int, isWarning: Bool) {
      self.line = line
      self.isWarning = isWarning
      (path, code, message) = (rejection.field, rejection.code, "\(rejection.reason) (\(rejection.code))")
    }
  }

  func run() throws {
    let (type, plugin) = try type()
    let validator = EventValidator(type, unknownProperties: strict ? .refused : .kept)
    guard let events = try? Data(contentsOf: URL(fileURLWithPath: file), options: .mappedIfSafe) else {
      throw ConnectionsError(.file, "cannot read \(file)", hint: "check the path")
    }
    var found: [Finding] = []
    // Of each event, in their order.
    var lines: [Int] = []
    var isAccepted: [Bool] = []
    var line = 0
    events.withUnsafeBytes { bytes in
      for event in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
        line += 1
        let event = UnsafeRawBufferPointer(rebasing: event)
        guard event.contains(where: { ![0x20, 0x09, 0x0D].contains($0) }) else { continue }
        lines.append(line)
        switch validator.validate(event) {
        case .accepted(let warnings):
          isAccepted.append(true)
          found += warnings.map { Finding($0, line: line, isWarning: true) }
        case .refused(let findings):
          isAccepted.append(false)
          found += findings.map { Finding($0, line: line, isWarning: false) }
        }
      }
    }
    var told: [(line: Int, summary: String)] = []
    let meant = isAccepted
    func isMeant(_ record: Int) -> Bool { meant[record - 1] }
    try plugin?.judge(file, summaries: summaries, where: isMeant) { record, verdict in
      let line = lines[record - 1]
      switch verdict {
      case .refused(let rejection):
        isAccepted[record - 1] = false
        found.append(Finding(rejection, line: line, isWarning: false))
      case .failed(let rejection): found.append(Finding(rejection, line: line, isWarning: true))
      case .summary(let text): if let text { told.append((line, text)) }
      }
    }
    found.sort { $0.line < $1.line }
    let accepted = isAccepted.count { $0 }
    let refused = isAccepted.count - accepted
    switch outputOptions.output {
    case .json:
      Terminal.print([
        "events": .integer(Int64(accepted + refused)), "accepted": .integer(Int64(accepted)),
        "refused": .integer(Int64(refused)), "findings": .array(found.map(json)),
        "summaries": .array(told.map { ["line": .integer(Int64($0.line)), "summary": .string($0.summary)] }),
      ])
    case .table:
      for finding in found {
        let place = "\(file):\(finding.line): \(finding.isWarning ? "warning: " : "")"
        Terminal.print(place + (finding.path.isEmpty ? "" : "\(finding.path): ") + finding.message)
      }
      for (line, summary) in told { Terminal.print("\(file):\(line): \(summary)") }
      Terminal.say("\((accepted + refused).grouped) events, \(accepted.grouped) accepted, \(refused.grouped) refused")
    }
    if refused > 0 { throw ExitCode.rejects }
  }

  private func type() throws -> (EventType, EventTypePlugin?) {
    guard eventType.hasSuffix(".xml") || eventType.hasSuffix(".json") else {
      let entry = try homeOptions.folder.eventTypes().entry(eventType)
      let home = homeOptions.folder
      return (entry.type, try EventTypePlugin(entry, in: home.catalogue(), home.oversight, worker: .find()))
    }
    let types = try EventTypeFile(contentsOf: eventType).checkedTypes()
    guard let type = types.first, types.count == 1 else {
      throw ConnectionsError(
        .file, "\(eventType) holds \(types.count) event types", hint: "import them, and name the one that is meant")
    }
    return (type, nil)
  }

  private func json(_ found: Finding) -> JSONValue {
    [
      "line": .integer(Int64(found.line)), "severity": .string(found.isWarning ? "warning" : "error"),
      "path": .string(found.path), "code": .string(found.code), "message": .string(found.message),
    ]
  }
}
