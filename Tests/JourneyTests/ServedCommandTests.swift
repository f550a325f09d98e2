import Foundation
import Testing

/// Commands that are called while `serve` has the store.
@Suite(.serialized) struct ServedCommandTests {
  private func serve(_ site: Site) throws -> Program.Running {
    let service = try site.start(["serve", "--listen", "127.0.0.1:0"])
    let deadline = Date(timeIntervalSinceNow: 60)
    while Date() < deadline, service.process.isRunning, !service.messages.contains("serving") { usleep(20_000) }
    try #require(service.messages.contains("serving"), "\(service.messages)")
    // Connections are known from the first look on.
    let ask = "curl -s --unix-socket '\(site.home)/control.sock' http://localhost/readyz"
    while Date() < deadline, try !Program.shell(ask, in: site.folder.url).text.contains(#""ready""#) { usleep(50_000) }
    return service
  }

  @Test func `the running serve does them, with the same account, status and files`() throws {
    let site = try BadInputTests().site(subscribers: 200)
    try site.write(ConnectionText.both(address: site.address), to: "home/connections/journey.yaml")
    try site.write(ConnectionText.segment.replacing("everybody", with: "all-of-them"), to: "all.yaml")
    let service = try serve(site)

    let run = try site.millrace("run", "journey")
    #expect(run.status == 3 && run.output.contains("run 1 of journey: partial"), "\(run.output)\(run.messages)")
    #expect(run.messages.contains("the running serve (process \(service.process.processIdentifier)) does this"))
    let shown = try site.millrace("runs", "show", "1")
    #expect(shown.output == run.output)
    #expect((try site.json("run", "journey", "--dry-run") as? [String: Any])?["run"] as? Int == 0)
    // A file from the folder in which the command is called, and one that is not among the service's.
    let segment = try site.millrace("segment", "apply", "all.yaml")
    #expect(segment.status == 0 && segment.messages.contains("all-of-them"), "\(segment.output)\(segment.messages)")
    try site.write(
      ConnectionText.both(address: site.address).replacing("connection: journey", with: "connection: other"),
      to: "other.yaml")
    #expect(try site.millrace("run", "other.yaml", "--goal", "subscribers").output.contains("of other: partial"))

    let wrong = try site.millrace("run", "journey", "--goal", "nope")
    #expect(wrong.status == 1 && wrong.messages.contains("has no goal 'nope'"), "\(wrong.messages)")
    #expect(try site.millrace("property", "add", "a", "--type", "nothing").status == 64)
    #expect(try site.millrace("restore", "all.yaml").messages.contains("in use") == false)
    try ServeTests().stop(service)
    let events = service.output
    #expect(events.contains("run 1 of journey") && events.contains("dry run of journey"), "\(events)")
  }

  @Test func `Ctrl-C cancels the run, and the service goes on`() throws {
    let site = try BadInputTests().site(subscribers: 4000)
    try site.write(
      ConnectionText.both(address: site.address).replacing(
        "    processors:\n", with: "    processors:\n      - plugin: stamp\n", maxReplacements: 1),
      to: "home/connections/journey.yaml")
    let plugins = URL(fileURLWithPath: site.home).appendingPathComponent("plugins")
    try ServeTests.buildStamp(version: "1.0.0", into: plugins)
    let service = try serve(site)
    let run = try site.start(["run", "journey"])
    let deadline = Date(timeIntervalSinceNow: 30)
    while Date() < deadline, try (site.json("runs") as? [Any])?.isEmpty != false { usleep(10_000) }
    run.process.interrupt()
    let result = run.wait()
    #expect(result.status == 1 && result.output.contains("cancelled"), "\(result.output)\(result.messages)")
    #expect(service.process.isRunning)
    #expect((try site.json("runs") as? [[String: Any]])?.first?["state"] as? String == "cancelled")
    let told = service.output
    #expect(told.contains(/run 1 of journey starts, by manual \(.+\)/), "\(told)")
    #expect(told.ranges(of: "the run was cancelled").count == 1, "\(told)")
    try ServeTests().stop(service)
  }

  private func get(_ path: String, of service: Program.Running, in site: Site) throws -> String {
    let address = try #require(service.messages.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+/)?.output)
    return try Program.shell("curl -s '\(address)\(path)'", in: site.folder.url).text
  }

  @Test func `metrics tell what ran, and doctor that it is well`() throws {
    let site = try BadInputTests().site(subscribers: 300)
    try site.write(ConnectionText.both(address: site.address), to: "home/connections/journey.yaml")
    let service = try serve(site)
    #expect(try site.millrace("run", "journey").status == 3)
    let metrics = try get("/metrics", of: service, in: site)
    let run = try #require((try site.json("runs", "show", "1") as? [String: Any])?["goals"] as? [[String: Any]])
    for goal in run {
      let name = try #require(goal["goal"] as? String)
      let counters = try #require(goal["counters"] as? [String: Int])
      for outcome in ["read", "created", "updated", "rejected"] where counters[outcome]! > 0 {
        let line =
          "millrace_rows_total{connection=\"journey\",goal=\"\(name)\",outcome=\"\(outcome)\"} \(counters[outcome]!)\n"
        #expect(metrics.contains(line), "\(line) is not in\n\(metrics)")
      }
    }
    for line in [
      #"millrace_runs_total{connection="journey",state="partial"} 1"#,
      #"millrace_run_seconds_count{connection="journey"} 1"#,
      #"millrace_processor_rows_total{plugin="normalize-email",processor="normalize-email"} 3"#,
      #"millrace_http_requests_total{endpoint="POST /api/users/bulkUpdate",status="200"}"#,
      #"millrace_outbox_entries{connection="journey",goal="audience"} 0"#,
    ] {
      #expect(metrics.contains(line), "\(line) is not in\n\(metrics)")
    }
    let well = try DoctorTests().steps(site)
    #expect(well["service"]?["message"]?.contains("is ready") == true, "\(well)")
    kill(service.process.processIdentifier, SIGKILL)
    _ = service.wait()
    #expect(try DoctorTests().steps(site)["service"]?["message"]?.contains("control.sock is left over") == true)
    let again = try serve(site)
    #expect(try DoctorTests().steps(site)["service"]?["message"]?.contains("is ready") == true)
    try ServeTests().stop(again)
    #expect(try DoctorTests().steps(site)["service"]?["message"] == "no serve runs")
  }

  @Test func `runs are asked for, watched and cancelled over the socket, and a stop waits for them`() throws {
    let site = try BadInputTests().site(subscribers: 4000)
    try site.write(
      ConnectionText.both(address: site.address).replacing(
        "    processors:\n", with: "    processors:\n      - plugin: stamp\n", maxReplacements: 1),
      to: "home/connections/journey.yaml")
    try ServeTests.buildStamp(
      version: "1.0.0", into: URL(fileURLWithPath: site.home).appendingPathComponent("plugins"))
    let service = try serve(site)
    func api(_ path: String, _ more: String = "") throws -> [String: Any] {
      let text = try Program.shell(
        "curl -s --unix-socket '\(site.home)/control.sock' 'http://localhost\(path)' \(more)", in: site.folder.url
      ).text
      return try #require(try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
    }
    func state(of request: Int) throws -> String? { try api("/requests/\(request)")["state"] as? String }

    let first = try api("/runs", #"-d '{"connection": "journey"}'"#)
    #expect(first["run"] as? Int == 1 && first["state"] as? String == "running")
    let second = try api("/runs", #"-d '{"connection": "journey", "goal": "subscribers"}'"#)
    #expect(second["state"] as? String == "waiting" && second["run"] is NSNull)
    #expect(try api("/runs", #"-d '{"connection": "journey"}'"#)["code"] as? String == "conflict")
    #expect((try api("/runs/1")["run"] as? [String: Any])?["state"] as? String == "running")
    _ = try api("/runs/1/cancel", "-X POST")
    let deadline = Date(timeIntervalSinceNow: 60)
    while Date() < deadline, try state(of: 2) != "running" { usleep(20_000) }
    #expect(try api("/requests/2")["run"] as? Int == 2)
    #expect((try api("/runs/1")["run"] as? [String: Any])?["state"] as? String == "cancelled")

    try ServeTests().stop(service)
    #expect((try site.json("runs", "show", "2") as? [String: Any])?["state"] as? String == "cancelled")
    #expect(!FileManager.default.fileExists(atPath: site.home + "/control.sock"))
  }

  @Test func `systemd is told when it is ready, that it lives, and that it stops`() throws {
    let site = try BadInputTests().site(subscribers: 1)
    let path = site.folder.url.appendingPathComponent("notify").path
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(descriptor) }
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    func next() -> String {
      var room = [UInt8](repeating: 0, count: 256)
      return String(decoding: room[..<max(0, recv(descriptor, &room, room.count, 0))], as: UTF8.self)
    }
    let service = try Program.Running(
      ["serve", "--no-listen", "--home", site.home],
      environment: ["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "400000", "ITERABLE_API_KEY": Site.key])
    #expect(next() == "READY=1")
    #expect(next() == "WATCHDOG=1" && next() == "WATCHDOG=1")
    service.process.terminate()
    var told = next()
    while told == "WATCHDOG=1" { told = next() }
    #expect(told == "STOPPING=1")
    #expect(service.wait().status == 0)
    #expect(!service.messages.contains("answering at"))
  }
}
