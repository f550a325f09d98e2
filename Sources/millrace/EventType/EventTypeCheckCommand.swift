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
      What is wrong is told by its line, without values. Exit status 3 where an event is refused.
      """)

  @Argument(help: "The event type's id, or a file with it.")
  var eventType: String

  @Argument(help: "A file of JSON lines.", completion: .file(extensions: ["jsonl", "ndjson"]))
  var file: String

  @Flag(name: .long, help: "Refuse properties that the event type does not have.")
  var strict = false

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  private struct Finding {
    var line: Int
    var isWarning: Bool
    var finding: EventFinding
  }

  func run() throws {
    let validator = EventValidator(try type(), unknownProperties: strict ? .refused : .kept)
    guard let events = try? Data(contentsOf: URL(fileURLWithPath: file), options: .mappedIfSafe) else {
      throw ConnectionsError(.file, "cannot read \(file)", hint: "check the path")
    }
    var found: [Finding] = []
    var (accepted, refused, line) = (0, 0, 0)
    events.withUnsafeBytes { bytes in
      for event in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
        line += 1
        let event = UnsafeRawBufferPointer(rebasing: event)
        guard event.contains(where: { ![0x20, 0x09, 0x0D].contains($0) }) else { continue }
        switch validator.validate(event) {
        case .accepted(let warnings):
          accepted += 1
          found += warnings.map { Finding(line: line, isWarning: true, finding: $0) }
        case .refused(let findings):
          refused += 1
          found += findings.map { Finding(line: line, isWarning: false, finding: $0) }
        }
      }
    }
    switch outputOptions.output {
    case .json:
      Terminal.print([
        "events": .integer(Int64(accepted + refused)), "accepted": .integer(Int64(accepted)),
        "refused": .integer(Int64(refused)), "findings": .array(found.map(json)),
      ])
    case .table:
      for finding in found {
        Terminal.print("\(file):\(finding.line): \(finding.isWarning ? "warning: " : "")\(finding.finding)")
      }
      Terminal.say("\((accepted + refused).grouped) events, \(accepted.grouped) accepted, \(refused.grouped) refused")
    }
    if refused > 0 { throw ExitCode.rejects }
  }

  private func type() throws -> EventType {
    guard eventType.hasSuffix(".xml") || eventType.hasSuffix(".json") else {
      return try homeOptions.folder.eventTypes().entry(eventType).type
    }
    let types = try EventTypeFile(contentsOf: eventType).checkedTypes()
    guard let type = types.first, types.count == 1 else {
      throw ConnectionsError(
        .file, "\(eventType) holds \(types.count) event types", hint: "import them, and name the one that is meant")
    }
    return type
  }

  private func json(_ found: Finding) -> JSONValue {
    [
      "line": .integer(Int64(found.line)), "severity": .string(found.isWarning ? "warning" : "error"),
      "path": .string(found.finding.path), "code": .string(found.finding.code.rawValue),
      "message": .string(found.finding.message),
    ]
  }
}
