import Foundation
import Testing

/// `SDK/README.md` done as it says: its files written, and all its commands run, in their order.
@Suite struct GuideTests {
  static let text =
    (try? String(contentsOf: Program.root.appendingPathComponent("SDK/README.md"), encoding: .utf8)) ?? ""

  /// The guide's fenced blocks, each with its language and the file that is named last before it.
  static let blocks: [(language: String, file: String, text: String)] = text.matches(
    of: /(?m)^```(\w+)\n((?s:.*?))\n```$/
  ).map { match in
    let before = text[..<match.range.lowerBound]
    let file = before.matches(of: /`([a-z.-]+\.[a-z]+)`/).last.map { String($0.1) }
    return (String(match.1), file ?? "", String(match.2))
  }

  @Test func `its files are as it says, and all its commands work`() throws {
    let folder = try TemporaryFolder()
    let home = folder.url.appendingPathComponent("home").path
    let sdk = Program.root.appendingPathComponent("SDK").path
    var files = 0
    var commands = 0
    for block in Self.blocks {
      guard block.language == "sh" else {
        try block.text.write(to: folder.url.appendingPathComponent(block.file), atomically: true, encoding: .utf8)
        files += 1
        continue
      }
      for command in block.text.split(separator: "\n") {
        let result = try Program.shell("SDK='\(sdk)'; \(command)", in: folder.url, home: home)
        #expect(result.status == 0 && !result.text.contains("warning:"), "\(command): \(result.text)")
        commands += 1
      }
    }
    #expect(files == 6 && commands > 16)
    #expect(FileManager.default.fileExists(atPath: folder.url.appendingPathComponent("shout.c").path))
  }

  @Test func `the messages of the table are those of the sources`() throws {
    let table = try #require(
      Self.text.components(separatedBy: "## Messages, and what to do").last?
        .components(separatedBy: "\n## ").first)
    let sources = try Program.shell(
      "find Sources SDK/include SDK/rust -name '*.swift' -o -name '*.c' -o -name '*.hpp' -o -name '*.rs' | xargs cat",
      in: Program.root
    ).text
    let messages = table.split(separator: "\n").filter { $0.hasPrefix("| `") }.flatMap { row in
      row.split(separator: "|")[0].matches(of: /`([^`]+)`/).map { String($0.1) }
    }
    #expect(messages.count > 12)
    for message in messages {
      // Names, numbers and signals are put into a message when it is told.
      for part in message.split(separator: /…|\d+|network|SIG[A-Z]+|millrace_abi_major/) where part.count > 3 {
        let isTold = sources.contains(part)
        #expect(isTold, "'\(part)' of '\(message)' is in no source")
      }
    }
  }

  @Test func `its links lead somewhere`() {
    let anchors = Set(
      Self.text.matches(of: /(?m)^## (.+)$/).map {
        $0.1.lowercased().filter { $0.isLetter || $0 == " " || $0 == "-" }.replacing(" ", with: "-")
      })
    for link in Self.text.matches(of: /\]\(#([^)]+)\)/) { #expect(anchors.contains(String(link.1)), "\(link.1)") }
    for link in Self.text.matches(of: /(?m)^\| `([a-z\/.A-Z]+)`/) where link.1.contains("/") {
      #expect(
        FileManager.default.fileExists(atPath: Program.root.appendingPathComponent("SDK/\(link.1)").path), "\(link.1)")
    }
  }
}
