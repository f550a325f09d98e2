import Foundation
import Testing

/// `millrace plugin new`: what it makes is built, tested and looked at as its author would.
@Suite struct PluginNewTests {
  let folder: TemporaryFolder
  var home: String { folder.url.appendingPathComponent("home").path }

  init() throws { folder = try TemporaryFolder() }

  func new(_ arguments: String...) throws -> Program.Result {
    try Program.Running(["plugin", "new"] + arguments, folder: folder.url).wait()
  }

  static let hasRust = (try? Program.shell("cargo --version", in: Program.root).status) == 0

  @Test(.enabled(if: hasRust, "there is no cargo"))
  func `a new project in Rust does too`() throws {
    try check("rust", suffix: "rs", more: ["Cargo.toml"])
  }

  @Test(arguments: ["c", "cpp", "swift"])
  func `a new project builds without a warning, passes its test and describes itself`(_ language: String) throws {
    try check(language, suffix: language)
  }

  private func check(_ language: String, suffix: String, more: [String] = []) throws {
    let made = try new("--lang", language, "my-plugin", "--into", "some where")
    #expect(made.status == 0, "\(made.messages)")
    let project = folder.url.appendingPathComponent("some where/my-plugin")
    let files = try FileManager.default.contentsOfDirectory(atPath: project.path).sorted()
    #expect(files == ([".gitignore", "Makefile", "README.md", "cases.yaml", "my-plugin.\(suffix)"] + more).sorted())
    for file in files {
      let text = try String(contentsOf: project.appendingPathComponent(file), encoding: .utf8)
      #expect(!text.contains(#/@[A-Z]+@/#), "\(file)")
    }

    let built = try Program.shell("make", in: project, home: home)
    #expect(built.status == 0 && !built.text.contains("warning"), "\(built.text)")
    let tested = try Program.shell("make test", in: project, home: home)
    #expect(tested.status == 0 && tested.text.contains("my-plugin 0.1.0: 3 passed, 0 failed"), "\(tested.text)")
    let validated = try Program.shell("make validate", in: project, home: home)
    #expect(
      validated.status == 0 && validated.text.contains("passed") && !validated.text.contains("  warn "),
      "\(validated.text)")
    let inProcess = try Program.shell("millrace plugin test my-plugin.so --in-process", in: project, home: home)
    #expect(inProcess.status == 0 && inProcess.text.contains("in_process"), "\(inProcess.text)")
    let inspected = try Program.shell("millrace plugin inspect ./my-plugin.so", in: project, home: home)
    #expect(
      inspected.status == 0 && inspected.text.contains("field: text, names a field; required"), "\(inspected.text)")
  }

  @Test func `a project for event types builds and passes its tests`() throws {
    let made = try new("--lang", "c", "--event-type", "article-read")
    #expect(made.status == 0, "\(made.messages)")
    let project = folder.url.appendingPathComponent("article-read")
    let tested = try Program.shell("make test validate", in: project, home: home)
    #expect(tested.status == 0 && tested.text.contains("article-read 0.1.0: 2 passed, 0 failed"), "\(tested.text)")
    #expect(!tested.text.contains("warning:") && !tested.text.contains("  warn "), "\(tested.text)")
    #expect(try new("--lang", "swift", "--event-type", "other").status == 64)
  }

  @Test func `the test of a project fails with what it does wrong`() throws {
    #expect(try new("--lang", "c", "wrong").status == 0)
    let project = folder.url.appendingPathComponent("wrong")
    let source = project.appendingPathComponent("wrong.c")
    let text = try String(contentsOf: source, encoding: .utf8).replacing("longer than allowed", with: "too short")
    try text.write(to: source, atomically: true, encoding: .utf8)
    let tested = try Program.shell("make test", in: project, home: home)
    #expect(tested.status != 0)
    #expect(tested.text.contains("FAIL  rejects what is too long"), "\(tested.text)")
    #expect(tested.text.contains("too short came"), "\(tested.text)")
  }

  @Test func `nothing is overwritten`() throws {
    #expect(try new("--lang", "c", "mine").status == 0)
    let again = try new("--lang", "swift", "mine")
    #expect(again.status == 1 && again.messages.contains("mine exists already"), "\(again.messages)")
    #expect(!FileManager.default.fileExists(atPath: folder.url.appendingPathComponent("mine/mine.swift").path))
  }

  @Test func `other names and languages are answered`() throws {
    for name in ["My Plugin", "9lives", "../up", ""] {
      let result = try new("--lang", "c", name)
      #expect(result.status == 64 && result.messages.contains("is no name for a plugin"), "\(result.messages)")
    }
    #expect(try new("--lang", "cobol", "old").status == 64)
  }
}
