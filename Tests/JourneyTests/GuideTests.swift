import Foundation
import Testing

/// `SDK/README.md` done as it says: its files written, and all its commands run, in their order.
@Suite struct GuideTests {
  /// The guide's fenced blocks of one language.
  static func blocks(_ language: String) throws -> [String] {
    let text = try String(contentsOf: Program.root.appendingPathComponent("SDK/README.md"), encoding: .utf8)
    return text.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
  }

  @Test func `the plugins of the guide are made, and do what is said`() throws {
    let folder = try TemporaryFolder()
    let files = [
      ("c", ["shout.c", "article-read.c"]), ("yaml", ["cases.yaml", "plain-c.plugin.yaml", "events.yaml"]),
      ("xml", ["shop-visit.xml"]),
    ]
    for (language, names) in files {
      let blocks = try Self.blocks(language)
      try #require(blocks.count == names.count)
      for (block, name) in zip(blocks, names) {
        try block.write(to: folder.url.appendingPathComponent(name), atomically: true, encoding: .utf8)
      }
    }
    let sdk = Program.root.appendingPathComponent("SDK").path
    let commands = try Self.blocks("sh").flatMap { $0.split(separator: "\n") }
    #expect(commands.count > 5)
    for command in commands {
      let result = try Program.shell(
        "SDK='\(sdk)'; \(command)", in: folder.url, home: folder.url.appendingPathComponent("home").path)
      #expect(result.status == 0 && !result.text.contains("warning:"), "\(command): \(result.text)")
    }
  }
}
