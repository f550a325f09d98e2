import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `millrace plugin validate`, with the C example of the SDK, as it is and made bad.
@Suite struct PluginValidateTests {
  let folder: TemporaryFolder
  var plugin: String { folder.url.appendingPathComponent("initials.so").path }

  init() throws {
    folder = try TemporaryFolder()
    try Program.buildInitials(into: folder.url)
  }

  func millrace(_ arguments: String...) throws -> Program.Result {
    try Program.Running(
      ["plugin", "validate"] + arguments + ["--home", folder.url.appendingPathComponent("home").path],
      environment: ["NO_COLOR": "1"], folder: folder.url
    ).wait()
  }

  @Test func `a good plugin passes, in every form`() throws {
    let junit = folder.url.appendingPathComponent("results.xml")
    let table = try millrace(plugin, "--seed", "7", "--junit", junit.path)
    #expect(table.status == 0 && table.messages.isEmpty, "\(table.messages)")
    for words in ["static\n", "load\n", "lifecycle\n", "data\n", "pass     shared-object", "\nseed 7\n"] {
      #expect(table.output.contains(words), "\(words)")
    }
    let xml = try Data(contentsOf: junit)
    #expect(XMLParser(data: xml).parse() && String(decoding: xml, as: UTF8.self).contains(#"failures="0""#))

    let json = try millrace(plugin, "--level", "static", "--level", "load", "--output", "json")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    let checks = try #require(report["checks"] as? [[String: Any]])
    #expect(Set(checks.map { $0["level"] as? String }) == ["static", "load"])
    #expect(report["seed"] is Int && (report["counts"] as? [String: Int])?["fail"] == 0)
  }

  @Test func `a bad plugin fails, and one check of it is repeated`() throws {
    let example = Program.root.appendingPathComponent("SDK/examples/c/initials.c")
    let source = try String(contentsOf: example, encoding: .utf8)
      .replacing(
        "  Initials *initials = self;", with: "  if (batch->row_count == 1023) abort();\n  Initials *initials = self;")
    try source.write(to: folder.url.appendingPathComponent("bad.c"), atomically: true, encoding: .utf8)
    let include = Program.root.appendingPathComponent("SDK/include").path
    let compiled = try Program.shell("cc -shared -fPIC -I'\(include)' -o bad.so bad.c", in: folder.url)
    try #require(compiled.status == 0, "\(compiled.text)")
    let all = try millrace("bad.so", "--seed", "3")
    #expect(all.status == 1 && all.output.contains("--seed 3 --check NAME repeats one"), "\(all.output)")
    let one = try millrace("bad.so", "--seed", "3", "--check", "any-count")
    #expect(one.status == 1, "\(one.messages)")
    #expect(one.output.contains("CRASH    any-count") && one.output.contains("it crashed: SIGABRT"), "\(one.output)")
    #expect(one.output.contains("→ take the number of rows") && one.output.contains("1 checks in"), "\(one.output)")
  }

  @Test func `the checks are listed, and a misspelt one is told`() throws {
    let list = try millrace("--list")
    #expect(list.status == 0 && list.output.split(separator: "\n").count > 41)
    let misspelt = try millrace(plugin, "--check", "shard-object")
    #expect(
      misspelt.status == 64 && misspelt.messages.contains("did you mean 'shared-object'?"), "\(misspelt.messages)")
    let nothing = try millrace()
    #expect(nothing.status == 64 && nothing.messages.contains("name a plugin"), "\(nothing.messages)")
    let config = try millrace(plugin, "--config", "{")
    #expect(config.status == 64 && config.messages.contains("--config is not JSON"), "\(config.messages)")
  }
}
