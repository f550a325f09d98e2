import Foundation
import Profiles
import Records

extension News {
  private var event: Event { json["event"]?.string.flatMap(Event.init(rawValue:)) ?? .runEnded }
  private var name: String { json["connection"]?["name"]?.string ?? "" }
  private var id: String { json["connection"]?["id"]?.string ?? "" }
  private var run: JSONValue? { json["run"].flatMap { $0 == .null ? nil : $0 } }
  private var goals: [JSONValue] { run?["goals"]?.array ?? [] }

  /// What happened, in a line.
  var headline: String {
    switch event {
    case .test: return "\(name): a test"
    case .recovered: return "\(name) works again"
    case .runEnded: break
    }
    guard let state = run?["state"]?.string else { return "\(name) could not start" }
    let failed = goals.filter { $0["state"]?.string == "failed" }.compactMap { $0["goal"]?.string }
    switch state {
    case "succeeded": return "\(name) succeeded"
    case "failed": return "\(name) failed"
    case "cancelled": return "\(name) was cancelled"
    case _ where !failed.isEmpty: return "\(name): \(failed.joined(separator: ", ")) failed"
    case _ where json["failed"]?.bool == true: return "\(name): something was held back"
    default: return "\(name): done, with rejects"
    }
  }

  /// The whole text of an e-mail. `reason` says why its reader gets it.
  func words(reason: String) -> String {
    var lines = [headline + ".", ""]
    switch (event, run) {
    case (.test, _):
      lines += [
        "This is what 'millrace notify test \(id)' sends: whoever reads it will be told of the connection's runs."
      ]
    case (_, let run?): lines += words(of: run)
    case (_, nil): lines += [json["message"]?.string ?? ""]
    }
    if let next = json["next"]?.string { lines += ["", "It runs next at \(Self.moment(next))."] }
    return (lines + ["", "-- ", reason, ""]).joined(separator: "\n")
  }

  private func words(of run: JSONValue) -> [String] {
    let number = run["run"]?.integer ?? 0
    let duration = json["duration_seconds"].flatMap(Self.duration)
    var lines = [
      "Run \(number) of \(id) began at \(Self.moment(run["started"]?.string ?? ""))"
        + (duration.map { " and took \($0)" } ?? "") + "; it was started by: \(run["trigger"]?.string ?? "")."
    ]
    if let message = run["message"]?.string { lines.append(message) }
    for goal in goals {
      let name = goal["goal"]?.string ?? ""
      lines += ["", "Goal \(name): \(goal["state"]?.string ?? "")"]
      if let message = goal["message"]?.string { lines += message.split(separator: "\n").map { "  \($0)" } }
      for counter in goal["counters"]?.object ?? [] {
        guard let value = counter.value.integer, value != 0 else { continue }
        lines.append("  " + Self.line(counter.key.replacing("_", with: " "), value))
      }
      for reject in json["rejects"]?.array ?? [] where reject["goal"]?.string == name {
        lines.append("    " + Self.line(Self.reason(reject), reject["count"]?.integer ?? 0))
      }
    }
    lines += ["", "More about it:", "  millrace runs show \(number)"]
    if !(json["rejects"]?.array ?? []).isEmpty { lines.append("  millrace rejects --run \(number)") }
    return lines
  }

  private static func reason(_ reject: JSONValue) -> String {
    let step = reject["step"]?.integer ?? 0
    let place = reject["plugin"]?.string ?? Reject.name(ofStep: Int(step))
    let code = reject["code"]?.string ?? ""
    return code.hasPrefix(place) ? code : "\(place): \(code)"
  }

  private static func line(_ label: String, _ value: Int64) -> String {
    "\(label.padding(toLength: max(30, label.count + 1), withPad: " ", startingAt: 0))\(value)"
  }

  private static func duration(_ value: JSONValue) -> String? {
    let seconds: Double
    switch value {
    case .integer(let whole): seconds = Double(whole)
    case .number(let number): seconds = number
    default: return nil
    }
    return seconds < 60 ? "\(seconds) s" : "\(Int(seconds) / 60) min \(Int(seconds) % 60) s"
  }

  /// `2026-01-31 08:00:00 UTC`.
  private static func moment(_ text: String) -> String { text.prefix(19).replacing("T", with: " ") + " UTC" }
}
