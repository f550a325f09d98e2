import Foundation
import GoldenCases
import PluginHost
import Testing

/// `SDK/README.md` done as it says: its files written, its commands run, its cases passed.
@Suite struct GuideTests {
  /// The guide's fenced blocks of one language.
  static func blocks(_ language: String) throws -> [String] {
    let text = try String(contentsOf: Builds.repository.appendingPathComponent("SDK/README.md"), encoding: .utf8)
    return text.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
  }

  @Test func tenMinutes() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("shout-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = try #require(try Self.blocks("c").first)
    try Data(source.utf8).write(to: folder.appendingPathComponent("shout.c"))
    let cases = folder.appendingPathComponent("cases.yaml")
    try Data(try #require(try Self.blocks("yaml").first).utf8).write(to: cases)

    // The command line is another module; what it would do with the file is done below.
    let commands = try Self.blocks("sh").flatMap { $0.split(separator: "\n") }.filter { !$0.hasPrefix("millrace ") }
    #expect(commands.count == 3)
    for command in commands {
      let sdk = Builds.repository.appendingPathComponent("SDK").path
      let result = try Builds.run("sh", "-c", "SDK='\(sdk)'; \(command)", in: folder)
      #expect(result.status == 0 && !result.output.contains("warning:"), "\(command): \(result.output)")
    }

    let runner = try GoldenCaseTests.runner.get()
    for golden in try GoldenCase.read(cases) {
      for placement in Placement.allCases {
        let plugin = folder.appendingPathComponent("shout.so")
        #expect(runner.failures(of: golden, plugin: plugin, placement: placement) == [], "\(golden.name)")
      }
    }
  }

  /// Each compiler and language that the headers promise.
  @Test(arguments: ["cc -std=c99 -pedantic", "cc -std=c11 -O2", "clang -std=c99"])
  func helpers(_ compiler: String) throws {
    let program = FileManager.default.temporaryDirectory.appendingPathComponent("helpers-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: program) }
    let result = try Builds.run(
      "sh", "-c",
      "\(compiler) -g -Wall -Wextra -Werror -ISDK/include Tests/SDK/helpers.c -o '\(program)' && '\(program)'",
      in: Builds.repository)
    #expect(result.status == 0, "\(result.output)")
  }
}
