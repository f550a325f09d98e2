import Foundation
import Fuzzing
import PluginHost
import Records
import Testing

/// Tables of the plugin `lookup` that chance wrote.
@Suite struct TableFuzzTests {
  /// Every value is found again, however its table is written.
  @Test func whatIsWrittenIsFound() throws {
    var tally = FuzzTally("tables of lookup", usual: 30)
    for seed in 0..<UInt64(tally.rounds) {
      try writeAndFind(SeededGenerator(seed: seed), "seed \(seed)")
      tally.accept()
    }
    tally.report()
  }

  private func writeAndFind(_ seeded: SeededGenerator, _ place: Comment) throws {
    var random = seeded
    let alphabet = ["a", "Z", ",", "\"", "\n", "\r", " ", "é", "😀", ";", "1"]
    func text() -> String {
      (0..<Int.random(in: 0...6, using: &random)).map { _ in alphabet.randomElement(using: &random)! }.joined()
    }
    let rows = (0..<40).map { ["key \($0):" + text(), text(), text()] }
    let lineEnd = Bool.random(using: &random) ? "\r\n" : "\n"
    var table = (Bool.random(using: &random) ? "\u{FEFF}" : "") + "k,one,two" + lineEnd
    for row in rows {
      table += row.map { value in
        let needsQuotes = value.contains { ",\"\n\r\r\n".contains($0) }
        guard needsQuotes || Bool.random(using: &random) else { return value }
        return "\"" + value.replacing("\"", with: "\"\"") + "\""
      }.joined(separator: ",")
      table += Int.random(in: 0..<5, using: &random) == 0 ? lineEnd + lineEnd : lineEnd
    }
    let found = try lookUp(rows.map { ["k": .string($0[0])] }, in: Data(table.utf8))
    for (row, out) in zip(rows, found) {
      let values = row.dropFirst().map { $0.isEmpty ? JSONValue.null : .string($0) }
      #expect(out == ["k": .string(row[0]), "one": values[0], "two": values[1]], place)
    }
  }

  /// Bytes of chance are a table or are refused with the file's name; nothing crashes.
  @Test func bytesOfChanceAreRefusedAtWorst() throws {
    var random = SeededGenerator(seed: 7)
    let alphabet = Array("k,,\"\"\n\n\r;a ".utf8) + [0, 0xEF, 0xBB, 0xBF, 0xC3, 0xFF]
    var tally = FuzzTally("tables of lookup", usual: 150)
    for _ in 0..<tally.rounds {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
      do {
        _ = try lookUp([["k": "a"]], in: Data("k\n".utf8) + Data(bytes))
        tally.accept()
      } catch let error as PluginHostError {
        tally.refuse()
        #expect("\(error)".contains(".csv:"), "\(bytes)")
      }
    }
    tally.report()
    #expect(tally.refused > 30 && tally.accepted > 0)
  }

  /// The records as they come out, in this process: a crash is the test's.
  private func lookUp(_ records: [JSONValue], in table: Data) throws -> [JSONValue] {
    let plugin = try #require(try Builds.plugins.get().first { $0.file.lastPathComponent == "lookup.so" })
    let runner = try GoldenCaseTests.runner.get()
    let reference = try runner.catalogue.processor(path: plugin.file.path)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("table-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try table.write(to: folder.appendingPathComponent("t.csv"))
    let source = folder.appendingPathComponent("in.ndjson")
    try Data(records.map { $0.text + "\n" }.joined().utf8).write(to: source)

    let config: JSONValue = ["file": "t.csv", "keys": [["column": "k"]], "duplicates": "first"]
    let chain = try ProcessorChain(
      steps: [
        ChainStep(
          reference: reference, config: try reference.checked(config, filesFrom: folder), placement: .inProcess)
      ],
      now: 0, worker: runner.worker, rules: .trying([reference.file.sha256]))
    defer { chain.close() }
    let batch = try Batch()
    _ = try JSONLinesReader(path: source.path).read(into: batch)
    var found: [JSONValue] = []
    try chain.process(batch) { batch in
      let writer = try JSONLinesWriter()
      try writer.prepare(batch)
      for row in 0..<batch.rowCount {
        writer.clear()
        try writer.write(row: row, of: batch)
        found.append(try JSONValue(parsing: writer.bytes))
      }
    }
    return found
  }
}
