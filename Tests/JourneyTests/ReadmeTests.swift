import Foundation
import Testing

/// What the README shows works as it stands there.
@Suite struct ReadmeTests {
  static let text = (try? String(contentsOf: Program.root.appendingPathComponent("README.md"), encoding: .utf8)) ?? ""

  /// The blocks of one language, in order.
  static func blocks(_ language: String) -> [String] {
    text.components(separatedBy: "```\(language)\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] + "\n" }
  }

  @Test func `the two commands are targets of the Makefile`() throws {
    for line in try #require(Self.blocks("sh").first).split(separator: "\n") {
      let command = line.split(separator: "#")[0].split(separator: " ").map(String.init)
      #expect(command.first == "make")
      let result = try Program.shell("make -n \(command[1])", in: Program.root)
      #expect(result.status == 0, "\(result.text)")
    }
  }

  @Test func `the connection files are right`() throws {
    let folder = try TemporaryFolder()
    let connections = Self.blocks("yaml").filter { $0.hasPrefix("connection:") }
    #expect(connections.count >= 2)
    for text in connections {
      let file = folder.url.appendingPathComponent("c.yaml")
      try text.write(to: file, atomically: true, encoding: .utf8)
      let home = folder.url.appendingPathComponent("home").path
      let validated = try Program.run("validate", file.path, "--home", home)
      #expect(validated.status == 0, "\(validated.output)\(validated.messages)")
      #expect(!validated.output.contains("warning"), "\(validated.output)")
    }
  }

  @Test func `the notifications and the settings are right`() throws {
    let folder = try TemporaryFolder()
    let yaml = Self.blocks("yaml")
    let connection = try #require(yaml.first { $0.hasPrefix("connection: newsletter") })
    let told = try #require(yaml.first { $0.hasPrefix("notifications:") })
    let file = folder.url.appendingPathComponent("told.yaml")
    try (connection + told).write(to: file, atomically: true, encoding: .utf8)
    let validated = try Program.run("validate", file.path, "--home", folder.url.path)
    #expect(validated.output.hasSuffix("right\n") && !validated.output.contains("warning"), "\(validated)")
    let settings = try #require(yaml.first { $0.hasPrefix("email:") })
    try settings.write(
      to: folder.url.appendingPathComponent("settings.yaml"), atomically: true, encoding: .utf8)
    let judged = try Program.run("settings", "--home", folder.url.path)
    #expect(judged.status == 0 && judged.output.hasSuffix("right\n"), "\(judged)")
  }

