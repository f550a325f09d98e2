import Foundation

extension Place {
  /// What Iterable has, as lines of text, without what differs between two runs that did the same.
  func sandboxContent() throws -> [String] {
    var lines: [String] = []
    var ids: Set<String> = []
    for type in ["user", "customEvent", "purchase"] {
      for line in try ask("/api/export/data.json?dataTypeName=\(type)&range=All").split(separator: "\n") {
        var row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
        if type != "user", let id = row["_id"] ?? row["id"], !ids.insert("\(type) \(id)").inserted {
          lines.append("twice: \(type) \(id)")
        }
        for name in row.keys where name.hasPrefix("itblInternal") || Self.moments.contains(name) { row[name] = nil }
        let text = try JSONSerialization.data(withJSONObject: row, options: .sortedKeys)
        lines.append("\(type) \(String(decoding: text, as: UTF8.self))")
      }
    }
    let answer = try JSONSerialization.jsonObject(with: Data(ask("/api/lists").utf8)) as? [String: Any]
    for list in answer?["lists"] as? [[String: Any]] ?? [] {
      guard let id = list["id"] as? Int else { continue }
      lines += try ask("/sandbox/lists/\(id)").split(separator: "\n").map { "list \(id) \($0)" }
    }
    return lines.sorted()
  }

  private static let moments: Set<String> = ["profileUpdatedAt", "signupDate"]
}
