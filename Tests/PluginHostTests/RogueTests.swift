import Foundation
import Records
import Testing

@testable import PluginHost

/// Bad plugins cost themselves only: the poison record is rejected, the others are as if it had not been there.
@Suite struct RogueTests {
  static let count = 300
  static let poison: Set<Int> = [1, 137, 300]

  static func rows(poison: Set<Int> = poison) -> [String] {
    (1...count).map { #"{"id":\#($0),"email":"user\#($0)@example.com","poison":\#(poison.contains($0))}"# }
  }

  static let fatal: [(processor: String, phrase: String)] = [
    ("segfault", "crashed: SIGSEGV"), ("aborts", "crashed: SIGABRT"), ("exits", "ended its process: exit status 0"),
    ("traps", "crashed: SIGILL"), ("overflows", "crashed: SIGSEGV"), ("writes-input", "crashed: SIGSEGV"),
    ("makes-input-writable", "crashed: SIGSEGV"), ("kills", "crashed: SIGKILL"),
    ("closes", "ended its process: exit status 1"),
  ]

  @Test(arguments: fatal)
  func `what ends the process costs the poison rows`(processor: String, phrase: String) throws {
    try check(processor, phrase, in: .worker)
  }

  static let lies: [(processor: String, phrase: String)] = [
    ("bad-utf8", "gave invalid output: field 'seen' is not UTF-8"),
    ("bad-list", "gave invalid output: field 'seen' is not JSON"),
    ("bad-object", "gave invalid output: field 'seen' is not a JSON object"),
    ("line-break", "gave invalid output: field 'seen' has a line break between its JSON values"),
    ("far-offset", "gave invalid output: field 'seen' points outside the memory that was lent"),
    ("table-offset", "gave invalid output: field 'seen' points outside the memory that was lent"),
    ("far-output", "gave invalid output: field 'seen' points outside the memory that was lent"),
    ("bad-kind", "gave invalid output: field 'seen' is of no known kind"),
    ("bad-bool", "gave invalid output: field 'seen' is a boolean other than 0 and 1"),
    ("not-finite", "gave invalid output: field 'seen' is a number that is not finite"),
    ("far-time", "gave invalid output: field 'seen' is a time outside years 1 to 9999"),
    ("zeroes", "gave invalid output: its output memory is overwritten"),
    ("floods", "used up its output memory or a quota"),
    ("hoards", "used up its output memory or a quota"),
    ("widens", "used up its output memory or a quota"),
    ("complains", "failed: cannot digest this"),
  ]

  @Test(arguments: lies, Placement.allCases)
  func `a lie costs the poison rows, in both placements`(
    _ lie: (processor: String, phrase: String), placement: Placement
  )
    throws
  {
    try check(lie.processor, lie.phrase, in: placement)
  }

  @Test func `scribbling over the output is noticed`() throws {
    let result = try ChainRun([("rogue", "scribbles")], rows: Self.rows(), placement: .worker)
    #expect(result.rejections.map(\.number) == [1, 137, 300])
  }

  func check(_ processor: String, _ phrase: String, in placement: Placement) throws {
    let result = try ChainRun([("conduct", "pass"), ("rogue", processor)], rows: Self.rows(), placement: placement)
    let reason = "plugin rogue/\(processor) 1.2.3 \(phrase)"
    #expect(
      result.rejections
        == Self.poison.sorted().map {
          .init(number: UInt64($0), step: 2, code: "plugin_failed", field: "", reason: reason)
        })
    let seen = processor == "complains" ? "" : #","seen":true"#
    let expected = (1...Self.count).filter { !Self.poison.contains($0) }.map {
      #"{"id":\#($0),"email":"user\#($0)@example.com","poison":false\#(seen)}"#
    }
    #expect(result.rows == expected)
    #expect(result.counters[1].rejected == 3 && result.counters[1].kept == 297)
  }

