import Foundation
import Records
import Testing

@testable import PluginHost

/// Which records a failing plugin costs, beyond what the gallery of rogues shows.
@Suite struct IsolationTests {
  @Test(arguments: Placement.allCases)
  func `a plugin that keeps failing stops the goal`(placement: Placement) throws {
    let error = #expect(throws: PluginHostError.self) {
      try ChainRun(
        [("rogues/lies", "complains")], rows: (1...300).map { #"{"poison":\#($0 <= 40)}"# }, placement: placement,
        maximumFailures: 5)
    }
    #expect(error?.code == .failing)
    #expect(
      error?.message
        == "step 1: plugin rogue/complains 1.2.3 failed: cannot digest this; it failed on 6 records of this run, 5 are forgiven"
    )
  }

  @Test func `a plugin that fails on a row that is out already does not cost its neighbours`() throws {
    // The second row is dropped in the first step, and the second step fails on it all the same.
    let rows = [(2, false), (1, true), (4, false), (6, false)].map { #"{"age":\#($0),"poison":\#($1)}"# }
    let result = try ChainRun([("conduct", "judge"), ("rogues/careless", "careless")], rows: rows, placement: .worker)
    #expect(result.rejections == [])
    #expect(result.numbers == [[1, 3, 4]])
    #expect(result.counters[1].kept == 3 && result.counters[1].restarts > 0)
  }

  @Test func `poison rows are isolated when columns are renamed and derived around them`() throws {
    let rows = (1...200).map { #"{"email":"a\#($0)@b.c","name":"N","age":1,"twin":true,"poison":\#($0 == 77)}"# }
    let steps = [("conduct", "twins"), ("rogues/dies", "segfault"), ("conduct", "rename-fields")]
    let result = try ChainRun(steps.map { (plugin: $0.0, processor: $0.1) }, rows: rows, placement: .worker)
    // The row and its twin.
    #expect(result.rejections.map(\.number) == [77, 77])
    #expect(result.rows.count == 398)
    #expect(result.rows.allSatisfy { $0.contains(#""mail":"a"#) && !$0.contains("age") })
  }

  @Test func `in-process placement needs trust`() throws {
    let reference = try TestPlugins.reference("conduct", "pass")
    let error = #expect(throws: PluginHostError.self) {
      try ProcessorChain(
        steps: [ChainStep(reference: reference, config: [:], placement: .inProcess)], now: 0,
        worker: try WorkerExecutable.find())
    }
    #expect(error?.code == .notTrusted)
    #expect(error?.hint?.contains("millrace plugin trust") == true)
  }
}
