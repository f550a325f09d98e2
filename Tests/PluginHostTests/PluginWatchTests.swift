import Foundation
import Testing

@testable import PluginHost

@Suite struct PluginWatchTests {
  /// What a look tells, as words.
  static func words(_ changes: [PluginWatch.Change]) -> [String] {
    changes.map {
      switch $0 {
      case .appeared(let entry): "appeared \(entry.plugin?.id ?? "refused")"
      case .changed(let old, let new): "changed \(old.plugin?.id ?? "refused") to \(new.plugin?.id ?? "refused")"
      case .removed(let entry): "removed \(entry.plugin?.id ?? "refused")"
      }
    }
  }

  @Test func `files that come, change and go are told once they rest`() throws {
    let folder = try TestPlugins.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var watch = PluginWatch(try TestPlugins.catalogue(folder))
    func look() throws -> [String] { Self.words(try watch.changes()) }
    func put(_ name: String, as file: String) throws {
      let path = folder.appendingPathComponent(file).path
      try Data(contentsOf: URL(fileURLWithPath: TestPlugins.path(name))).write(
        to: URL(fileURLWithPath: path), options: .atomic)
    }

    #expect(try look() == [] && look() == [])
    try put("conduct", as: "a.so")
    try put("not_a_plugin", as: "b.so")
    try put("conduct", as: ".hidden.so")
    try put("conduct", as: "c.so.part")
    #expect(try look() == [])
    #expect(try look() == ["appeared conduct", "appeared refused"])
    #expect(try look() == [])

    // Still being written at each look: told when it rests.
    try Data("half".utf8).write(to: folder.appendingPathComponent("a.so"))
    #expect(try look() == [])
    try put("rogues/dies", as: "a.so")
    #expect(try look() == [])
    #expect(try look() == ["changed conduct to rogue"])

    try FileManager.default.removeItem(at: folder.appendingPathComponent("a.so"))
    #expect(try look() == [])
    #expect(try look() == ["removed rogue"])
    #expect(try look() == [])
  }

  @Test func `the same bytes anew are no change`() throws {
    let folder = try TestPlugins.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("a.so")
    try FileManager.default.copyItem(atPath: TestPlugins.path("conduct"), toPath: file.path)
    var watch = PluginWatch(try TestPlugins.catalogue(folder))
    #expect(Self.words(try watch.changes()) == ["appeared conduct"])
    try FileManager.default.removeItem(at: file)
    try FileManager.default.copyItem(atPath: TestPlugins.path("conduct"), toPath: file.path)
    #expect(try watch.changes().isEmpty && watch.changes().isEmpty)
  }
}
