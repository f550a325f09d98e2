import Foundation
import Testing

@testable import PluginHost

/// Bad plugins cost themselves only. What each does is in `Plugins/rogues`, what comes of it in ``Rogue/all``.
@Suite struct RogueGalleryTests {
  @Test(arguments: Rogue.all)
  func `a rogue is survived`(rogue: Rogue) throws {
    let bystander = try Bystander()
    switch rogue.verdict {
    case .costsThePoison(let phrase): try checkPoison(rogue, phrase)
    case .costsNothing(let restarts): try checkNothing(rogue, restarts: restarts)
    case .costsOnlyItself: try checkOnlyItself(rogue)
    case .stopsTheGoal(let code, let phrase): try checkStop(rogue, code, phrase)
    case .isRefused(let code, let phrase): try checkRefusal(rogue, code, phrase)
    }
    try bystander.finish()
  }

  @Test func `the gallery is large`() { #expect(Rogue.all.count >= 180) }

  // MARK: Verdicts

  private func run(_ rogue: Rogue) throws -> ChainRun {
    try ChainRun(
      [("conduct", "pass"), (rogue.plugin, rogue.processor)], rows: (1...rogue.records).map { rogue.row($0) },
      placement: rogue.placement,
      grant: rogue.grant, timeout: rogue.timeout, startTimeout: rogue.startTimeout)
  }

  private func checkPoison(_ rogue: Rogue, _ phrase: String) throws {
    let result = try run(rogue)
    let reason = "plugin \(rogue.label) \(phrase)"
    #expect(
      result.rejections
        == rogue.poison.sorted().map {
          .init(number: UInt64($0), step: 2, code: "plugin_failed", field: "", reason: reason)
        })
    #expect(result.rows == (1...rogue.records).filter { !rogue.poison.contains($0) }.map { rogue.row($0, seen: true) })
    #expect(result.counters[1].rejected == rogue.poison.count)
  }

  private func checkNothing(_ rogue: Rogue, restarts: Bool) throws {
    let result = try run(rogue)
    #expect(result.rejections == [])
    #expect(result.rows == (1...rogue.records).map { rogue.row($0, seen: true) })
    #expect((result.counters[1].restarts > 0) == restarts)
  }

  private func checkOnlyItself(_ rogue: Rogue) throws {
    let result = try run(rogue)
    let numbers = result.numbers.flatMap { $0 } + result.rejections.map(\.number)
    // It may filter records, by accident too.
    #expect(Set(numbers).count == numbers.count && numbers.count + result.counters[1].filtered == rogue.records)
    #expect(result.rejections.allSatisfy { $0.step == 2 && $0.reason.hasPrefix("plugin \(rogue.label) ") })
    // What the step before it wrote stands.
    #expect(result.rows.allSatisfy { $0.contains(#""email":"user"#) })
  }

  private func checkStop(_ rogue: Rogue, _ code: PluginHostError.Code, _ phrase: String) throws {
    let error = #expect(throws: PluginHostError.self) { try run(rogue) }
    #expect(error?.code == code)
    #expect(error?.message.contains("plugin \(rogue.label) \(phrase)") == true, "\(error?.message ?? "")")
    if code != .create { #expect(error?.message.hasPrefix("step 2: ") == true) }
  }

  private func checkRefusal(_ rogue: Rogue, _ code: PluginHostError.Code, _ phrase: String) throws {
    let folder = try TestPlugins.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let catalogue = PluginCatalogue(
      folders: [], cacheFolder: folder, worker: try WorkerExecutable.find(), timeout: rogue.startTimeout)
    let entry = catalogue.inspect(path: try TestPlugins.path(rogue.plugin))
    guard case .refused(let error) = entry.outcome else {
      Issue.record("it was not refused")
      return
    }
    #expect(error.code == code)
    #expect(error.message.hasPrefix("\(rogue.name).so\(phrase)"), "\(error.message)")
  }
}

extension Rogue {
  /// A record as it comes in, or as the processor leaves it.
  fileprivate func row(_ number: Int, seen: Bool = false) -> String {
    #"{"id":\#(number),"email":"user\#(number)@example.com","poison":\#(poison.contains(number))"#
      + (seen ? #","seen":true}"# : "}")
  }
}
