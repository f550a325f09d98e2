import Connections
import Foundation

/// Keys that somebody entered in the console: a file each, in the home folder's `secrets`, which its owner alone can read. Connections
/// hold references to them, never the keys.
struct SecretFiles: Sendable {
  let folder: URL

  /// Does `body` with the reference to the key, and keeps the key where that succeeds: a change that is refused leaves the key as
  /// it was. What is a reference already stays one. Throws ``ConsoleError``, and what `body` throws.
  func keeping<Result>(_ key: String, for connection: String, _ body: (String) throws -> Result) throws -> Result {
    if key.hasPrefix("${") {
      guard SecretReference(key) != nil else {
        throw ConsoleError(
          .badRequest, "this is no reference to a key", hint: "write ${env:NAME}, ${file:/path} or ${cred:NAME}")
      }
      return try body(key)
    }
    guard key.utf8.count < 4096, key.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7f }) else {
      throw ConsoleError(.badRequest, "this is no API key", hint: "copy it from the project's settings at Iterable")
    }
    let file = folder.appending(path: "\(connection)-iterable")
    let new = try write(key, beside: file)
    defer { unlink(new) }
    let result = try body("${file:\(file.path)}")
    guard rename(new, file.path) == 0 else { throw failure(file) }
    return result
  }

  /// Writes the key to a file of its own, and answers its path.
  private func write(_ key: String, beside file: URL) throws(ConsoleError) -> String {
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw failure(file)
    }
    var template = Array("\(file.path).XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw failure(file) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    defer { close(descriptor) }
    let path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    let bytes = Array((key + "\n").utf8)
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      let error = failure(file)
      unlink(path)
      throw error
    }
    return path
  }

  private func failure(_ file: URL) -> ConsoleError {
    ConsoleError(
      .failed, "the key cannot be written to \(file.path): \(String(cString: strerror(errno)))",
      hint: "make its folder writable for the user who serves")
  }
}

extension Workspace {
  var secrets: SecretFiles {
    SecretFiles(folder: home.absoluteURL.standardizedFileURL.appending(path: "secrets", directoryHint: .isDirectory))
  }
}
