import Foundation
import Testing

/// What a person sees in a terminal, which `script` stands in for.
@Suite struct TerminalTests {
  private func inTerminal(_ arguments: [String], environment: [String: String] = [:]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/script")
    let command = ([Program.folder.appendingPathComponent("millrace").path] + arguments).joined(separator: " ")
    process.arguments = ["--quiet", "--return", "--command", command, "/dev/null"]
    process.environment = ProcessInfo.processInfo.environment.merging(["TERM": "xterm", "NO_COLOR": ""]) { $1 }
      .merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text
  }

  @Test func `a value of a profile cannot steer the terminal`() throws {
    let folder = try TemporaryFolder()
    let home = folder.url.appendingPathComponent("home").path
    let file = folder.url.appendingPathComponent("profiles.ndjson")
    try #"{"properties":{"email":["ann@example.com"],"full_name":["Ann\u001b]0;owned\u0007"]}}"#
      .write(to: file, atomically: true, encoding: .utf8)
    for arguments in [["property", "add", "full_name"], ["profile", "import", file.path]] {
      let result = try Program.Running(arguments + ["--home", home]).wait()
      try #require(result.status == 0, "\(result.messages)")
    }
    let shown = try inTerminal(["profile", "show", "ann@example.com", "--home", home])
    #expect(shown.contains("Ann") && shown.contains("owned"), "\(shown)")
    #expect(!shown.contains("\u{1B}]") && !shown.contains("\u{7}"), "\(shown.debugDescription)")
  }

  @Test func `colours are for terminals that want them`() throws {
    let folder = try TemporaryFolder()
    let arguments = ["runs", "--home", folder.url.path]
    #expect(try inTerminal(arguments).contains("\u{1B}[1m"))
    #expect(try !inTerminal(arguments, environment: ["NO_COLOR": "1"]).contains("\u{1B}"))
    #expect(try !Program.Running(arguments).wait().output.contains("\u{1B}"))
  }
}
