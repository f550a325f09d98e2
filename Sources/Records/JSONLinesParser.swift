import CJSONLines

/// Reads JSON lines that are in memory into batches. Thread: one at a time.
public final class JSONLinesParser {
  private let reader: OpaquePointer

  /// Throws ``RecordsError`` without memory.
  public init() throws {
    guard let reader = mrj_reader_create() else { throw RecordsError(.memory, "no memory to read records") }
    self.reader = reader
  }

  deinit { mrj_reader_destroy(reader) }

  /// Makes the lines the rows of the batch, numbered from 1; 1,024 at most. A line that is no JSON object is a rejected row.
  /// Throws ``RecordsError``.
  public func read(_ lines: UnsafeRawBufferPointer, into batch: Batch) throws {
    batch.reset()
    guard let source = lines.baseAddress else { return }
    let offset = mrb_allocate(batch.region, UInt64(lines.count) + 1)
    guard offset != 0 else { throw RecordsError(.batchFull, "a batch has no room for its lines") }
    UnsafeMutableRawPointer(mrb_bytes(batch.region, offset)).copyMemory(from: source, byteCount: lines.count)
    var faults: UnsafePointer<mrj_fault>?
    var faultCount: UInt32 = 0
    _ = mrj_read(reader, batch.region, offset, UInt64(lines.count), 1, 0, &faults, &faultCount)
    for fault in UnsafeBufferPointer(start: faults, count: Int(faultCount)) {
      batch.rejections.append(
        RowRejection(row: Int(fault.row), step: 0, code: "not_json", reason: String(cString: fault.message)))
    }
  }
}
