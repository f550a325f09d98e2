import CPluginCall
import Records
import Testing

@testable import PluginHost

@Suite struct AbsorbTests {
  @Test func `a verdict on a row that is out already is not counted, and not accounted for`() throws {
    let batch = try Batch()
    for number in 1...3 { _ = batch.appendRow(number: UInt64(number)) }
    batch.rowStates[0] = UInt8(MR_ROW_DROPPED)
    let output = try OutputBlock()
    for (row, state) in [(0, MR_ROW_REJECTED), (2, MR_ROW_REJECTED)] {
      let mark = try #require(
        mrp_append(output.block, &output.block.pointee.marks, UInt64(MemoryLayout<mrp_mark>.stride)))
      mark.storeBytes(
        of: mrp_mark(
          row: UInt32(row), state: state, code: 1, field_length: 0, field: 0, reason: 0, reason_length: 0, reserved: 0),
        as: mrp_mark.self)
    }
    var taken = mrp_taken()
    let all = mrp_range(begin: 0, end: 3, columns: 0, reserved: 0)
    #expect(mrp_absorb(batch.region, output.block, all, MRP_PROCESSOR, 1, &taken) == MRP_TAKEN)
    #expect(taken.rejected == 1)
    let marks = UnsafeRawPointer(try #require(mrp_taken_text(batch.region, &taken, taken.marks.offset)))
      .assumingMemoryBound(to: mrp_mark.self)
    #expect(marks[0].state == MR_ROW_KEPT && marks[1].state == MR_ROW_REJECTED)
    #expect((0..<3).map { UInt32(batch.rowStates[$0]) } == [MR_ROW_DROPPED, MR_ROW_KEPT, MR_ROW_REJECTED])
  }
}
