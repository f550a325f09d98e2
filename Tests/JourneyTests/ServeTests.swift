import Foundation
import Testing

/// A service, from its start to SIGTERM.
@Suite(.serialized) struct ServeTests {
  /// Waits until the service has told an event of this name that `matches`, for a minute at most.
  func event(
    _ name: String, of service: Program.Running, matching matches: ([String: Any]) -> Bool = { _ in true }
  ) throws -> [String: Any] {
    let deadline = Date(timeIntervalSinceNow: 60)
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
    let places = try #require(refused["diagnostics"] as? [String])
    #expect(places.contains { $0.contains("broken.yaml:2:") }, "\(places)")

    let file = plugins.appendingPathComponent("initials.so")
    try (Data(contentsOf: file) + Data([0])).write(to: file, options: .atomic)
    let changed = try event("plugin_changed", of: service)
    #expect(changed["goals"] as? [String] == ["journey/subscribers"])
    #expect(changed["sha256"] as? String != first["sha256"] as? String)

    try FileManager.default.removeItem(at: file)
    let removed = try event("plugin_removed", of: service)
    #expect(removed["plugin"] as? String == "initials" && removed["goals"] as? [String] == ["journey/subscribers"])

    let other = try site.millrace("serve")
    #expect(other.status == 1 && other.messages.contains("another serve has"), "\(other.messages)")
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

  /// A plugin that takes its time and writes its version into each record.
  static func buildStamp(version: String, into folder: URL) throws {
    let source = """
      #include <millrace/rows.h>
      #include <unistd.h>
      static int32_t create(const mr_host *host, mr_text config, void **self, mr_error *error) {
        (void)host, (void)config, (void)self, (void)error;
        return MR_OK;
      }
      static int32_t process(void *self, mr_batch *batch, mr_error *error) {
        (void)self, (void)error;
        mr_field field = mr_find(batch, mr_string("stamp"));
        usleep(400000);
        MR_EACH_KEPT(row, batch) MR_TRY(mr_set_text(&field, row, mr_string("\(version)")));
        return MR_OK;
      }
      static void destroy(void *self) { (void)self; }
      static const mr_processor processor = {
        .struct_size = sizeof processor, .id = MR_LITERAL("stamp"), .config_schema = MR_LITERAL("{\\"type\\":\\"object\\"}"),
        .create = create, .process = process, .destroy = destroy,
      };
      static const mr_processor *const processors[] = {&processor};
      static const mr_plugin plugin = {
        .struct_size = sizeof plugin, .id = MR_LITERAL("stamp"), .version = MR_LITERAL("\(version)"),
        .processor_count = 1, .processors = processors,
      };
      MR_PLUGIN(plugin);
      """
    let scratch = try TemporaryFolder()
    try source.write(to: scratch.url.appendingPathComponent("stamp.c"), atomically: true, encoding: .utf8)
    let include = Program.root.appendingPathComponent("SDK/include").path
    let compiled = try Program.shell(
      "cc -shared -fPIC -fvisibility=hidden -I'\(include)' -o new.so stamp.c && mv new.so '\(folder.path)/stamp.so'",
      in: scratch.url)
    try #require(compiled.status == 0, "\(compiled.text)")
  }

  @Test func `a run keeps the plugin that it began with, and the next one takes the new one`() throws {
    let site = try BadInputTests().site(subscribers: 4000)
    let plugins = URL(fileURLWithPath: site.home).appendingPathComponent("plugins")
    let file = try site.write(
      ConnectionText.both(address: site.address).replacing(
        "    processors:\n", with: "    processors:\n      - plugin: stamp\n", maxReplacements: 1
      ).replacing(
        "    mappings:\n", with: "    mappings:\n      - { field: stamp, property: stamp }\n", maxReplacements: 1),
      to: "c.yaml")
    func stamps() throws -> Set<String> {
      let lines = try site.millrace("profile", "export").output.split(separator: "\n")
      return Set(lines.compactMap { $0.firstMatch(of: /"stamp":\["([^"]*)"\]/).map { String($0.1) } })
    }
    try Self.buildStamp(version: "1.0.0", into: plugins)
    let first = try site.start(["run", file, "--goal", "subscribers"])
    let deadline = Date(timeIntervalSinceNow: 20)
    while Date() < deadline, try (site.json("runs") as? [Any])?.isEmpty != false { usleep(10_000) }
    try Self.buildStamp(version: "2.0.0", into: plugins)
    try #require(first.process.isRunning, "the run was over before its plugin was replaced")
    #expect([0, 3].contains(first.wait().status))
    #expect(try stamps() == ["1.0.0"])

    let second = try site.millrace("run", file, "--goal", "subscribers", "--full")
    #expect([0, 3].contains(second.status))
    #expect(try stamps() == ["2.0.0"])
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
