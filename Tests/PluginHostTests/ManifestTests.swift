import Foundation
import Fuzzing
import Records
import Testing

@testable import PluginHost

/// What is wrong with a manifest is told at its place, with what to do.
@Suite struct ManifestTests {
  static func read(_ text: String) throws -> FunctionManifest {
    try FunctionManifest(Data(text.utf8), path: "/somewhere/x.plugin.yaml")
  }

  static func manifest(_ call: String, head: String = "") throws -> String {
    try PlainLibrary.manifest(call, head: head, library: "libx.so.1")
  }

  static let returns = "\nreturns: { result: text, ownership: free }"
  static let calls: [(call: String, message: String)] = [
    ("function: f\nparameters: [{ in: text }, ...]\(returns)", "a variadic function is not called"),
    ("function: f\nvariadic: true\nparameters: [{ in: text }]\(returns)", "a variadic function is not called"),
    ("function: f\nparameters: [{ in: struct point }]\(returns)", "a struct or union is not passed by value"),
    ("function: f\nparameters: [{ in: txt }]\(returns)", "unknown type 'txt'; did you mean 'text'?"),
    ("function: f\nparameters: [{ in: size_t }]\(returns)", "unknown type 'size_t'; size_t is uint64 here"),
    ("function: f\nparameters: [{ in: const char * }]\(returns)", "a pointer to text is 'text' here"),
    ("function: f\nparameters: [{ in: float }]\(returns)", "the type 'float' is not supported"),
    ("function: f\nparameters: [{ in: pointer }]\(returns)", "a pointer is not made of a field's value"),
    ("function: f\nparameters: [{}]\(returns)", "a parameter is 'in', 'out' or 'buffer'"),
    ("function: f\nparameters: [{ in: text, out: text }]\(returns)", "a parameter is one of"),
    ("function: f\nparameters: [{ in: int32, value: 1, option: x }]\(returns)", "a parameter has one source"),
    (
      "function: f\nparameters: [{ in: int32, value: 3000000000 }]\(returns)",
      "expected a whole number from -2147483648"
    ),
    ("function: f\nparameters: [{ in: int32, value: null }]\(returns)", "only a pointer or text can be null"),
    ("function: f\nparameters: [{ in: text }, { in: int32, option: fields }]\(returns)", "an option 'fields' already"),
    ("function: f\nparameters: [{ in: text }, { in: pointer, kept: x }]\(returns)", "no setup call before keeps 'x'"),
    ("function: f\nparameters: [{ in: text }, { in: int32, symbol: x }]\(returns)", "an address is a pointer"),
    ("function: f\nparameters: [{ in: text }, { in: int32, size_of: buffer }]\(returns)", "needs a buffer"),
    (
      "function: f\nparameters: [{ in: int32 }, { in: int32, size_of: value }]\(returns)", "needs a text that is passed"
    ),
    ("function: f\nparameters: [{ in: text }, { in: text }]\(returns)", "two parameters take the field's value"),
    ("function: f\nparameters: [{ in: text, value: x }]\(returns)", "no parameter takes the field's value"),
    ("function: f\nparameters: [{ in: text }, { out: text, ownership: free }]\(returns)", "the function has 2 results"),
    ("function: f\nparameters: [{ in: text }, { buffer: 9 }, { buffer: 8 }]\nreturns: nothing", "one buffer"),
    (
      "function: f\nparameters: [{ in: text }, { buffer: 2000000 }]\nreturns: nothing",
      "'buffer' is a whole number from 1"
    ),
    (
      "function: f\nparameters: [{ in: text }, { out: pointer }]\nreturns: nothing",
      "a pointer is nothing that a record can have"
    ),
    ("function: f\nparameters: [{ in: text }]\nreturns: { result: text }", "whose is the text? 'ownership' is missing"),
    (
      "function: f\nparameters: [{ in: text }]\nreturns: { result: int32, ownership: free }", "only a text has an owner"
    ),
    (
      "function: f\nparameters: [{ in: text }]\nreturns: { result: text, ownership: my-free }",
      "'ownership' is a C symbol"
    ),
    ("function: f\nparameters: [{ in: text }]\nreturns: { status: int32 }", "which statuses are good? 'ok' is missing"),
    ("function: f\nparameters: [{ in: text }]\nreturns: { status: double, ok: [0] }", "a status is a whole number"),
    ("function: f\nparameters: [{ in: text }]\nreturns: { status: int32, ok: nul }", "'ok' is one of not_zero"),
    ("function: f\nparameters: [{ in: text }]\nreturns: { keep: x }", "only a setup call keeps a pointer"),
    ("function: f\nparameters: [{ in: text }]", "a call says what it 'returns'"),
    ("parameters: [{ in: text }]\nreturns: nothing", "a call has a 'function'"),
    ("function: f()\nparameters: [{ in: text }]\nreturns: nothing", "'function' is a C symbol"),
    (
      "function: f\nparameter: [{ in: text }]\nreturns: nothing",
      "unknown key 'parameter' in a processor; did you mean 'parameters'?"
    ),
    (
      "function: f\nparameters: [\(Array(repeating: "{ in: int32, value: 1 }", count: 17).joined(separator: ", "))]\nreturns: nothing",
      "at most 16 parameters"
    ),
  ]

  @Test(arguments: calls)
  func `a call that cannot be made is refused`(call: String, message: String) throws {
    try check(Self.manifest(call), message)
  }

