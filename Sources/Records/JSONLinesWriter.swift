import CJSONLines

/// Writes rows of a batch as JSON into a growing buffer of its own.
///
/// Runs of neighbouring fields that nobody touched are copied as they came; numbers keep their spelling. Thread: one at
/// a time.
public final class JSONLinesWriter {
  private let writer: OpaquePointer
  private var buffer = mrj_buffer()

  /// Throws ``RecordsError`` without memory.
  public init() throws {
    guard let writer = mrj_writer_create() else { throw Self.noMemory }
    self.writer = writer
  }

  deinit {
    mrj_writer_destroy(writer)
    mrj_buffer_free(&buffer)
  }

  private static var noMemory: RecordsError { RecordsError(.memory, "no memory to write records") }

  /// What was written since ``clear()``. Valid until the next call.
  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: buffer.bytes, count: Int(buffer.length)) }

  public func clear() { buffer.length = 0 }

  /// Looks at the batch's fields; call it for each batch, and again when its columns changed.
  public func prepare(_ batch: Batch) throws {
    guard mrj_writer_prepare(writer, batch.region) else { throw Self.noMemory }
  }

  /// Appends all kept rows as JSON lines.
  public func writeRows(of batch: Batch) throws {
    guard mrj_write_rows(writer, batch.region, &buffer) else { throw Self.noMemory }
  }

  /// Appends one row as a JSON object without a line feed; absent fields are left out.
  public func write(row: Int, of batch: Batch) throws {
    guard mrj_write_row(writer, batch.region, UInt32(row), &buffer) else { throw Self.noMemory }
  }

  /// Appends one value as JSON; an absent one as null.
  public func write(_ cell: mr_cell, of batch: Batch) throws {
    guard withUnsafePointer(to: cell, { mrj_write_value(batch.region, $0, &buffer) }) else { throw Self.noMemory }
  }

  /// Appends bytes as they are.
  public func append(_ bytes: UnsafeRawBufferPointer) throws {
    guard mrj_buffer_reserve(&buffer, UInt64(bytes.count)) else { throw Self.noMemory }
    guard let from = bytes.baseAddress else { return }
    UnsafeMutableRawPointer(buffer.bytes + Int(buffer.length)).copyMemory(from: from, byteCount: bytes.count)
    buffer.length += UInt64(bytes.count)
  }
}
