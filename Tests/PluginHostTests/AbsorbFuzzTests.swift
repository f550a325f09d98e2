import CPluginCall
import Foundation
import Fuzzing
import Records
import Testing

@testable import PluginHost

/// Whatever stands in an output block: taken whole and sound, or refused with the batch as it was.
@Suite struct AbsorbFuzzTests {
  /// A batch of a few rows, and how to set it back.
  final class Subject {
    let batch: Batch
    let saved: Data
    private let positions: (JSONLinesReader, URL)

    init() throws {
      let file = try TestPlugins.temporaryFolder().appendingPathComponent("rows.jsonl")
      let rows = (1...12).map {
        #"{"email":"a\#($0)@b.c","name":"Nä\#($0)","age":\#($0).50,"twin":\#($0 % 2 == 0),"list":[1,{"a":"\#($0)"}]}"#
      }
      try Data(rows.joined(separator: "\n").utf8).write(to: file)
      batch = try Batch()
      let reader = try JSONLinesReader(path: file.path)
      _ = try reader.read(into: batch)
      positions = (reader, file)
      saved = Data(bytes: batch.region, count: Int(batch.region.pointee.used))
    }

    deinit { try? FileManager.default.removeItem(at: positions.1.deletingLastPathComponent()) }

    var isUntouched: Bool {
      saved.withUnsafeBytes { memcmp($0.baseAddress!, batch.region, saved.count) == 0 }
    }

    func setBack() { saved.withUnsafeBytes { _ = memcpy(batch.region, $0.baseAddress!, saved.count) } }
  }

  @Test(arguments: [("kinds", false), ("twins", false), ("judge", false), ("shuffle", true), ("rename-fields", true)])
  func `garbage is refused or harmless`(processor: String, onSomeRows: Bool) throws {
    let subject = try Subject()
    let batch = subject.batch
    let step = ChainStep(reference: try TestPlugins.reference("conduct", processor), config: [:], placement: .inProcess)
    let instance = try InProcessInstance(step, log: PluginLog(.init(label: "test"), plugin: "conduct"))
    let rows = UInt32(batch.rowCount)
    let range = mrp_range(
      begin: onSomeRows ? 3 : 0, end: onSomeRows ? rows - 2 : rows, columns: batch.region.pointee.column_count,
      reserved: 0)
    try instance.call(.process, on: batch, range: range, now: 0, timeout: 1)
    let output = instance.output.block
    let used = Int(output.pointee.used)
    let honest = Data(bytes: output, count: used)
    let writer = try JSONLinesWriter()
    var random = SeededGenerator(seed: 20_260_101)
    var tally = FuzzTally("batches from a worker", usual: 20_000)

    for round in 0..<tally.rounds {
      honest.withUnsafeBytes { _ = memcpy(output, $0.baseAddress!, used) }
      for _ in 0..<Int(random.next() % 4) + 1 { mutate(output, used: used, batch: batch, &random) }
      var answer = mrp_taken()
      guard mrp_absorb(batch.region, output, range, MRP_PROCESSOR, 1, &answer) == MRP_TAKEN else {
        tally.refuse()
        if !subject.isUntouched {
          Issue.record("round \(round): a refused answer changed the batch")
          return
        }
        continue
      }
      tally.accept()
      if tally.accepted % 40 == 0 {
        if answer.derived.count > 0 {
          let derived = try Batch()
          _ = mrp_derive(batch.region, &answer, range, 1, 0, derived.region)
          try expectSound(derived, writer, "round \(round)")
        }
        try expectSound(batch, writer, "round \(round)")
      }
      subject.setBack()
    }
    tally.report()
    #expect(tally.refused > 1000 && tally.accepted > 1000)
  }

  private func expectSound(_ batch: Batch, _ writer: JSONLinesWriter, _ place: String) throws {
    writer.clear()
    try writer.prepare(batch)
    try writer.writeRows(of: batch)
    for line in writer.bytes.split(separator: 0x0A) {
      #expect(throws: Never.self, "\(place)") {
        do {
          _ = try JSONValue(parsing: UnsafeRawBufferPointer(rebasing: line))
        } catch let error as JSONSyntaxError where error.message.contains("twice") {
        }
      }
    }
  }

  private func mutate(
    _ output: UnsafeMutablePointer<mrp_output>, used: Int, batch: Batch, _ random: inout SeededGenerator
  ) {
    let bytes = UnsafeMutableRawPointer(output)
    // The header and the tables at the end decide most; they are hit as often as all the rest.
    let place = random.next() % 2 == 0 ? Int(random.next() % 96) : Int(random.next() % UInt64(used))
    switch random.next() % 4 {
    case 0: (bytes + place).storeBytes(of: UInt8(truncatingIfNeeded: random.next()), as: UInt8.self)
    case 1: (bytes + place).storeBytes(of: 1 << UInt8(random.next() % 8), as: UInt8.self)
    case 2:
      let interesting: [UInt64] = [
        0, 1, 7, UInt64.max, UInt64(used), UInt64(used) - 8, UInt64(UInt32.max), 256, 1 << 40, 1 << 63,
        batch.region.pointee.used, MRP_OUTPUT_BYTES, batch.region.pointee.capacity,
      ]
      let value = interesting[Int(random.next() % UInt64(interesting.count))]
      (bytes + min(place & ~7, used - 8)).storeBytes(of: value, as: UInt64.self)
    default:
      let from = Int(random.next() % UInt64(used - 16))
      memmove(bytes + min(place & ~3, used - 16), bytes + (from & ~3), 16)
    }
  }
}