  static let call = "function: f\nparameters: [{ in: text }]\nreturns: nothing"
  static let heads: [(head: String, message: String)] = [
    ("sha256: abc", "'sha256' is 64 hexadecimal digits"),
    ("needs: [networks]", "unknown need 'networks'; did you mean 'network'?"),
    (
      "setup: [{ function: f, parameters: [{ in: text }], returns: nothing }]",
      "a setup call is made before there are records"
    ),
    ("setup: [{ function: f, returns: { result: int32 } }]", "a setup call has no result"),
    ("setup: [{ function: f, returns: nothing, release: g }]", "'release' has nothing to release"),
    ("setup: [{ function: f, returns: { keep: a } }, { function: f, returns: { keep: a } }]", "'a' is kept twice"),
  ]

  @Test(arguments: heads)
  func `what belongs to the whole is checked too`(head: String, message: String) throws {
    try check(Self.manifest(Self.call, head: head), message)
  }

  @Test(arguments: [
    ("", "1:1: the file is empty"), ("- a", "1:1: a manifest is a mapping"), ("plugin: [", "not valid YAML"),
    ("plugin: x\nplugin: y", "the key 'plugin' stands twice"), ("plugin: a\u{0}b", "a manifest is text in UTF-8"),
    ("plugin: Big Name", "1:9: 'plugin' is a word"), ("{}", "a manifest has no 'plugin'"),
    (String(repeating: "[", count: 200_000), "not valid YAML"),
    (String(repeating: " ", count: 300_000), "1:1: a manifest has at most 256 kB"),
  ])
  func `what is no manifest is refused`(text: String, message: String) throws { try check(text, message) }

  @Test func `all mistakes are told at once`() throws {
    let text = try Self.manifest(Self.call).replacing("version: 1.2.3", with: "version: new\nvendr: me")
    let error = #expect(throws: PluginHostError.self) { try Self.read(text) }
    #expect(error?.diagnostics.map(\.position.line) == [3, 4])
    #expect(error?.message == "x.plugin.yaml:3:10: 'version' is three numbers with dots, and 1 more")
  }

  private func check(_ text: String, _ message: String) throws {
    let error = #expect(throws: PluginHostError.self) { try Self.read(text) }
    #expect(error?.code == .description)
    #expect(
      error?.diagnostics.contains {
        "\($0.position.line):\($0.position.column): \($0.message); \($0.hint ?? "")".contains(message)
      } == true, "\(error?.diagnostics ?? [])")
    #expect(error?.message.hasPrefix("x.plugin.yaml:") == true)
  }

  // MARK: Fuzz

  /// Whatever a manifest is made of: a sound plugin, or an error with a place.
  @Test func `mutated manifests are sound or refused at a place`() throws {
    let plugins = TestPlugins.root.appendingPathComponent("Plugins")
    let shipped = try ["domain-names", "organisation-domain", "unicode-text"].map {
      try String(contentsOf: plugins.appendingPathComponent("\($0)/\($0).plugin.yaml"), encoding: .utf8)
    }
    let written = try PlainFunctionTests.signatures.map { try Self.manifest($0.call) }
    let seeds = shipped + written + (try Self.calls.map { try Self.manifest($0.call) })
    let words = seeds.joined(separator: "\n").split { " ,:{}[]\n".contains($0) }.map(String.init)
    var random = SeededGenerator(seed: 20_260_301)
    var tally = FuzzTally("manifests", usual: 2_000)
    for round in 0..<tally.rounds {
      var bytes = Array(seeds.randomElement(using: &random)!.utf8)
      for _ in 0...Int(random.next() % 4) { Self.mutate(&bytes, words, &random) }
      do {
        let manifest = try FunctionManifest(Data(bytes), path: "x.plugin.yaml")
        #expect(manifest.plugin.isSound, "round \(round)")
        for processor in manifest.processors {
          _ = try ConfigSchema(processor.configSchema.text)
          _ = try JSONValue(parsing: manifest.compiled(processor, config: ["fields": ["a"]]).text)
        }
        tally.accept()
      } catch let error as PluginHostError {
        tally.refuse()
        #expect(
          !error.diagnostics.isEmpty && error.diagnostics.allSatisfy { $0.position.line > 0 && $0.position.column > 0 },
          "round \(round)")
      }
    }
    tally.report()
    #expect(tally.accepted > 0 && tally.refused > 0)
  }

  private static func mutate(_ bytes: inout [UInt8], _ words: [String], _ random: inout SeededGenerator) {
    guard bytes.count > 2 else { return }
    let at = Int(random.next() % UInt64(bytes.count))
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
    switch random.next() % 7 {
    case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
    case 1: bytes.remove(at: at)
    case 2: bytes.insert(contentsOf: Array(words.randomElement(using: &random)!.utf8), at: at)
    case 3: bytes.insert(" :,{}[]-&*!|>'\"%@#\n\t0".utf8.randomElement(using: &random)!, at: at)
    case 4:
      var lines = lines
      lines.remove(at: Int(random.next() % UInt64(lines.count)))
      bytes = Array(lines.joined(separator: [10]))
    case 5:
      var lines = lines
      lines.insert(lines.randomElement(using: &random)!, at: Int(random.next() % UInt64(lines.count)))
      bytes = Array(lines.joined(separator: [10]))
    default:
      // One word for another, where it stands.
      let ends = " ,:{}[]\n".utf8
      let start = bytes[..<at].lastIndex { ends.contains($0) }.map { $0 + 1 } ?? 0
      let end = bytes[at...].firstIndex { ends.contains($0) } ?? bytes.count
      if start <= end { bytes.replaceSubrange(start..<end, with: Array(words.randomElement(using: &random)!.utf8)) }
    }
  }
}