  @Test(arguments: ["hangs", "sleeps"])
  func `an endless loop is ended at the deadline`(processor: String) throws {
    let rows = (1...4).map { #"{"id":\#($0),"poison":\#($0 == 3)}"# }
    let result = try ChainRun([("rogue", processor)], rows: rows, placement: .worker, timeout: 0.2)
    #expect(result.rejections.map(\.number) == [3])
    #expect(result.rejections.first?.reason == "plugin rogue/\(processor) 1.2.3 did not answer within 0.2 s")
    #expect(result.rows.count == 3)
    #expect(result.counters[0].restarts > 0)
  }

  @Test(arguments: [
    "opens", "creates", "connects", "forks", "threads", "signals-others", "sends-signals", "picks-signals", "shares",
  ])
  func `the sandbox denies it, and the worker lives`(processor: String) throws {
    let result = try ChainRun([("rogue", processor)], rows: Self.rows(), placement: .worker)
    #expect(result.rejections == [])
    #expect(result.counters[0].restarts == 0)
  }

  @Test func `a hundred gigabytes are not given`() throws {
    try check("gorges", "failed: no memory", in: .worker)
  }

  @Test(arguments: Placement.allCases)
  func `a plugin that keeps failing stops the goal`(placement: Placement) throws {
    let error = #expect(throws: PluginHostError.self) {
      try ChainRun(
        [("rogue", "complains")], rows: Self.rows(poison: Set(1...40)), placement: placement, maximumFailures: 5)
    }
    #expect(error?.code == .failing)
    #expect(
      error?.message
        == "step 1: plugin rogue/complains 1.2.3 failed: cannot digest this; it failed on 6 records of this run, 5 are forgiven"
    )
  }

  @Test(arguments: Placement.allCases)
  func `a refused configuration stops the goal with the plugin's own words`(placement: Placement) throws {
    let error = #expect(throws: PluginHostError.self) {
      try ChainRun([("rogue", "refuses")], rows: [], placement: placement)
    }
    #expect(error?.code == .create)
    #expect(
      error?.message == "plugin rogue/refuses 1.2.3 refuses its configuration: fields 'a' and 'b' exclude each other")
  }

  @Test(arguments: [("crashes-in-create", PluginHostError.Code.create), ("crashes-at-end", .failing)])
  func `a crash outside of rows stops the goal`(processor: String, code: PluginHostError.Code) throws {
    let error = #expect(throws: PluginHostError.self) {
      try ChainRun([("rogue", processor)], rows: Self.rows(poison: []), placement: .worker)
    }
    #expect(error?.code == code)
    #expect(error?.message.contains("rogue/\(processor) 1.2.3 crashed: SIGSEGV") == true)
  }

  @Test(arguments: Placement.allCases)
  func `values that share their bytes do not hold the host for long`(placement: Placement) throws {
    let rows = (1...4).map { #"{"id":\#($0),"poison":\#($0 == 3)}"# }
    let result = try ChainRun([("rogue", "repeats")], rows: rows, placement: placement)
    #expect(result.rejections.map(\.number) == [3])
    #expect(
      result.rejections.first?.reason
        == "plugin rogue/repeats 1.2.3 gave invalid output: field 'field 12' and those before it have more bytes than one call may give"
    )
    #expect(result.rows.count == 3)
  }

  @Test(arguments: Placement.allCases)
  func `derived rows that take too much memory stop the goal`(placement: Placement) throws {
    let error = #expect(throws: PluginHostError.self) {
      try ChainRun([("rogue", "breeds")], rows: [#"{"poison":true}"#], placement: placement)
    }
    #expect(error?.code == .memory)
    #expect(
      error?.message == "step 1: the rows that plugin rogue/breeds 1.2.3 derived in one call take more than 512 MB")
  }

  @Test func `a plugin that fails on a row that is out already does not cost its neighbours`() throws {
    // The second row is dropped in the first step, and the second step fails on it all the same.
    let rows = [(2, false), (1, true), (4, false), (6, false)].map { #"{"age":\#($0),"poison":\#($1)}"# }
    let result = try ChainRun([("conduct", "judge"), ("rogue", "careless")], rows: rows, placement: .worker)
    #expect(result.rejections == [])
    #expect(result.numbers == [[1, 3, 4]])
    #expect(result.counters[1].kept == 3 && result.counters[1].restarts > 0)
  }

  @Test func `poison rows are isolated when columns are renamed and derived around them`() throws {
    let rows = (1...200).map { #"{"email":"a\#($0)@b.c","name":"N","age":1,"twin":true,"poison":\#($0 == 77)}"# }
    let steps = [("conduct", "twins"), ("rogue", "segfault"), ("conduct", "rename-fields")]
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
