import Foundation
import PluginHost
import Records
import Testing

/// Whatever is thrown in a plugin is a status and a message when it comes to the host.
@Suite struct ThrowingTests {
  /// What is thrown, and where; the message as an operator reads it. Nobody may see values.
  struct Throw: CustomTestStringConvertible, Sendable {
    let language: String
    let what: String
    let message: String
    var testDescription: String { "\(language): \(what)" }
  }

  static let long = String(repeating: "x", count: 246)
  static let throwing = [
    Throw(language: "cpp", what: "error", message: "words of its own"),
    Throw(language: "cpp", what: "ok", message: "not well at all"),
    Throw(language: "cpp", what: "library", message: "words of the library"),
    Throw(language: "cpp", what: "memory", message: "out of memory"),
    Throw(language: "cpp", what: "long", message: long),
    Throw(language: "cpp", what: "number", message: "unknown exception"),
    Throw(language: "swift", what: "error", message: "words of its own"),
    Throw(language: "swift", what: "ok", message: "not well at all"),
    Throw(language: "swift", what: "long", message: long),
    Throw(language: "swift", what: "value", message: "Trouble"),
    Throw(language: "rust", what: "error", message: "words of its own"),
    Throw(language: "rust", what: "long", message: long),
    Throw(language: "rust", what: "library", message: "core::num::error::ParseIntError"),
    Throw(language: "rust", what: "literal", message: "panic at throwing.rs:54: words of a panic"),
    Throw(language: "rust", what: "value", message: "panic at throwing.rs:55"),
    Throw(language: "rust", what: "index", message: "panic at throwing.rs:56"),
    Throw(language: "rust", what: "stubborn", message: "panic at throwing.rs:57"),
  ].filter { Builds.hasRust || $0.language != "rust" }

  @Test(arguments: throwing, Placement.allCases)
  func `what is thrown is told`(_ thrown: Throw, _ placement: Placement) throws {
    let plugin = "plugin throwing 1.0.0"
    let message = thrown.message
    #expect(try failure(thrown, at: "create", placement) == "\(plugin) refuses its configuration: \(message)")
    #expect(try failure(thrown, at: "process", placement) == "\(plugin) failed: \(message)")
    let late = "step 1: \(plugin) failed: \(message), at the end of the rows"
    #expect(try failure(thrown, at: "finish", placement) == late)
    #expect(try failure(thrown, at: "destroy", placement) == nil)
  }

  /// Runs two rows, the second of which is the culprit; answers what the host says of it.
  private func failure(_ thrown: Throw, at place: String, _ placement: Placement) throws -> String? {
    let runner = try GoldenCaseTests.runner.get()
    let plugin = try #require(try Builds.throwing.get()[thrown.language])
    let reference = try runner.catalogue.processor(path: plugin.path, processor: "throwing")
    let config: JSONValue = ["at": .string(place), "what": .string(thrown.what)]
    do {
      let chain = try ProcessorChain(
        steps: [ChainStep(reference: reference, config: config, placement: placement)], now: 0, worker: runner.worker,
        rules: .trying([reference.file.sha256]))
      defer { chain.close() }
      let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).ndjson")
      defer { try? FileManager.default.removeItem(at: file) }
      try Data("{\"good\":1}\n{\"bad\":1}\n{\"good\":2}\n".utf8).write(to: file)
      let batch = try Batch()
      _ = try JSONLinesReader(path: file.path).read(into: batch)
      try chain.process(batch) { _ in }
      try chain.finish { _ in }
      #expect(batch.rejections.allSatisfy { $0.row == 1 })
      #expect(batch.keptCount == 3 - batch.rejections.count)
      return batch.rejections.first?.reason
    } catch let error as PluginHostError {
      return error.message
    }
  }
}