  @Test func `groups are imported, and segments ask for them as shown`() throws {
    let site = try Site(subscribers: 1)
    let text = try #require(Self.blocks("yaml").first { $0.hasPrefix("connection: products") })
    let file = try site.write(
      text.replacing("data_center: eu", with: "base_url: \"\(site.address)\""), to: "products.yaml")
    let add = try #require(Self.text.firstMatch(of: #/`millrace (group-type add [^`]+)`/#)).1.split(separator: " ")
    #expect(try site.start(add.map(String.init)).wait().status == 0)
    let run = try site.millrace("run", file)
    #expect(run.status == 0, "\(run.output)\(run.messages)")
    #expect(try site.millrace("group", "count", "product").output == "25\n")
    let conditions = Self.text.matches(of: #/`(\{ group: product.*?\})`/#).map { $0.1 }
    #expect(conditions.count == 3)
    for condition in conditions {
      let segment = try site.write("segment: s\nwhere: \(condition)\n", to: "s.yaml")
      let applied = try site.millrace("segment", "apply", segment)
      #expect(applied.status == 0, "\(condition): \(applied.messages)")
    }
  }

  @Test func `the commands work in their order, against a sandbox`() throws {
    let site = try Site(subscribers: 500)
    let yaml = Self.blocks("yaml")
    let newsletter = try #require(yaml.first { $0.hasPrefix("connection: newsletter") })
    let segment = try #require(yaml.first { $0.hasPrefix("segment: everybody") })
    try site.write(
      newsletter.replacing(#/data_center: eu.*/#, with: "base_url: \"\(site.address)\""), to: "newsletter.yaml")
    try site.write(segment, to: "everybody.yaml")
    let block = try #require(Self.blocks("sh").first { $0.contains("export ITERABLE_API_KEY") })
    let commands = block.split(separator: "\n").filter { $0.hasPrefix("millrace ") }
    #expect(commands.count == 10)
    for command in commands {
      let result = try Program.shell(
        "ITERABLE_API_KEY=\(Site.key) \(command)", in: site.folder.url, home: site.home)
      let withRejects = command.hasPrefix("millrace run ") && result.status == 3
      #expect(result.status == 0 || withRejects, "\(command): \(result.text)")
    }
    let profiles = try #require(try site.json("profile", "list", "--segment", "everybody") as? [Any])
    #expect(!profiles.isEmpty)
  }

  @Test func `the commands of the configuration work in their order`() throws {
    let folder = try TemporaryFolder()
    let newsletter = try #require(Self.blocks("yaml").first { $0.hasPrefix("connection: newsletter") })
    try newsletter.write(
      to: folder.url.appendingPathComponent("newsletter.yaml"), atomically: true, encoding: .utf8)
    let block = try #require(Self.blocks("sh").first { $0.contains("millrace plan") })
    let commands = block.split(separator: "\n").map(String.init)
    #expect(commands.count == 8)
    for command in commands {
      let result = try Program.shell(command, in: folder.url, home: folder.url.appendingPathComponent("home").path)
      #expect(result.status == (command.hasPrefix("millrace plan") ? 2 : 0), "\(command): \(result.text)")
    }
  }

  @Test func `the options of a connection file are listed, each with its sentence`() throws {
    let list = try Program.run("validate", "--options")
    #expect(list.status == 0)
    let golden = try String(
      contentsOf: Program.root.appendingPathComponent("Tests/JourneyTests/connection-options.txt"), encoding: .utf8)
    #expect(list.output == golden, "millrace validate --options > Tests/JourneyTests/connection-options.txt")
  }

  @Test func `every command that is shown exists`() throws {
    let commands = Self.text.matches(of: #/\bmillrace ([a-z]+)(?: (list|inspect|show|add|apply|trust|export)\b)?/#)
    let words = Set(commands.map { [String($0.output.1)] + ($0.output.2.map { [String($0)] } ?? []) })
    #expect(words.count > 8)
    for word in words where !["moves", "puts", "help"].contains(word[0]) {
      let result = try Program.Running(["help"] + word).wait()
      #expect(result.status == 0, "millrace \(word.joined(separator: " ")): \(result.messages)")
    }
  }

  @Test func `the plugin compiles with the command shown, loads, and does what is said`() throws {
    let folder = try TemporaryFolder()
    let source = try #require(Self.blocks("c").first)
    try source.write(to: folder.url.appendingPathComponent("salutation.c"), atomically: true, encoding: .utf8)
    try FileManager.default.createSymbolicLink(
      at: folder.url.appendingPathComponent("SDK"), withDestinationURL: Program.root.appendingPathComponent("SDK"))
    let commands = Self.blocks("sh").joined().split(separator: "\n").map(String.init)
    let compile = try #require(commands.first { $0.hasPrefix("cc ") })
    let compiled = try Program.shell(compile + " -Wall -Wextra -Werror", in: folder.url)
    #expect(compiled.status == 0, "\(compiled.text)")
    let inspect = try #require(commands.first { $0.hasPrefix("millrace plugin inspect") })
    let inspected = try Program.shell(inspect, in: folder.url, home: folder.url.appendingPathComponent("home").path)
    #expect(inspected.status == 0 && inspected.text.contains("Makes a salutation"), "\(inspected.text)")
  }
}
