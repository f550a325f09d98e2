import CJSONLines
import Foundation

/// Reads a file of JSON lines into batches, from any line on.
///
/// Values stay slices of the file's bytes, which are read straight into the batch. Thread: one at a time.
public final class JSONLinesReader {
  /// The byte behind the last record that was read; a new reader may begin there.
  public private(set) var position: UInt64
  /// The file's size in bytes when it was opened.
  public let size: UInt64

  private let descriptor: Int32
  private let path: String
  private let reader: OpaquePointer
  private var nextNumber: UInt64
  /// Bytes to read for a full batch, learned from the batch before.
  private var window: UInt64 = 1 << 20

  private static let largestWindow: UInt64 = 8 << 20
  private static let lineLimit = UInt64(MRJ_LINE_LIMIT)

  /// - Parameters:
  ///   - position: the byte to begin at, which follows a line feed; 0 for the whole file.
  ///   - firstNumber: the number of the record that stands there.
  /// Throws ``RecordsError``.
  public init(path: String, from position: UInt64 = 0, firstNumber: UInt64 = 1) throws {
    self.path = path
    self.position = position
    nextNumber = firstNumber
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0, let reader = mrj_reader_create() else {
      let reason = String(cString: strerror(errno))
      if descriptor >= 0 { close(descriptor) }
      throw RecordsError(.file, "cannot read \(path): \(reason)")
    }
    size = UInt64(status.st_size)
    self.reader = reader
    if position == 0 { self.position = try byteOrderMark() }
  }

  deinit {
    mrj_reader_destroy(reader)
    close(descriptor)
  }

  /// Fills an empty batch with the next records, 1,024 at most.
  ///
  /// A line that is no JSON object is a rejected row with a ``RowRejection`` of step 0, code `not_json`. Answers false
  /// at the end of the file, with an empty batch. Throws ``RecordsError``.
  public func read(into batch: Batch) throws -> Bool {
    while true {
      batch.reset()
      guard position < size else { return false }
      guard let text = try load(into: batch) else {
        try passOverLongLine(into: batch)
        return true
      }
      read(text, into: batch)
      if batch.rowCount > 0 { return true }  // else blank lines only
    }
  }

  private struct Text {
    var offset: UInt64
    var length: UInt64
  }

  /// Reads whole lines from `position` into the batch's memory; nil where one line is longer than allowed.
  private func load(into batch: Batch) throws -> Text? {
    while true {
      let wanted = min(window, size - position)
      let offset = mrb_allocate(batch.region, wanted + 1)
      guard offset != 0 else { throw RecordsError(.batchFull, "\(path): a batch has no room for its lines") }
      let bytes = mrb_bytes(batch.region, offset)!
      let length = try fill(UnsafeMutableRawBufferPointer(start: bytes, count: Int(wanted)), at: position)
      if position + UInt64(length) >= size { return Text(offset: offset, length: UInt64(length)) }
      if let feed = UnsafeBufferPointer(start: bytes, count: length).lastIndex(of: 0x0A) {
        return Text(offset: offset, length: UInt64(feed) + 1)
      }
      guard window < Self.lineLimit else { return nil }
      window = min(window * 4, Self.lineLimit)
      batch.reset()
    }
  }

  private func read(_ text: Text, into batch: Batch) {
    var faults: UnsafePointer<mrj_fault>?
    var faultCount: UInt32 = 0
    let used = mrj_read(
      reader, batch.region, text.offset, text.length, nextNumber, position, &faults, &faultCount)
    for fault in UnsafeBufferPointer(start: faults, count: Int(faultCount)) {
      batch.rejections.append(
        RowRejection(row: Int(fault.row), step: 0, code: "not_json", reason: String(cString: fault.message)))
    }
    position += used
    nextNumber += UInt64(batch.rowCount)
    if batch.rowCount == Int(MRB_ROWS) || used < text.length {
      window = min(max(used + used / 16, 1 << 16), Self.largestWindow)
    } else {
      window = min(window * 2, Self.largestWindow)
    }
  }

  /// Makes a rejected row of a line that is longer than ``lineLimit`` and goes on behind it.
  private func passOverLongLine(into batch: Batch) throws {
    var end = position
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 1)
    defer { piece.deallocate() }
    while end < size {
      let length = try fill(
        UnsafeMutableRawBufferPointer(rebasing: piece.prefix(Int(min(size - end, 1 << 20)))), at: end)
      if let feed = memchr(piece.baseAddress!, 0x0A, length) {
        end += UInt64(UnsafeRawPointer(feed) - UnsafeRawPointer(piece.baseAddress!)) + 1
        break
      }
      end += UInt64(length)
    }
    batch.reset()
    let row = batch.appendRow(number: nextNumber, position: end)!
    batch.reject(
      RowRejection(row: row, step: 0, code: "not_json", reason: "the line is longer than \(Self.lineLimit >> 20) MB"))
    position = end
    nextNumber += 1
    window = 1 << 20
  }

  /// Reads as many bytes as the buffer holds or the file has.
  private func fill(_ buffer: UnsafeMutableRawBufferPointer, at position: UInt64) throws -> Int {
    var length = 0
    while length < buffer.count {
      let count = pread(
        descriptor, buffer.baseAddress! + length, buffer.count - length, off_t(position) + off_t(length))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw RecordsError(.file, "cannot read \(path): \(String(cString: strerror(errno)))") }
      guard count > 0 else {
        throw RecordsError(.file, "cannot read \(path): it became shorter while it was read")
      }
      length += count
    }
    return length
  }

  private func byteOrderMark() throws -> UInt64 {
    guard size >= 3 else { return 0 }
    var bytes: (UInt8, UInt8, UInt8) = (0, 0, 0)
    _ = try withUnsafeMutableBytes(of: &bytes) { try fill($0, at: 0) }
    return bytes == (0xEF, 0xBB, 0xBF) ? 3 : 0
  }
}
