import Foundation
import Glibc

extension SpoolFile {
  private static let bytesAtATime = 65_536

  /// Writes lines beside the file's place, and puts them there when they are whole and synced; a kill leaves nothing that the
  /// run's end does not remove. `body` is given what adds a line.
  /// Throws ``ConnectionsError`` `spool`, and what `body` throws.
  func write(_ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void) throws {
    let unfinished = sibling("unfinished").path
    let file = open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure() }
    var isWhole = false
    defer {
      close(file)
      if !isWhole { unlink(unfinished) }
    }
    var bytes: [UInt8] = []
    try body { line in
      bytes += line
      bytes.append(UInt8(ascii: "\n"))
      if bytes.count >= Self.bytesAtATime { try write(&bytes, to: file) }
    }
    try write(&bytes, to: file)
    guard fsync(file) == 0, rename(unfinished, path) == 0 else { throw failure() }
    isWhole = true
  }

  private func write(_ bytes: inout [UInt8], to file: Int32) throws {
    try bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let written = Glibc.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if written < 0 {
          if errno == EINTR { continue }
          throw failure()
        }
        rest = rest.dropFirst(written)
      }
    }
    bytes.removeAll(keepingCapacity: true)
  }

  private func failure() -> ConnectionsError {
    ConnectionsError(
      .spool, "cannot write the spool file \(path): \(String(cString: strerror(errno)))",
      hint: "check the spool folder's rights and free space")
  }
}
