import Foundation
import Records
import Testing

@testable import PluginHost

/// Functions of a C library as processors: what is passed, what comes back, and what a bad one costs.
@Suite struct PlainFunctionTests {
  // MARK: Signatures

  static let signatures: [(call: String, value: String, answer: String)] = [
    ("function: upper\nparameters: [{ in: text }]\nreturns: { result: text, ownership: free }", #""abc""#, #""ABC""#),
    (
      "function: upper\nparameters: [{ in: text }]\nreturns: { result: text, ownership: upper_free }", "1.50",
      #""1.50""#
    ),
    (
      "function: upper_out\nparameters: [{ in: text }, { out: text, ownership: free }, { in: int32, value: 0 }]\n"
        + "returns: { status: int32, ok: 0 }", "true", #""TRUE""#
    ),
    (
      "function: upper_into\nparameters: [{ buffer: 8, filled: true }, { in: uint64, size_of: buffer }]\n"
        + "returns: { status: int32, ok: not_negative }", #""abcdef""#, #""ABCDEF""#
    ),
    (
      "function: spell\nparameters: [{ in: int64 }, { buffer: 64 }, { in: uint32, size_of: buffer }]\nreturns: nothing",
      "-9223372036854775808", #""<-9223372036854775808>""#
    ),
    (
      "function: sum_of\nparameters: [{ in: text }, { in: uint64, size_of: value }]\nreturns: { result: uint32 }",
      #""a\u0000b""#, "195"
    ),
    ("function: half\nparameters: [{ in: double }]\nreturns: { result: double }", "3", "1.5"),
    ("function: half\nparameters: [{ in: double }]\nreturns: { result: double }", "2.5", "1.25"),
    ("function: negative\nparameters: [{ in: int32 }]\nreturns: { result: int32 }", "7.0", "-7"),
    ("function: negative\nparameters: [{ in: int32 }]\nreturns: { result: int32, no_value: [-1] }", "0", "null"),
    (
      "function: length_to\nparameters: [{ in: text }, { out: int64 }, { out: int32, ignored: true }]\nreturns: nothing",
      #""four""#, "4"
    ),
    ("function: is_short\nparameters: [{ in: text }]\nreturns: { status: int32, ok: not_zero }", #""abc""#, #""abc""#),
    ("function: large\nparameters: [{ in: text }]\nreturns: { result: uint64 }", #""x""#, "9223372036854775807"),
    (
      "function: after\nparameters: [{ in: text }, { in: text, value: ab }, { in: double, value: 2.5 }, { in: uint64, value: 1 }]\n"
        + "returns: { result: text, ownership: borrowed }", #""ab-c""#, #""c""#
    ),
    (
      "function: after\nparameters: [{ in: text }, { in: text, value: ab }, { in: double, value: 2.5 }, { in: uint64, value: 1 }]\n"
        + "returns: { result: text, ownership: borrowed }", #""b-c""#, "null"
    ),
    (
      "function: upper\nparameters: [{ in: text, behind: \"@\", keep_front: true }]\n"
        + "returns: { result: text, ownership: free }", #""a@b@c""#, #""a@b@C""#
    ),
    (
      "function: upper\nparameters: [{ in: text, behind: \"@\" }]\nreturns: { result: text, ownership: free }",
      #""a@bc""#, #""BC""#
    ),
    (
      "function: long_length\nparameters: [{ in: text }, { out: uint64, size_of: result }]\n"
        + "returns: { result: text, ownership: free }", #""abc""#, #""ABC""#
    ),
  ]

  @Test(arguments: signatures)
  func `a value is passed and answered as the signature says`(call: String, value: String, answer: String) throws {
    let result = try PlainLibrary.run(PlainLibrary.manifest(call), values: [value])
    #expect(result.rows == ["{\"v\":\(answer)}"], "\(result.rejections)")
  }

  static let refusals: [(call: String, value: String, reason: String)] = [
    (
      "function: upper\nparameters: [{ in: text }]\nreturns: { result: text, ownership: free }", #""a\u0000b""#,
      "has a NUL character in it"
    ),
    (
      "function: upper\nparameters: [{ in: text }]\nreturns: { result: text, ownership: free }", #"["a"]"#,
      "is not one value"
    ),
    (
      "function: negative\nparameters: [{ in: int32 }]\nreturns: { result: int32 }", "2147483648",
      "is a number that the function cannot take"
    ),
    ("function: negative\nparameters: [{ in: int32 }]\nreturns: { result: int32 }", "1.5", "is not a whole number"),
    ("function: half\nparameters: [{ in: double }]\nreturns: { result: double }", #""1""#, "is not a number"),
    (
      "function: large\nparameters: [{ in: text }]\nreturns: { result: uint64 }", #""m""#,
      "the function's number is too large"
    ),
    (
      "function: is_short\nparameters: [{ in: text }]\nreturns: { status: int32, ok: not_zero }", #""abcd""#,
      "is_short answered 0"
    ),
    (
      "function: upper_into\nparameters: [{ buffer: 8, filled: true }, { in: uint64, size_of: buffer }]\n"
        + "returns: { status: int32, ok: not_negative }", #""abcdefgh""#, "is longer than the function's buffer"
    ),
    (
      "function: upper_out\nparameters: [{ in: text }, { out: text, ownership: free }, { in: int32, value: 0 }]\n"
        + "returns: { status: int32, ok: 0, error_text: words_for }", #""-a""#,
      "upper_out answered -7: begins with a dash"
    ),
  ]

  @Test(arguments: refusals)
  func `what a function cannot take is rejected alone`(call: String, value: String, reason: String) throws {
    let result = try PlainLibrary.run(PlainLibrary.manifest(call), values: [value, "null"])
    #expect(result.rejections.map(\.reason) == [reason])
    #expect(result.rejections.first?.field == "v" && result.rejections.first?.code.hasPrefix("plain") == true)
    #expect(result.rows == ["{\"v\":null}"])
    #expect(result.counters[0].restarts == 0)
  }

  @Test func `options of the configuration are parameters, and setup calls are made once`() throws {
    let manifest = try PlainLibrary.manifest(
      "function: with_context\nparameters: [{ in: pointer, kept: context }, { in: text }]\nreturns: { result: int32 }",
      head: """
        setup:
          - function: make_context
            parameters: [{ in: int32, value: 1000 }, { in: text, value: ctx }]
            returns: { keep: context }
            release: free_context
          - function: get_ready
            returns: { status: int32, ok: [0], error_text: words_for }
        """)
    #expect(try PlainLibrary.run(manifest, values: [#""abc""#]).rows == [#"{"v":1003}"#])

    let optional = try PlainLibrary.manifest(
      "function: after\nparameters:\n  - { in: text }\n  - { in: text, option: prefix, description: What goes. }\n"
        + "  - { in: double, option: weight, default: 2.5 }\n  - { in: uint64, value: 0 }\n"
        + "returns: { result: text, ownership: borrowed }")
    let result = try PlainLibrary.run(
      optional, values: [#""xyz""#], config: ["fields": ["v"], "to": ["w"], "prefix": "xy"])
    #expect(result.rows == [#"{"v":"xyz","w":"z"}"#])
    let error = #expect(throws: PluginHostError.self) { try PlainLibrary.run(optional, values: []) }
    #expect(error?.message.contains("'prefix' is missing") == true)
    let options = try PlainLibrary.reference(optional).schema.options
    #expect(options.map(\.path) == ["fields", "to", "prefix", "weight", "on_invalid", "on_no_value"])
    #expect(options[0].isField && options[3].defaultText == "2.5")
  }

  // MARK: Rogues

  static let text = "parameters: [{ in: text }]\nreturns: { result: text, ownership: free }"
  static let rogues: [(call: String, phrase: String)] = [
    ("function: segfaults\n" + text, "crashed: SIGSEGV"),
    ("function: aborts\n" + text, "crashed: SIGABRT"),
    ("function: exits\n" + text, "ended its process: exit status 3"),
    ("function: not_from_malloc\n" + text, "crashed: SIG"),
    ("function: garbage\n" + text, "crashed: SIGSEGV"),
    ("function: unterminated\n" + text, "crashed: SIGSEGV"),
    ("function: endless\n" + text, "the function's text does not end where it should"),
    ("function: latin\n" + text, "gave invalid output: field 'v' is not UTF-8"),
    ("function: smashes\n" + text, "crashed: SIG"),
    // The wrong free function: one that takes no pointer that malloc made.
    (
      "function: segfaults\nparameters: [{ in: text }]\nreturns: { result: text, ownership: free_context }",
      "crashed: SIGSEGV"
    ),
    (
      "function: garbage_out\nparameters: [{ in: text }, { out: text, ownership: free }]\nreturns: { status: int32, ok: [0] }",
      "crashed: SIGSEGV"
    ),
    (
      "function: overruns\nparameters: [{ buffer: 32, filled: true }, { in: text, value: null }]\nreturns: nothing",
      "crashed: SIGSEGV"
    ),
    (
      "function: fills\nparameters: [{ buffer: 32, filled: true }]\nreturns: nothing",
      "the function's text does not end where it should"
    ),
    (
      "function: long_length\nparameters: [{ in: text }, { out: uint64, size_of: result }]\n"
        + "returns: { result: text, ownership: free }", "the function's text does not end where it should"
    ),
    (
      "function: fails_badly\nparameters: [{ in: text }, { out: text, ownership: free }]\n"
        + "returns: { status: int32, ok: [0], error_text: bad_words }", "crashed: SIGSEGV"
    ),
  ]

  @Test(arguments: rogues)
  func `a function that misbehaves costs the record`(call: String, phrase: String) throws {
    let poison: Set = [1, 17, 40]
    let values = (1...40).map { poison.contains($0) ? #""poison""# : "\"user\($0)\"" }
    let result = try PlainLibrary.run(PlainLibrary.manifest(call), values: values)
    #expect(result.rejections.map(\.number) == poison.sorted().map { UInt64($0) })
    for rejection in result.rejections { #expect(rejection.reason.contains(phrase), "\(rejection.reason)") }
    #expect(result.rows == (1...40).filter { !poison.contains($0) }.map { "{\"v\":\"USER\($0)\"}" })
  }

  @Test func `a wrong signature costs the records on which it crashes`() throws {
    let call = "function: takes_a_pointer\nparameters: [{ in: int64 }]\nreturns: { result: text, ownership: free }"
    let values = (1...30).map { $0 % 10 == 0 ? "\($0)" : "0" }
    let result = try PlainLibrary.run(PlainLibrary.manifest(call), values: values)
    #expect(result.rejections.map(\.number) == [10, 20, 30])
    #expect(result.rejections.allSatisfy { $0.reason == "plugin plain/test 1.2.3 crashed: SIGSEGV" })
    #expect(result.rows == Array(repeating: #"{"v":"NONE"}"#, count: 27))
  }

  @Test func `a function that hangs is ended at the deadline`() throws {
    let result = try PlainLibrary.run(
      PlainLibrary.manifest("function: hangs\n" + Self.text), values: [#""a""#, #""poison""#, #""b""#], timeout: 0.3)
    #expect(result.rejections.map(\.reason) == ["plugin plain/test 1.2.3 did not answer within 0.3 s"])
    #expect(result.rows == [#"{"v":"A"}"#, #"{"v":"B"}"#])
  }

  @Test(arguments: [
    ("crash_at_once", "nothing", "crashed: SIGABRT, while it was given its configuration"),
    ("no_context", "{ keep: context }", "cannot be used: setup: no_context answered no pointer"),
    ("get_ready", "{ status: int32, ok: [0] }", "cannot be used: setup: get_ready answered 3"),
  ])
  func `a setup call that fails stops the goal`(function: String, returns: String, message: String) throws {
    let manifest = try PlainLibrary.manifest(
      "function: upper\n" + Self.text, head: "setup: [{ function: \(function), returns: \(returns) }]")
    let error = #expect(throws: PluginHostError.self) { try PlainLibrary.run(manifest, values: [#""a""#]) }
    #expect(error?.code == .create && error?.message == "plugin plain/test 1.2.3 \(message)", "\(error!)")
  }

  // MARK: Libraries

  @Test func `a manifest runs in a worker only`() throws {
    let reference = try PlainLibrary.reference(PlainLibrary.manifest("function: upper\n" + Self.text))
    let error = #expect(throws: PluginHostError.self) {
      try ChainRun([reference], rows: [], placement: .inProcess, config: ["fields": ["v"]])
    }
    #expect(error?.code == .notTrusted && error?.message.contains("may not run in this process") == true)
  }

  @Test(arguments: [
    (
      "upper", "libnowhere.so.9",
      "plain.plugin.yaml:5:10: library libnowhere.so.9 does not load: libnowhere.so.9: cannot open"
    ),
    ("lower", nil, "plain.plugin.yaml:11:15: the library has no symbol 'lower'"),
    ("some_data", nil, "plain.plugin.yaml:11:15: 'some_data' is data of the library, not a function"),
  ])
  func `a library or function that is not there is told by its place`(
    function: String, library: String?, message: String
  )
    throws
  {
    let manifest = try PlainLibrary.manifest("function: \(function)\n" + Self.text, library: library)
    let error = #expect(throws: PluginHostError.self) { try PlainLibrary.reference(manifest) }
    #expect(error?.code == .load && error?.message.hasPrefix(message) == true && error?.hint != nil, "\(error!)")
  }

  @Test func `a pinned library is the one, or it is refused`() throws {
    let path = try PlainLibrary.path.get()
    let sha256 = try PluginFile(reading: path).sha256
    let call = "function: upper\n" + Self.text
    let right = try PlainLibrary.manifest(call, head: "sha256: \(sha256)")
    #expect(try PlainLibrary.run(right, values: [#""a""#]).rows == [#"{"v":"A"}"#])
    let wrong = try PlainLibrary.manifest(call, head: "sha256: \(String(repeating: "0", count: 64))")
    let error = #expect(throws: PluginHostError.self) { try PlainLibrary.reference(wrong) }
    #expect(error?.message.hasSuffix("is not the file that 'sha256' pins") == true, "\(error!)")
  }

  @Test func `the catalogue lists a manifest, with its hash, or why not`() throws {
    let good = try PlainLibrary.write(PlainLibrary.manifest("function: upper\n" + Self.text))
    let folder = good.deletingLastPathComponent()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("plugin: 5\nlibary: x".utf8).write(to: folder.appendingPathComponent("bad.plugin.yaml"))
    let catalogue = try TestPlugins.catalogue(folder)
    let entries = try catalogue.scan()
    #expect(entries.count == 2 && entries[1].plugin?.processors.map(\.id) == ["test"])
    #expect(entries[1].sha256 == (try PluginFile(reading: good.path).sha256))
    let error = #expect(throws: PluginHostError.self) { try catalogue.processor(plugin: "bad") }
    #expect(error?.message.hasPrefix("bad.plugin.yaml:1:") == true)
    let use = try #require(try catalogue.library(path: good.path))
    #expect(use.functions.map(\.signature) == ["const char *upper(const char *)"])
    #expect(use.functions[0].symbols == ["upper"])
  }
}
