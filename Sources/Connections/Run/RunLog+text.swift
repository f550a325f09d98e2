import Records

extension RunLog {
  /// A line of a log as people read it: `2026-01-31T08:00:00Z  goal_ends  goal=subscribers state=succeeded`
  public static func text(_ line: String) -> String {
    guard let members = (try? JSONValue(parsing: line))?.object else { return line }
    func value(_ key: String) -> String { members.first { $0.key == key }?.value.string ?? "" }
    let details = members.filter { !["time", "level", "event"].contains($0.key) }.map { member in
      let text = member.value.string.map { $0.contains(" ") ? JSONValue.string($0).text : $0 } ?? member.value.text
      return "\(member.key)=\(text)"
    }
    let level = ["info", ""].contains(value("level")) ? "" : value("level") + ": "
    return "\(value("time").prefix(19))Z  \(level)\(value("event"))  \(details.joined(separator: " "))"
  }
}
