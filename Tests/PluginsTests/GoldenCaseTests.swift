import Foundation
import PluginHost
import Records
import Testing

/// Every golden case of every plugin that ships and of every example, in both placements.
@Suite struct GoldenCaseTests {
  struct Subject: Sendable, CustomTestStringConvertible {
    let golden: GoldenCase
    let file: URL
    var testDescription: String { golden.testDescription }
  }

  static func subjects(_ built: Result<[Builds.Built], any Error>) throws -> [Subject] {
    try built.get().flatMap { built in
      try GoldenCase.read(built.source.appendingPathComponent("cases.yaml"))
        .map { Subject(golden: $0, file: built.file) }
    }
  }

  static let runner = Result {
    let worker = try WorkerExecutable.find()
    let cache = FileManager.default.temporaryDirectory.appendingPathComponent("PluginsTests-\(UUID().uuidString)")
    return GoldenRunner(
      catalogue: PluginCatalogue(folders: [], cacheFolder: cache, worker: worker), worker: worker)
  }

  @Test(arguments: Placement.allCases) func shippedPlugins(_ placement: Placement) throws {
    try check(Self.subjects(Builds.plugins), placement)
  }

  @Test(arguments: Placement.allCases) func examples(_ placement: Placement) throws {
    try check(Self.subjects(Builds.examples), placement)
  }

  private func check(_ subjects: [Subject], _ placement: Placement) throws {
    #expect(!subjects.isEmpty)
    let runner = try Self.runner.get()
    for subject in subjects {
      let golden = subject.golden
      switch golden.expectation {
      case .error(let message):
        let error = #expect(throws: (any Error).self, "\(golden.testDescription)") {
          try runner.run(golden, rows: [], plugin: subject.file, placement: placement)
        }
        #expect(
          error.map { "\($0)" }?.contains(message) == true, "\(golden.testDescription): \(error.debugDescription)")
      case .rows(let rows):
        let outcomes = try runner.run(golden, rows: rows, plugin: subject.file, placement: placement)
        #expect(outcomes.count == rows.count, "\(golden.testDescription)")
        for (row, outcome) in zip(rows, outcomes) {
          #expect(
            row.outcome.agrees(with: outcome),
            "\(golden.testDescription): \(row.input) expected \(row.outcome) became \(outcome)")
        }
      }
    }
  }

  @Test func aWrongCaseFails() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("- { case: x, config: { drop: [a] }, rows: [{ in: { a: 1, b: 2 }, out: { a: 1 } }] }".utf8).write(to: file)
    let golden = try #require(try GoldenCase.read(file).first)
    guard case .rows(let rows) = golden.expectation else { return }
    let plugin = try #require(try Builds.plugins.get().first { $0.file.lastPathComponent == "filter-fields.so" })
    let outcomes = try Self.runner.get().run(golden, rows: rows, plugin: plugin.file, placement: .worker)
    #expect(outcomes == [.out(["b": 2])])
    #expect(!rows[0].outcome.agrees(with: outcomes[0]))
  }
}
