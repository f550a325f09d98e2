import Foundation
import Testing

/// A plugin compiled with a released header must find every member where it was then: members may come behind the last,
/// nothing else may change.
@Suite struct ReleasedHeaderTests {
  @Test(arguments: ["abi-v1.0.txt"])
  func `the header has all that was released, where it was`(file: String) throws {
    let folder = try TestPlugins.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = folder.appendingPathComponent("print_layout").path
    try TestPlugins.compile("print_layout", to: program)
    let golden = TestPlugins.root.appendingPathComponent("Tests/PluginHostTests/\(file)")
    let released = try String(contentsOf: golden, encoding: .utf8).split(separator: "\n").map(String.init)
    let now = Set(try TestPlugins.run(program).split(separator: "\n").map(String.init))
    #expect(released.count > 90)
    #expect(released.filter { !now.contains($0) } == [])
  }

  @Test func `the layout is printed in full`() throws {
    let header = try String(contentsOf: TestPlugins.header.appendingPathComponent("millrace/plugin.h"), encoding: .utf8)
    let source = try String(contentsOf: TestPlugins.sources.appendingPathComponent("print_layout.c"), encoding: .utf8)
    for match in header.matches(of: /#define (MR_[A-Z_]+) [^\/\n]*[0-9]/) where match.1 != "MR_ABI_MINOR" {
      #expect(source.contains("NUMBER(\(match.1))"), "print_layout.c does not print \(match.1)")
    }
    for match in header.matches(of: /\(\*([a-z_]+)\)\(/) {
      #expect(source.contains(", \(match.1))"), "print_layout.c does not print \(match.1)")
    }
  }
}
