import Foundation
import Profiles

/// Keeps a second writing process away as long as it lives. The lock goes with the process, however it ends.
final class LockFile: Sendable {
  private let descriptor: Int32

  /// `storeInUse` where another process, or another store in this one, has it.
  init(path: String) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw ProfilesError(
        .storage, "cannot open \(path): \(String(cString: strerror(errno)))",
        hint: "check that the folder exists and is writable")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = Self.holder(descriptor)
      close(descriptor)
      throw ProfilesError(
        .storeInUse, "the store is open for writing in another process\(holder)",
        hint: "wait until it has finished, or stop it")
    }
    let holder = "\(getpid())\n"
    ftruncate(descriptor, 0)
    _ = holder.withCString { pwrite(descriptor, $0, strlen($0), 0) }
  }

  deinit { close(descriptor) }

  private static func holder(_ descriptor: Int32) -> String {
    withUnsafeTemporaryAllocation(byteCount: 32, alignment: 1) { buffer in
      let count = pread(descriptor, buffer.baseAddress!, buffer.count, 0)
      guard count > 0 else { return "" }
      let text = String(decoding: UnsafeRawBufferPointer(buffer)[..<count], as: UTF8.self)
      return Int(text.dropLast()).map { " (\($0))" } ?? ""
    }
  }
}
