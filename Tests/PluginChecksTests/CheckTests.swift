import Foundation
import PluginChecks
import Testing

/// Each check passes a good plugin, and finds the bad one that it is there for.
@Suite struct CheckTests {
  static func expect(_ verdict: Verdict, of check: String, for file: URL) throws {
    let checks = Check.all.filter { $0.name == check }
    #expect(checks.count == 1, "\(check)")
    for result in try Subject.validation(file).results(of: checks) {
      #expect(result.verdict == verdict, "\(check): \(result.details)")
      #expect(result.verdict == .pass || !result.details.isEmpty)
    }
  }

  @Test func `a good plugin passes them all`() throws {
    for (name, macros) in [("good", [:]), ("good-finish", ["HAS_FINISH": "1"])] {
      let results = try Subject.validation(try Subject.build(name, macros)).results()
      #expect(results.count == Check.all.count && results.count >= 40)
      for result in results where result.verdict != .pass {
        #expect(result.verdict == .skipped, "\(result.check.name): \(result.details)")
        #expect(name == "good", "\(result.check.name): \(result.details)")
      }
    }
  }

  static let groups = [
    "linked": BadPlugin.linked, "loaded": BadPlugin.loaded, "lived": BadPlugin.lived, "fed": BadPlugin.fed,
  ]

  @Test(arguments: groups.keys) func `each check finds what it is there for`(_ group: String) throws {
    for (index, bad) in Self.groups[group]!.enumerated() {
      let file = try Subject.build("\(bad.check)-\(index)", bad.macros, flags: bad.flags)
      try Self.expect(bad.verdict, of: bad.check, for: file)
    }
  }

  @Test func `each check has a bad plugin`() {
    let files = [
      "shared-object", "no-writable-code", "machine", "file-mode", "size", "libraries-found", "libraries-of-the-system",
      "library-versions",
    ]
    let found = Set(Self.groups.values.joined().map(\.check) + files)
    #expect(Set(Check.all.map(\.name)) == found)
    #expect(Set(Check.all.map(\.name)).count == Check.all.count)
  }

  @Test func `files that are no plugins for this machine`() throws {
    let good = try Data(contentsOf: try Subject.build("good-file"))
    func file(_ name: String, _ change: (inout Data) -> Void) throws -> URL {
      var data = good
      change(&data)
      let file = Subject.folder.appendingPathComponent(name)
      try data.write(to: file)
      return file
    }
    try Self.expect(.fail, of: "shared-object", for: try file("text.so") { $0 = Data("not a library".utf8) })
    try Self.expect(.fail, of: "shared-object", for: try file("executable.so") { $0[16] = 2 })
    try Self.expect(.fail, of: "shared-object", for: try file("cut.so") { $0 = $0.prefix(100) })
    try Self.expect(.fail, of: "machine", for: try file("other.so") { $0[18] = 243 })
    // The flags of all its segments; the first program header stands behind the file's.
    let writable = try file("writable.so") { data in
      for header in 0..<Int(data[56]) { data[64 + header * 56 + 4] |= 3 }
    }
    try Self.expect(.fail, of: "no-writable-code", for: writable)
    try Self.expect(.warn, of: "size", for: try file("large.so") { $0.append(Data(count: 65 << 20)) })
    let open = try file("open.so") { _ in }
    try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: open.path)
    try Self.expect(.fail, of: "file-mode", for: open)
    // What stands in the way of all is told by one.
    for result in try Subject.validation(Subject.folder.appendingPathComponent("text.so")).results() {
      let told = ["shared-object", "loads", "listed", "file-mode"].contains(result.check.name)
      #expect(told || result.verdict == .skipped, "\(result.check.name): \(result.details)")
    }
  }

  @Test func `libraries that are not there, not the system's, or too new`() throws {
    let library = Subject.folder.appendingPathComponent("libother.so")
    let source = Subject.folder.appendingPathComponent("other.c")
    let versions = Subject.folder.appendingPathComponent("versions.map")
    try Data("__attribute__((visibility(\"default\"))) int other(void) { return 0; }".utf8).write(to: source)
    try Data("GLIBC_2.99 { global: other; };".utf8).write(to: versions)
    try Subject.cc([
      "-Wl,--version-script=\(versions.path)", "-Wl,-soname,libother.so", "-o", library.path, source.path,
    ])
    let file = try Subject.build(
      "needy", ["OUTSIDE": "int other(void);", "PROCESS": "other()"],
      flags: [library.path, "-Wl,-rpath,\(Subject.folder.path)"])
    try Self.expect(.warn, of: "libraries-of-the-system", for: file)
    try Self.expect(.warn, of: "library-versions", for: file)
    try FileManager.default.removeItem(at: library)
    try Self.expect(.fail, of: "libraries-found", for: file)
  }

  @Test func `the same seed gives the same result`() throws {
    let file = try Subject.build("seeded", ["ROW": "if (text.length == 7) return mr_fail(error, 0, \"seven\")"])
    let check = Check.all.filter { $0.name == "random-batches" }
    let details = try (0..<2).map { _ in try Subject.validation(file, seed: 5).results(of: check)[0].details }
    #expect(details[0] == details[1])
  }

  @Test func `the guide lists the checks as they are`() throws {
    let guide = try String(contentsOf: Subject.root.appendingPathComponent("SDK/README.md"), encoding: .utf8)
    let section = try #require(
      guide.components(separatedBy: "## Checks").dropFirst().first?.components(separatedBy: "\n## ").first)
    let rows = section.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
    #expect(rows == Check.all.map { "| `\($0.name)` | \($0.level.rawValue) | \($0.sentence) |" })
  }
}
