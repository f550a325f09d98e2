import Foundation
import Testing

/// `make install`, and the program that it installed.
@Suite struct InstallTests {
  let folder: TemporaryFolder
  var prefix: String { folder.url.appendingPathComponent("installed").path }
  var home: String { folder.url.appendingPathComponent("home").path }

  /// Installs what the tests were built with.
  init() throws {
    folder = try TemporaryFolder()
    let made = try Program.shell(
      "make -s -o build install PREFIX='\(prefix)' BUILT='\(Program.folder.path)'", in: Program.root)
    try #require(made.status == 0, "\(made.text)")
  }

  private func installed(_ command: String) throws -> (status: Int32, text: String) {
    try Program.shell("PATH='\(prefix)/bin':$PATH; \(command)", in: folder.url, home: home)
  }

  @Test func `an installed Millrace has its plugins, those without code too`() throws {
    let sources = Program.root.appendingPathComponent("Plugins")
    let plugins = try FileManager.default.contentsOfDirectory(atPath: sources.path).filter {
      FileManager.default.fileExists(atPath: sources.appendingPathComponent("\($0)/cases.yaml").path)
    }
    let list = try installed("millrace plugin list")
    #expect(list.status == 0 && !list.text.contains("refused"), "\(list.text)")
    for plugin in plugins {
      #expect(list.text.contains("\(prefix)/lib/millrace/plugins/\(plugin)."), "\(plugin): \(list.text)")
    }
    let tested = try installed(
      "millrace plugin test domain-names --cases '\(sources.path)/domain-names/cases.yaml'")
    #expect(tested.status == 0, "\(tested.text)")
  }

  /// With the SDK that lies beside it, and millrace-probe.
  @Test func `an installed Millrace makes plugins and checks them`() throws {
    let made = try installed("millrace plugin new --lang cpp its-own && make -C its-own test validate")
    #expect(made.status == 0 && made.text.contains("3 passed, 0 failed"), "\(made.text)")
    #expect(made.text.contains("\(prefix)/lib/millrace/SDK/include"), "\(made.text)")
    let different = try installed(
      "diff -rq '\(Program.root.path)/SDK' '\(prefix)/lib/millrace/SDK' | grep -v abi_layout.c")
    #expect(different.text == "")
    let header = try installed("echo '#include <millrace/rows.h>' | cc -fsyntax-only -xc -I '\(prefix)/include' -")
    #expect(header.status == 0, "\(header.text)")
  }
}
