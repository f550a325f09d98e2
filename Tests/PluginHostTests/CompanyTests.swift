import Foundation
import Logging
import Synchronization
import Testing

@testable import PluginHost

/// What plugins share with each other and with Millrace, and what they do not.
@Suite struct CompanyTests {
  /// Two plugins that bring along a library of one name in different versions, compiled once a test run.
  private static let bundles = Result { () throws -> [String] in
    let folder = try TestPlugins.temporaryFolder()
    return try [1, 2].map { version in
      let library = folder.appendingPathComponent("v\(version)/libmillrace-bundled.so.1").path
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent("v\(version)"), withIntermediateDirectories: true)
      try TestPlugins.compile(
        "bundled_library", to: library,
        options: ["-shared", "-fPIC", "-DVERSION=\(version)", "-Wl,-soname,libmillrace-bundled.so.1"])
      let plugin = folder.appendingPathComponent("bundle-\(version).so").path
      try TestPlugins.compile(
        "bundles", to: plugin,
        options: [
          "-shared", "-fPIC", "-DVERSION=\(version)", "-DFIELD=\"bundle-\(version)\"",
          "-Wl,--no-as-needed,--enable-new-dtags,-rpath,\(folder.path)/v\(version)", library,
        ])
      return plugin
    }
  }

  private func row(_ placement: Placement) throws -> String {
    let references = try Self.bundles.get().map { try TestPlugins.catalogue().processor(path: $0, processor: "tells") }
    return try ChainRun(references, rows: ["{}"], placement: placement).rows[0]
  }

  @Test func `in workers each plugin has the library that it brings along`() throws {
    #expect(try row(.worker) == #"{"bundle-1":11,"bundle-2":22}"#)
  }

  /// The dynamic linker knows a library by its name: who comes second gets what the first brought. A function of the
  /// plugin itself is its own, whatever others call theirs.
  @Test func `in process the second plugin gets the library of the first`() throws {
    #expect(try row(.inProcess) == #"{"bundle-1":11,"bundle-2":12}"#)
  }

  private static let fastMath = Result { () throws -> String in
    let path = try TestPlugins.temporaryFolder().appendingPathComponent("fast_math.so").path
    try TestPlugins.compile("fast_math", to: path, options: ["-shared", "-fPIC", "-O1", "-ffast-math"])
    return path
  }

  @inline(never) private static func half(_ number: Double) -> Double { number / 2 }

  @Test(arguments: Placement.allCases)
  func `a plugin that flushes tiny numbers to zero does it to itself only`(placement: Placement) throws {
    let reference = try TestPlugins.catalogue().processor(path: try Self.fastMath.get())
    #expect(Self.half(.leastNormalMagnitude) > 0)
    _ = try ChainRun([reference], rows: ["{}"], placement: placement)
    #expect(Self.half(.leastNormalMagnitude) > 0)
    // A new thread starts as the one that makes it.
    let another = Mutex(0.0)
    let thread = Thread { another.withLock { $0 = Self.half(.leastNormalMagnitude) } }
    thread.start()
    while !thread.isFinished { usleep(1000) }
    #expect(another.withLock { $0 } > 0)
  }

  @Test func `what a plugin prints is in the log, cleaned and bounded`() throws {
    let lines = Lines()
    var log = Logger(label: "test") { _ in lines }
    log.logLevel = .debug
    _ = try ChainRun([("rogues/greed", "prints")], rows: [#"{"poison":true}"#], placement: .worker, log: log)
    #expect(lines.all.first == "prints:  [31m garbage 0 \u{FFFD}  of no use to anybody")
    #expect(lines.all.count == PluginLog.limit + 1)
    #expect(lines.all.last == "further lines of this plugin are left out")
  }

  @Test func `what a plugin printed before it crashed is told`() throws {
    let lines = Lines()
    var log = Logger(label: "test") { _ in lines }
    log.logLevel = .debug
    let error = #expect(throws: PluginHostError.self) {
      try ChainRun([("prints_and_crashes", "prints")], rows: [], placement: .worker, log: log)
    }
    #expect(error?.message.contains("crashed: SIGSEGV") == true)
    #expect(lines.all == ["prints: about to look nowhere", "prints: looking"])
  }
}

/// Keeps what is logged.
private final class Lines: LogHandler, @unchecked Sendable {
  private let lines = Mutex<[String]>([])
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .debug
  var all: [String] { lines.withLock { $0 } }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { lines.withLock { $0.append("\(event.message)") } }
}
