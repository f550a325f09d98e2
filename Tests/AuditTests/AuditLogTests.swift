import Audit
import Foundation
import Testing

@Suite struct AuditLogTests {
  let folder: URL
  var log: AuditLog {
    AuditLog(url: folder.appendingPathComponent("audit.jsonl"), now: { Date(timeIntervalSince1970: 1_769_846_400.25) })
  }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("audit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func events() throws -> (events: [AuditEvent], unreadable: Int) {
    var events: [AuditEvent] = []
    let unreadable = try log.read { events.append($0) }
    return (events, unreadable)
  }

  @Test func `an event is a line of JSON that its owner alone can read, and comes back as it was`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try log.append("plugin.load", ["plugin": "word\n", "run": 7, "code": nil], isDurable: true)
    try log.append("plugin.trust", ["plugin": "word"])
    let lines = try String(contentsOf: log.url, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].hasPrefix(#"{"time":"2026-01-31T08:00:00.250Z","actor":""#))
    #expect(lines[0].hasSuffix(#""action":"plugin.load","plugin":"word\n","run":7}"#))
    let mode = try FileManager.default.attributesOfItem(atPath: log.url.path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let (events, unreadable) = try events()
    #expect(unreadable == 0)
    #expect(events.map(\.action) == ["plugin.load", "plugin.trust"])
    #expect(events[0]["run"] == 7 && events[0]["plugin"]?.string == "word\n" && events[0]["code"] == nil)
    #expect(events[0].actor == .current && events[0].time == Date(timeIntervalSince1970: 1_769_846_400.25))
  }

  @Test func `what a full disk cut off costs its own line only`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(try events().events.isEmpty)
    try Data(#"{"time":"2026-01-31T08:0"#.utf8).write(to: log.url)
    try log.append("plugin.load", ["plugin": "word"])
    let (events, unreadable) = try events()
    #expect(events.map(\.action) == ["plugin.load"] && unreadable == 1)
  }

  @Test func `several writers at once lose nothing and mix nothing`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let log = log
    DispatchQueue.concurrentPerform(iterations: 200) { number in
      try! log.append(
        "test", ["number": .integer(Int64(number)), "text": .string(String(repeating: "x", count: 3000))])
    }
    let (events, unreadable) = try events()
    #expect(unreadable == 0)
    #expect(Set(events.compactMap { $0["number"]?.integer }) == Set(0..<200))
  }

  @Test func `a log that cannot be written says so`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: log.url, withIntermediateDirectories: true)
    let error = #expect(throws: AuditError.self) { try log.append("test", [:]) }
    #expect(error?.message.contains(log.url.path) == true)
    let elsewhere = AuditLog(url: folder.appendingPathComponent("none/audit.jsonl"))
    #expect(throws: AuditError.self) { try elsewhere.append("test", [:]) }
  }
}
