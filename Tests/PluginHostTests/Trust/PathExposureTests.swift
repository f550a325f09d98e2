import Foundation
import Testing

@testable import PluginHost

/// Owners and permissions on the way to a file. With other owners only where the tests may make them.
@Suite struct PathExposureTests {
  let folder: URL
  let file: URL
  static let isRoot = geteuid() == 0
  /// Somebody who is neither root nor the user of these tests, and a group that others are in.
  static let somebody: uid_t = 12_345

  init() throws {
    folder = try TestPlugins.temporaryFolder()
    let inner = folder.appendingPathComponent("inner")
    file = inner.appendingPathComponent("plugin.so")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    try Data("bytes".utf8).write(to: file)
    for path in [folder.path, inner.path] { chmod(path, 0o755) }
    chmod(file.path, 0o644)
  }

  private func exposure() -> PathExposure? { PathExposure.first(on: file.path) }

  @Test func `a file of one's own in folders of one's own is safe, in the temporary folder too`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(exposure() == nil)
    #expect(PathExposure.first(on: "/usr/bin/env") == nil)
    #expect(PathExposure.first(on: folder.appendingPathComponent("not/there.so").path) == nil)
  }

  @Test func `what everybody may write is named with the command that ends it`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    chmod(file.path, 0o666)
    #expect(exposure()?.path == file.path && exposure()?.remedy == "chmod go-w \(file.path)")
    #expect(exposure()?.reason.contains("may be written by everybody") == true)
    chmod(file.path, 0o644)
    chmod(folder.path, 0o777)
    #expect(exposure()?.path == folder.path)
    // Others may make files there and not replace this one.
    chmod(folder.path, 0o1777)
    #expect(exposure() == nil)
    // A sticky bit on the file itself means nothing.
    chmod(file.path, 0o1666)
    #expect(exposure()?.path == file.path)
  }

  @Test(.enabled(if: isRoot)) func `what belongs to somebody else is not safe, in a sticky folder either`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    chown(file.path, Self.somebody, 0)
    #expect(exposure()?.reason.contains("belongs to uid 12345") == true)
    #expect(exposure()?.remedy == "chown root \(file.path)")
    chown(file.path, 0, 0)
    chown(folder.path, Self.somebody, 0)
    #expect(exposure()?.path == folder.path)
  }

  @Test(.enabled(if: isRoot)) func `a group's right to write is safe where nobody else is in the group`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    chmod(folder.path, 0o775)
    chown(folder.path, 0, 0)
    #expect(exposure() == nil, "the group root has no member but root")
    for group: gid_t in [1, 54_321] {
      chown(folder.path, 0, group)
      #expect(exposure()?.reason.contains("may be written by group") == true)
      #expect(exposure()?.remedy == "chmod g-w \(folder.path)")
    }
  }

  @Test func `links are followed, and the folders that they lie in count`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let links = try TestPlugins.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: links) }
    let link = links.appendingPathComponent("link.so").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file.path)
    #expect(PathExposure.first(on: link) == nil)
    chmod(links.path, 0o777)
    #expect(PathExposure.first(on: link)?.path == links.path)
    chmod(links.path, 0o755)
    chmod(folder.path, 0o777)
    #expect(PathExposure.first(on: link)?.path == folder.path)
    chmod(folder.path, 0o755)
    let indirect = "\(links.path)/../\(links.lastPathComponent)/./link.so"
    #expect(PathExposure.first(on: indirect) == nil)
    if Self.isRoot {
      lchown(link, Self.somebody, 0)
      #expect(PathExposure.first(on: link)?.path == link)
    }
    let circle = links.appendingPathComponent("circle").path
    try FileManager.default.createSymbolicLink(atPath: circle, withDestinationPath: circle)
    #expect(PathExposure.first(on: circle) != nil)
  }

  @Test func `what was opened has to be what lies there`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var opened = stat()
    try #require(stat(file.path, &opened) == 0)
    #expect(PathExposure.first(on: file.path, opened: opened) == nil)
    try Data("others".utf8).write(to: file.appendingPathExtension("new"))
    try #require(rename(file.path + ".new", file.path) == 0)
    #expect(PathExposure.first(on: file.path, opened: opened)?.reason.contains("replaced") == true)
  }

  @Test func `a plugin that others may change is not run, in either placement`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.removeItem(at: file)
    try FileManager.default.copyItem(atPath: try TestPlugins.path("conduct"), toPath: file.path)
    chmod(folder.path, 0o777)
    let oversight = PluginOversight(folder: try TestPlugins.temporaryFolder())
    defer { try? FileManager.default.removeItem(at: oversight.trust.url.deletingLastPathComponent()) }
    let reference = try TestPlugins.catalogue().processor(path: file.path, processor: "pass")
    for placement in Placement.allCases {
      let step = ChainStep(reference: reference, config: [:], placement: placement)
      let error = #expect(throws: PluginHostError.self) {
        try ProcessorChain(steps: [step], now: 0, worker: try .find(), rules: try oversight.rules())
      }
      #expect(error?.code == .exposed && error?.description.contains("chmod go-w \(folder.path)") == true)
    }
    #expect(throws: PluginHostError.self) { try oversight.trust(reference.plugin, reference.file) }
    #expect(try oversight.trust.records().isEmpty)
  }

  @Test func `a lock list that others may write is not read`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let oversight = PluginOversight(folder: folder)
    try Data("\(String(repeating: "a", count: 64))  x.so\n".utf8).write(to: oversight.trust.url)
    chmod(oversight.trust.url.path, 0o666)
    let error = #expect(throws: PluginHostError.self) { try oversight.rules() }
    #expect(error?.code == .exposed)
    chmod(oversight.trust.url.path, 0o600)
    #expect(try oversight.rules().isTrusted(String(repeating: "a", count: 64)))
  }

  @Test func `plugins that came with the program are trusted, unless others may change them`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let home = try TestPlugins.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: home) }
    let oversight = PluginOversight(folder: home, shipped: file.deletingLastPathComponent())
    let sha256 = try PluginFile(reading: file.path).sha256
    #expect(try oversight.rules().isTrusted(sha256))
    chmod(file.path, 0o666)
    #expect(try !oversight.rules().isTrusted(sha256))
  }
}
