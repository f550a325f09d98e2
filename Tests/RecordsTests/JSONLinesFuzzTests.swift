import Fuzzing
import Testing

@testable import Records

/// The reader against the parser for configurations, which shares no code with it: both accept the same lines, and what
/// is written means what was read.
@Suite struct JSONLinesFuzzTests {
  static let pieces: [String] = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\"a\"", "\"b\":", "\"a\":", "1", "-1.5e3", "0", "true", "false", "null",
    " ", "\t", "\r", "\\u00e9", "\\ud83d\\ude00", "\\ud83d", "é", "😀", "{\"a\":1}", "[1,2]", "{\"k\":{\"n\":[{}]}}",
    "\"x\\\\y\"", "1e5", "01", "\u{1}",
  ]

  static func mutated(_ random: inout SeededGenerator) -> [UInt8] {
    let base = JSONLinesTests.kinds
    var line = Bool.random(using: &random) ? Array(base.utf8) : Array(#"{"a":"x","b":[1,{"c":"d"}],"e":-2}"#.utf8)
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      let at = Int.random(in: 0...line.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: line.insert(contentsOf: Array(pieces.randomElement(using: &random)!.utf8), at: at)
      case 1: line.removeSubrange(at..<min(line.count, at + Int.random(in: 0...6, using: &random)))
      case 2: if at < line.count { line[at] = UInt8.random(in: 0...255, using: &random) }
      default: line.removeSubrange(at...)
      }
    }
    return line.filter { $0 != 0x0A }
  }

  @Test(arguments: [1, 2, 3, 4])
  func `lines are accepted and rejected as by the other parser`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var tally = FuzzTally("JSON lines", usual: 3_000)
    let lines = (0..<tally.rounds).map { _ in Self.mutated(&random) }.filter { line in
      line.contains { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }
    }
    let file = try TemporaryFile(Array(lines.joined(separator: [0x0A])))
    let reader = try JSONLinesReader(path: file.path)
    let writer = try JSONLinesWriter()
    let batch = try Batch()
    var number = 0
    while try reader.read(into: batch) {
      try writer.prepare(batch)
      for row in 0..<batch.rowCount {
        let line = lines[number]
        number += 1
        if batch.isKept(row) { tally.accept() } else { tally.refuse() }
        let expected = try? line.withUnsafeBytes { try JSONValue(parsing: $0) }
        guard case .object(let members)? = expected else {
          // The other parser refuses a name that stands twice in an object; here the last one counts.
          if batch.isKept(row), !Self.repeatsName(line) {
            Issue.record("accepted: \(String(decoding: line, as: UTF8.self))")
          }
          continue
        }
        guard batch.isKept(row) else {
          Issue.record("rejected: \(String(decoding: line, as: UTF8.self))")
          continue
        }
        writer.clear()
        try writer.write(row: row, of: batch)
        let written = try JSONValue(parsing: writer.bytes)
        for member in members where written[member.key] != member.value {
          Issue.record("changed \(member.key): \(String(decoding: line, as: UTF8.self))")
        }
        #expect(written.object?.count == members.count)
      }
    }
    tally.report()
    #expect(number == lines.count)
  }

  static func repeatsName(_ line: [UInt8]) -> Bool {
    do {
      _ = try line.withUnsafeBytes { try JSONValue(parsing: $0) }
      return false
    } catch let error as JSONSyntaxError {
      return error.message.contains("twice")
    } catch {
      return false
    }
  }
}
