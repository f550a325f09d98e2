import Foundation
import Synchronization
import Testing

@testable import PluginHost

@Suite struct SuspensionTests {
  let folder: URL
  let clock = Clock()
  let list: SuspensionList
  let plugin = PluginDescription(
    id: "word", name: "", version: "1.0.0", description: "", vendor: "", abi: "1.0", capabilities: [],
    capabilitiesReason: "", processors: [], eventTypes: [])

  final class Clock: Sendable {
    private let now = Mutex(Date(timeIntervalSince1970: 1_769_846_400))
    func callAsFunction() -> Date { now.withLock { $0 } }
    func wait(hours: Double) { now.withLock { $0.addTimeInterval(hours * 3600) } }
  }

  init() throws {
    folder = try TestPlugins.temporaryFolder()
    let clock = clock
    list = SuspensionList(url: folder.appendingPathComponent("suspensions.json"), now: { clock() })
  }

  private func strike(_ sha256: String = "a") throws -> Suspension? {
    try list.strike(plugin, sha256, reason: "plugin word 1.0.0 crashed: SIGSEGV")
  }

  /// How many hours the suspension takes that is in force; nil where there is none.
  private func hours(_ sha256: String = "a") throws -> Double? {
    try list.active(sha256).map { $0.until!.timeIntervalSince($0.since!) / 3600 }
  }

  @Test func `three strikes suspend for an hour, and then each the longer, up to a day`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(try strike() == nil)
    #expect(try strike() == nil && hours() == nil)
    let suspension = try #require(try strike())
    #expect(suspension.strikes.count == 3 && suspension.reason.contains("SIGSEGV"))
    #expect(try hours() == 1)
    // A goal that was at work already changes nothing.
    #expect(try strike() == nil && hours() == 1)
    var lengths: [Double] = []
    for _ in 0..<6 {
      clock.wait(hours: try #require(try hours()))
      #expect(try list.active("a") == nil)
      #expect(try strike() != nil)
      lengths.append(try #require(try hours()))
    }
    #expect(lengths == [2, 4, 8, 16, 24, 24])
    // Another build has nothing to answer for.
    #expect(try list.active("b") == nil)
  }

  @Test func `strikes of more than a day ago do not count`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try strike()
    _ = try strike()
    clock.wait(hours: 25)
    #expect(try strike() == nil)
    _ = try strike()
    #expect(try strike() != nil)
    clock.wait(hours: 26)
    #expect(try strike() == nil, "a day without failure after a suspension begins anew")
  }

  @Test func `a goal that ends well clears the strikes, and no suspension in force`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try list.clear("a")
    #expect(!FileManager.default.fileExists(atPath: list.url.path))
    _ = try strike()
    _ = try strike()
    try list.clear("a")
    #expect(try strike() == nil)
    _ = try strike()
    _ = try strike()
    try list.clear("a")
    #expect(try hours() == 1)
    clock.wait(hours: 1)
    try list.clear("a")
    #expect(try strike() == nil)
  }

  @Test func `it is lifted by hand, and told first`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    for _ in 0..<3 { _ = try strike() }
    struct Refused: Error {}
    #expect(throws: Refused.self) { try list.lift({ $0.plugin == "word" }, before: { _ in throw Refused() }) }
    #expect(try hours() == 1)
    #expect(try list.lift({ $0.plugin == "other" }, before: { _ in }).isEmpty)
    var told = 0
    #expect(try list.lift({ $0.plugin == "word" }, before: { told = $0.count }).count == 1)
    #expect(told == 1)
    #expect(try hours() == nil && strike() == nil)
  }

  @Test func `what a killed process left half-written is not read`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(#"{"format": 1, "plug"#.utf8).write(to: URL(fileURLWithPath: list.url.path + ".new"))
    for _ in 0..<3 { _ = try strike() }
    #expect(try hours() == 1)
    try Data("nonsense".utf8).write(to: list.url)
    let error = #expect(throws: PluginHostError.self) { try list.active() }
    #expect(error?.code == .file && error?.message.contains("suspensions.json") == true)
  }
}
