import Foundation
import Testing

/// The web console of the built program, in Debian's Chromium. What happens there is in `Tests/Browser`.
@Suite(.serialized, .enabled(if: Chromium.isMissing == nil, "\(Chromium.isMissing ?? "")"))
struct ConsoleJourneyTests {
  @Test func `a newcomer does the whole job`() throws { try Chromium.journey("newcomer.py") }

  @Test func `the same works without JavaScript`() throws {
    try Chromium.journey("newcomer.py", "--without-javascript")
  }

  @Test func `every page is accessible, narrow and wide, light and dark`() throws {
    try Chromium.journey("accessibility.py", filled: true)
  }
}

/// Debian's Chromium, driven by Selenium.
enum Chromium {
  private static var python: URL { Program.root.appending(path: ".build/venv/bin/python") }
  private static let password = "three words in a row"

  /// Why there is no browser here; nil where there is.
  static let isMissing: String? = {
    for program in ["/usr/bin/chromium", "/usr/bin/chromedriver"]
    where !FileManager.default.isExecutableFile(atPath: program) {
      return "there is no \(program): apt install chromium chromium-driver"
    }
    let look = Process()
    look.executableURL = python
    look.arguments = ["-c", "import selenium, axe_playwright_python"]
    look.standardError = FileHandle.nullDevice
    guard (try? look.run()) != nil else { return "there is no Selenium: make .build/venv" }
    look.waitUntilExit()
    return look.terminationStatus == 0 ? nil : "Selenium or axe-core is missing: make .build/venv"
  }()

  /// Runs a journey against a service of its own beside a sandbox; `filled`: with a bit of everything in it.
  static func journey(_ script: String, _ arguments: String..., filled: Bool = false) throws {
    let site = try Site(subscribers: 300)
    try site.write(ConnectionText.segment, to: "everybody.yaml")
    _ = try site.millrace("segment", "apply", "everybody.yaml")
    if filled { try fill(site) }
    let made = try Program.shell(
      "echo '\(password)' | millrace user add jane --role admin", in: site.folder.url, home: site.home)
    try #require(made.status == 0, "\(made.text)")
    let service = try site.start(["serve", "--listen", "127.0.0.1:0"])
    let deadline = Date(timeIntervalSinceNow: 60)
    var address: Substring?
    while address == nil, Date() < deadline, service.process.isRunning {
      address = service.messages.firstMatch(of: #/answering at (http:\/\/127\.0\.0\.1:\d+)/#)?.1
      usleep(50_000)
    }
    let process = Process()
    process.executableURL = python
    process.arguments = [Program.root.appending(path: "Tests/Browser/\(script)").path] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging([
      "ADDRESS": String(try #require(address, "serve said: \(service.messages)")), "NAME": "jane",
      "PASSWORD": password, "SANDBOX": site.address, "SANDBOX_KEY": Site.key,
    ]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)\n\(service.messages)")
    service.process.terminate()
    #expect(service.wait().status == 0, "\(service.messages)")
    #expect(!service.messages.contains(password) && !service.output.contains(password))
  }

  /// Connections that ran, with rejects; profiles, events, segments and the like.
  private static func fill(_ site: Site) throws {
    try site.write(ConnectionText.both(address: site.address), to: "journey.yaml")
    for command in [
      ["objective", "add", "newsletter"], ["zone", "add", "GDPR"], ["apply", "journey.yaml"], ["run", "journey"],
    ] {
      _ = try site.start(command).wait()
    }
  }
}
