import Foundation
import Testing

/// `millrace plugin`, with the C example of the SDK as somebody's new plugin.
@Suite struct PluginCommandTests {
  let folder: TemporaryFolder
  var home: String { folder.url.appendingPathComponent("home").path }
  var plugin: String { "\(home)/plugins/initials.so" }

  init() throws {
    folder = try TemporaryFolder()
    let plugins = folder.url.appendingPathComponent("home/plugins")
    try FileManager.default.createDirectory(at: plugins, withIntermediateDirectories: true)
    try Program.buildInitials(into: plugins)
  }

  func millrace(_ arguments: String...) throws -> Program.Result {
    try Program.Running(arguments + ["--home", home], environment: ["NO_COLOR": "1"]).wait()
  }

  func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func `a plugin that was dropped in is listed, with what cannot be used`() throws {
    try Data("not a library".utf8).write(to: URL(fileURLWithPath: "\(home)/plugins/broken.so"))
    let result = try millrace("plugin", "list")
    #expect(result.status == 0)
    #expect(result.output.contains("initials") && result.output.contains(plugin))
    #expect(result.messages.contains("refused  broken.so: it does not load"))
  }

  @Test func `the home is in the user's folder, and theirs alone from the first look at plugins`() throws {
    let list = try Program.shell(
      "unset MILLRACE_HOME; HOME=$PWD millrace plugin list && stat -c '%a %n' .millrace .millrace/*", in: folder.url)
    #expect(list.status == 0 && list.text.hasSuffix("\n700 .millrace\n700 .millrace/cache\n"), "\(list.text)")
  }

  @Test func `inspect shows processors and their options`() throws {
    let result = try millrace("plugin", "inspect", "initials")
    #expect(result.status == 0)
    #expect(result.output.contains("processor initials"))
    #expect(result.output.contains(plugin))

    let json = try object(try millrace("plugin", "inspect", plugin, "--output", "json").output)
    #expect(json["plugin"] as? String == "initials")
    let processors = try #require(json["processors"] as? [[String: Any]])
    #expect(processors.first?["config_schema"] is [String: Any])
  }

  @Test func `a name that is not there is answered with the one that is meant`() throws {
    let result = try millrace("plugin", "inspect", "intials")
    #expect(result.status == 1)
    #expect(result.messages.contains("there is no plugin 'intials'; did you mean 'initials'?"))
  }

  @Test func `trust is given and taken back`() throws {
    func isTrusted() throws -> Bool? {
      try object(try millrace("plugin", "inspect", "initials", "--output", "json").output)["trusted"] as? Bool
    }
    #expect(try isTrusted() == false)
    #expect(try millrace("plugin", "trust", "initials").status == 0)
    #expect(try isTrusted() == true)
    #expect(try millrace("plugin", "untrust", plugin).status == 0)
    #expect(try isTrusted() == false)
    #expect(try millrace("plugin", "untrust", plugin).status == 1)
  }
}
