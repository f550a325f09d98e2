import ArgumentParser
import Audit
import Foundation
import Records

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Who changed what, and which plugins ran: the audit log.",
    discussion: """
      Every load of a plugin is in it with its version, SHA-256, placement, grants, connection, goal and run; every trust,
      grant and suspension, and what was refused. It is the file audit.jsonl in the home folder, a JSON object a line, and
      grows by some 350 bytes a load; it may be moved away at any time.

      Examples:
        millrace audit --plugin normalize-email
        millrace audit --since 2026-01-31 --output json
      """)

  @Option(name: .long, help: "Only events about this plugin.")
  var plugin: String?

  @Option(name: .long, help: "Only events since then: a date, a time such as 2026-01-31T08:00:00Z, or 12h, 7d ago.")
  var since: AuditSince?

  @OptionGroup var outputOptions: OutputOptions
  @OptionGroup var homeOptions: HomeOptions

  func run() throws {
    let earliest = since?.date ?? .distantPast
    var table = Table("TIME", "ACTOR", "ACTION", "PLUGIN", "DETAIL")
    var all: [JSONValue] = []
    let unreadable = try homeOptions.folder.oversight.audit.read { event in
      guard event.time >= earliest, plugin == nil || event["plugin"]?.string == plugin else { return }
      switch outputOptions.output {
      case .json: all.append(event.json)
      case .table:
        let name = [event["plugin"]?.string, event["version"]?.string].compactMap { $0 }.joined(separator: " ")
        table.add(event.time.formatted(.iso8601), "\(event.actor)", event.action, name, event.detail)
      }
    }
    switch outputOptions.output {
    case .json: Terminal.print(.array(all))
    case .table: if !table.rows.isEmpty { table.print() }
    }
    if unreadable > 0 {
      Terminal.say("millrace: warning: \(unreadable) lines of the audit log are no events")
    }
  }
}

/// A moment, or how long ago.
struct AuditSince: ExpressibleByArgument {
  let date: Date

  init?(argument: String) {
    if let match = argument.wholeMatch(of: /(\d{1,5})([mhd])/), let count = Double(match.1) {
      date = Date(timeIntervalSinceNow: -count * ["m": 60, "h": 3600, "d": 86_400][match.2]!)
      return
    }
    let text = argument.contains("T") ? argument : argument + "T00:00:00Z"
    guard let date = try? Date(text, strategy: .iso8601) else { return nil }
    self.date = date
  }
}
