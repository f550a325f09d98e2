import Foundation

/// Records as they came, read again from the file that they came in. One thread.
final class SourceLines {
  private let descriptor: Int32
  private var bytes: [UInt8] = []

  /// Throws ``ConnectionsError`` `spool`.
  init(path: String) throws {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ConnectionsError(.spool, "cannot read \(path): \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(descriptor) }

  /// Lends the line without its ends to `body`; nil where it is longer than `limit` or cannot be read.
  func withLine<Result>(
    _ place: Range<UInt64>, limit: Int, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result? {
    guard place.count <= limit else { return nil }
    if bytes.count < place.count { bytes = [UInt8](repeating: 0, count: place.count) }
    return try bytes.withUnsafeMutableBytes { buffer in
      guard pread(descriptor, buffer.baseAddress, place.count, off_t(place.lowerBound)) == place.count else {
        return nil
      }
      var line = UnsafeRawBufferPointer(buffer)[..<place.count]
      while let last = line.last, last <= 0x20 { line.removeLast() }
      while let first = line.first, first <= 0x20 { line.removeFirst() }
      return try body(UnsafeRawBufferPointer(rebasing: line))
    }
  }
}
