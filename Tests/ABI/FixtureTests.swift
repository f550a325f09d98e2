import Foundation
import GoldenCases
import PluginHost
import Testing

/// A plugin of `fixtures`, compiled with some version's headers.
final class Fixture {
  static let folder = Headers.root.appendingPathComponent("Tests/ABI/fixtures")
  private let built: TemporaryFolder
  private let plugin: URL
  private let cases: URL

  init(source: String, include: URL) throws {
    built = try TemporaryFolder()
    let source = Self.folder.appendingPathComponent(source)
    let name = source.deletingPathExtension().lastPathComponent
    plugin = built.url.appendingPathComponent("\(name).so")
    cases = Self.folder.appendingPathComponent("\(name).yaml")
    let isC = source.pathExtension == "c"
    try Command.run(
      isC ? "cc" : "c++", isC ? "-std=c99" : "-std=c++17", "-O1", "-fPIC", "-shared", "-fvisibility=hidden", "-Wall",
      "-Wextra", "-Werror", "-I", include.path, "-o", plugin.path, source.path)
  }

  /// A line for each answer that is not as it was.
  func failures(_ placement: Placement) throws -> [String] {
    let worker = try WorkerExecutable.find()
    let catalogue = PluginCatalogue(
      folders: [], cacheFolder: built.url.appendingPathComponent("cache"), worker: worker)
    let runner = GoldenRunner(catalogue: catalogue, worker: worker)
    return try GoldenCase.read(cases).flatMap { golden in
      runner.failures(of: golden, plugin: plugin, placement: placement).map { "\(golden.name): \($0)" }
    }
  }
}

/// Plugins that were built with a released header load in today's host, and give the same answers.
@Suite struct FixtureTests {
  static let sources = ["columns.c", "classes.cpp", "bare.c", "events.c"]

  @Test(arguments: Headers.versions, sources)
  func `a plugin of a released version still works`(version: String, source: String) throws {
    let fixture = try Fixture(source: source, include: Headers.released(version))
    for placement in Placement.allCases {
      let failures = try fixture.failures(placement)
      #expect(failures == [], "\(placement): \(failures)")
    }
  }
}
