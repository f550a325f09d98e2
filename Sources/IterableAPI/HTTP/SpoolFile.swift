import Foundation
import Glibc

/// A download on its way to disk: written beside its place as `.part`, and in its place only when whole and synced.
/// The transport's thread writes while the owner waits for the answer; never both at once.
final class SpoolFile: @unchecked Sendable {
  // @unchecked: the hand-over between the two threads is the transport's lock.
  let url: URL
  private let partURL: URL
  private let descriptor: Int32
  private static let longestLine = 32 << 20
  private(set) var size: Int64 = 0
  private var isOpen = true

  init(replacing url: URL) throws {
    self.url = url
    partURL = url.appendingPathExtension("part")
    descriptor = open(partURL.path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SpoolFile.failure("cannot create the spool file \(partURL.path)") }
  }

  deinit { discard() }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if written < 0 {
        if errno == EINTR { continue }
        throw SpoolFile.failure("cannot write the spool file \(partURL.path)")
      }
      size += Int64(written)
      rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
  }

  /// Forgets what came after `size`.
  func rollBack(to size: Int64) throws {
    guard self.size != size else { return }
    guard ftruncate(descriptor, Int(size)) == 0, lseek(descriptor, Int(size), SEEK_SET) == size else {
      throw SpoolFile.failure("cannot shorten the spool file \(partURL.path)")
    }
    self.size = size
  }

  /// Ends the last row with a newline if it has none, so that what is appended next is a row of its own.
  func endLine() throws {
    guard size > 0, try read(1, before: size) != [UInt8(ascii: "\n")] else { return }
    try withUnsafeBytes(of: UInt8(ascii: "\n")) { try write($0) }
  }

  /// What stands after the last newline, if that is not before `start`: a row that may be whole or cut. Empty when
  /// the file ends with a newline, nil when it is longer than any row.
  func unendedLine(from start: Int64) throws -> [UInt8]? {
    var lineStart = start
    var end = size
    while end > start {
      let piece = try read(Int(min(64 << 10, end - start)), before: end)
      end -= Int64(piece.count)
      if let newline = piece.lastIndex(of: UInt8(ascii: "\n")) {
        lineStart = end + Int64(newline) + 1
        break
      }
      if size - end > SpoolFile.longestLine { return nil }
    }
    return try read(Int(size - lineStart), before: size)
  }

  /// What stands from `start` to the end; nil where it is nothing or more than `count` bytes.
  func bytes(from start: Int64, atMost count: Int) throws -> [UInt8]? {
    let size = Int(size - start)
    return size > 0 && size <= count ? try read(size, before: self.size) : nil
  }

  private func read(_ count: Int, before end: Int64) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    guard pread(descriptor, &bytes, count, Int(end) - count) == count else {
      throw SpoolFile.failure("cannot read the spool file \(partURL.path)")
    }
    return bytes
  }

  /// Syncs the file, puts it in its place and syncs the folder.
  func commit() throws {
    guard fsync(descriptor) == 0, rename(partURL.path, url.path) == 0 else {
      throw SpoolFile.failure("cannot put the spool file \(url.path) in its place")
    }
    close(descriptor)
    isOpen = false
    let folder = open(url.deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  /// Removes the unfinished file; after `commit` there is nothing to do.
  func discard() {
    guard isOpen else { return }
    isOpen = false
    close(descriptor)
    unlink(partURL.path)
  }

  private static func failure(_ text: String) -> IterableError {
    IterableError(
      .storage, "\(text): \(String(cString: strerror(errno)))", hint: "check the spool folder's rights and free space")
  }
}
