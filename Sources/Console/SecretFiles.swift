import Connections
import Foundation

/// Keys that somebody entered in the console: a file each, in the home folder's `secrets`, which its owner alone can read. Connections
/// hold references to them, never the keys.
struct SecretFiles: Sendable {
  let folder: URL

  /// Keeps the key and answers the reference to it; what is a reference already stays one. Throws ``ConsoleError``.
  func reference(for key: String, connection: String) throws(ConsoleError) -> String {
    if key.hasPrefix("${") {
      guard SecretReference(key) != nil else {
        throw ConsoleError(
          .badRequest, "this is no reference to a key", hint: "write ${env:NAME}, ${file:/path} or ${cred:NAME}")
      }
      return key
    }
    guard key.utf8.count <= 4096, key.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7f }) else {
      throw ConsoleError(.badRequest, "this is no API key", hint: "copy it from the project's settings at Iterable")
    }
    let file = folder.appending(path: "\(connection)-iterable")
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw failure(file)
    }
    let new = file.path + ".new"
    unlink(new)
    let descriptor = open(new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(file) }
    defer { close(descriptor) }
    let bytes = Array((key + "\n").utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0, rename(new, file.path) == 0
    else { throw failure(file) }
    return "${file:\(file.path)}"
  }

  private func failure(_ file: URL) -> ConsoleError {
    ConsoleError(
      .failed, "the key cannot be written to \(file.path): \(String(cString: strerror(errno)))",
      hint: "make its folder writable for the user who serves")
  }
}

extension Workspace {
  var secrets: SecretFiles { SecretFiles(folder: home.appending(path: "secrets", directoryHint: .isDirectory)) }
}
