import Foundation
import Testing

/// A service, from its start to SIGTERM.
@Suite(.serialized) struct ServeTests {
  /// Waits until the service has told an event of this name that `matches`, for ten seconds at most.
  func event(
    _ name: String, of service: Program.Running, matching matches: ([String: Any]) -> Bool = { _ in true }
  ) throws -> [String: Any] {
    let deadline = Date(timeIntervalSinceNow: 10)
    while Date() < deadline, service.process.isRunning {
      for line in service.output.split(separator: "\n") {
        let event = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        if let event, event["event"] as? String == name, matches(event) { return event }
      }
      usleep(50_000)
    }
    throw Missing(description: "no \(name) in:\n\(service.output)\(service.messages)")
  }

  struct Missing: Error, CustomStringConvertible { let description: String }

  func stop(_ service: Program.Running) throws {
    service.process.terminate()
    let result = service.wait()
    #expect(result.status == 0, "\(result.output)\(result.messages)")
  }

  static func connection(_ site: Site, plugin: String) -> String {
    ConnectionText.both(address: site.address).replacing(
      "      - plugin: normalize-email", with: "      - plugin: \(plugin)\n      - plugin: normalize-email")
      + "\nschedule: { every_minutes: 44640 }\n"
  }

  @Test func `plugins and connections that come, change and go are followed without a restart`() throws {
    let site = try BadInputTests().site(subscribers: 20)
    let service = try site.start(["serve", "--output", "json"])
    _ = try event("connections", of: service) { ($0["connections"] as? [Any])?.isEmpty == true }
    _ = try event("plugin_appeared", of: service) { $0["plugin"] as? String == "normalize-email" }

    let plugins = URL(fileURLWithPath: site.home).appendingPathComponent("plugins")
    try Program.buildInitials(into: plugins)
    let first = try event("plugin_appeared", of: service) { $0["plugin"] as? String == "initials" }
    #expect(first["version"] as? String == "1.0.0" && first["goals"] as? [String] == [])

    try site.write(Self.connection(site, plugin: "initials"), to: "home/connections/journey.yaml")
    let known = try event("connections", of: service) { ($0["connections"] as? [Any])?.count == 1 }
    #expect(((known["connections"] as? [[String: Any]])?.first?["next"] as? String)?.hasSuffix("Z") == true)

    try site.write("connection: broken\nshedule: 1\n", to: "home/connections/broken.yaml")
    let refused = try event("connection_refused", of: service)
    #expect((refused["message"] as? String)?.contains("broken.yaml") == true)

    let file = plugins.appendingPathComponent("initials.so")
    try (Data(contentsOf: file) + Data([0])).write(to: file, options: .atomic)
    let changed = try event("plugin_changed", of: service)
    #expect(changed["goals"] as? [String] == ["journey/subscribers"])
    #expect(changed["sha256"] as? String != first["sha256"] as? String)

    try FileManager.default.removeItem(at: file)
    let removed = try event("plugin_removed", of: service)
    #expect(removed["plugin"] as? String == "initials" && removed["goals"] as? [String] == ["journey/subscribers"])

    let other = try site.millrace("run", "journey")
    #expect(other.status == 1 && other.messages.contains("another process"), "\(other.messages)")
    try stop(service)

    let run = try site.millrace("run", "journey", "--goal", "subscribers")
    #expect(run.status == 1 && run.output.contains("there is no plugin 'initials'"), "\(run.output)\(run.messages)")
  }

  @Test func `an interrupted run is continued at once`() throws {
    let site = try BadInputTests().site(subscribers: 4000)
    try site.write(
      ConnectionText.both(address: site.address) + "\nschedule: { every_minutes: 44640 }\n",
      to: "home/connections/journey.yaml")
    let interrupted = try site.start(["run", "journey"])
    let deadline = Date(timeIntervalSinceNow: 20)
    while Date() < deadline, try (site.json("runs") as? [Any])?.isEmpty != false { usleep(10_000) }
    kill(interrupted.process.processIdentifier, SIGKILL)
    _ = interrupted.wait()
    try #require((try site.json("runs") as? [[String: Any]])?.first?["state"] as? String == "running")

    let service = try site.start(["serve", "--output", "json"])
    let ended = try event("run_ended", of: service)
    #expect((ended["run"] as? [String: Any])?["run"] as? Int == 1)
    #expect(ended["next"] is String)
    try stop(service)
    #expect((try site.json("runs") as? [[String: Any]])?.count == 1)
  }

  @Test func `what is scheduled is shown`() throws {
    let site = try BadInputTests().site(subscribers: 1)
    let schedule = "\nschedule: { days_of_week: [mon], at: \"06:30\", time_zone: Asia/Tokyo }\n"
    let file = try site.write(ConnectionText.both(address: site.address) + schedule, to: "c.yaml")
    let moments = try #require(try site.json("runs", "upcoming", file, "--count", "3") as? [[String: String]])
    #expect(moments.count == 3 && moments.allSatisfy { $0["at"]?.hasSuffix("T21:30:00Z") == true })
    let text = try site.millrace("runs", "upcoming", file).output
    #expect(text.contains("Mon 20") && text.contains("06:30 Asia/Tokyo"))
    let none = try site.millrace("runs", "upcoming")
    #expect(none.status == 0 && none.messages.contains("nothing is scheduled"))
  }
}
