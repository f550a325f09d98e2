import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `millrace plugin test`, with the C example of the SDK and its own cases.
@Suite struct PluginTestCommandTests {
  let folder: TemporaryFolder
  var plugin: String { folder.url.appendingPathComponent("initials.so").path }

  init() throws {
    folder = try TemporaryFolder()
    try Program.buildInitials(into: folder.url)
  }

  func millrace(_ arguments: String...) throws -> Program.Result {
    try Program.Running(
      ["plugin", "test"] + arguments + ["--home", folder.url.appendingPathComponent("home").path],
      environment: ["NO_COLOR": "1"], folder: folder.url
    ).wait()
  }

  func write(_ cases: String) throws -> String {
    let file = folder.url.appendingPathComponent("cases.yaml")
    try cases.write(to: file, atomically: true, encoding: .utf8)
    return file.path
  }

  @Test func `the cases beside a plugin pass, in a worker and where it is asked for in process`() throws {
    try FileManager.default.copyItem(
      at: Program.root.appendingPathComponent("SDK/examples/c/cases.yaml"),
      to: folder.url.appendingPathComponent("cases.yaml"))
    let worker = try millrace(plugin)
    #expect(worker.status == 0, "\(worker.messages)")
    #expect(worker.output.contains("initials 1.0.0: 2 passed, 0 failed"), "\(worker.output)")
    #expect(!worker.output.contains("in_process"))
    #expect(worker.messages.contains("not trusted"))

    let both = try millrace(plugin, "--in-process")
    #expect(both.status == 0 && both.messages.isEmpty, "\(both.messages)")
    #expect(both.output.contains(#/pass  makes initials +worker, in_process/#), "\(both.output)")
  }

  @Test func `a case that fails is told with its place and fields, in every form`() throws {
    let cases = try write(
      """
      - case: is right
        rows: [{ in: { firstName: A, lastName: B }, out: { firstName: A, lastName: B, initials: AB } }]
      - case: "expects <another> & more"
        rows: [{ in: { firstName: A, lastName: B }, out: { firstName: A, lastName: B, initials: BA } }]
      """)
    let junit = folder.url.appendingPathComponent("results.xml").path
    let table = try millrace(plugin, "--cases", cases, "--junit", junit)
    #expect(table.status == 1)
    #expect(table.output.contains("FAIL  expects <another> & more"), "\(table.output)")
    #expect(table.output.contains("cases.yaml:3"), "\(table.output)")
    #expect(table.output.contains(#"row 1: initials: "BA" was expected, "AB" came"#), "\(table.output)")

    let xml = try String(contentsOfFile: junit, encoding: .utf8)
    #expect(xml.contains(#"tests="2" failures="1""#) && xml.contains("expects &lt;another&gt; &amp; more"), "\(xml)")
    #expect(XMLParser(data: Data(xml.utf8)).parse())

    let nowhere = try millrace(plugin, "--junit", "/nowhere/results.xml")
    #expect(
      nowhere.status == 1 && nowhere.messages.contains("cannot write /nowhere/results.xml"), "\(nowhere.messages)")

    let json = try millrace(plugin, "--output", "json", "--in-process")
    #expect(json.status == 1)
    let report = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(report["passed"] as? Int == 1 && report["failed"] as? Int == 1)
    let results = try #require(report["cases"] as? [[String: Any]])
    #expect(results.map { $0["placements"] as? [String] } == [["worker", "in_process"], ["worker"]])
  }

  @Test func `a file of cases that is wrong is told by line and column`() throws {
    let broken = try millrace(plugin, "--cases", try write("- case: a\n  rows: [{ in: { a: 1 }\n"))
    #expect(broken.status == 1)
    #expect(broken.messages.contains(#/cases\.yaml:\d+:\d+: not valid YAML/#), "\(broken.messages)")
    let misspelt = try millrace(plugin, "--cases", try write("- case: a\n  confg: {}\n  error: b\n"))
    #expect(
      misspelt.messages.contains("cases.yaml:2:3: unknown key 'confg'; did you mean 'config'?"), "\(misspelt.messages)")
    let missing = try millrace(plugin, "--cases", "nowhere.yaml")
    #expect(missing.status == 1 && missing.messages.contains("nowhere.yaml"), "\(missing.messages)")
  }

  @Test func `a trusted file is tried in process too, and a plugin that crashes in its worker is not`() throws {
    _ = try write("- case: crashes\n  rows: [{ in: { a: 1 }, out: { a: 1 } }]\n")
    let home = folder.url.appendingPathComponent("home").path
    #expect(try Program.run("plugin", "trust", plugin, "--home", home).status == 0)
    let trusted = try millrace(plugin)
    #expect(trusted.status == 0 && trusted.output.contains("worker, in_process"), "\(trusted.output)")

    let example = Program.root.appendingPathComponent("SDK/examples/c/initials.c")
    let source = try String(contentsOf: example, encoding: .utf8)
      .replacing("  Initials *initials = self;", with: "  abort();\n  Initials *initials = self;")
    try source.write(to: folder.url.appendingPathComponent("crash.c"), atomically: true, encoding: .utf8)
    let include = Program.root.appendingPathComponent("SDK/include").path
    let compiled = try Program.shell("cc -shared -fPIC -I'\(include)' -o crash.so crash.c", in: folder.url)
    try #require(compiled.status == 0, "\(compiled.text)")
    let crash = try millrace("crash.so", "--in-process")
    #expect(crash.status == 1 && crash.signal == nil, "\(crash.messages)")
    #expect(crash.output.contains("plugin_failed") && !crash.output.contains("in_process"), "\(crash.output)")
  }

  @Test func `a file that is no plugin is refused`() throws {
    let file = folder.url.appendingPathComponent("broken.so")
    try Data("not a library".utf8).write(to: file)
    let result = try millrace(file.path)
    #expect(result.status == 1 && result.messages.contains("broken.so"), "\(result.messages)")
  }
}
