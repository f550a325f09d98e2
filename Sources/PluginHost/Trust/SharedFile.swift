import Foundation

/// A small file that several processes read and change. It is replaced in one step, so that a reader sees it whole, and so
/// does whoever comes after a crash or a power cut; changes wait for each other.
struct SharedFile: Sendable {
  let url: URL

  /// Nil where there is none. Throws ``PluginHostError``: `file`, or `exposed` where others may write it.
  func read() throws -> Data? {
    if let exposure = PathExposure.first(on: url.path) {
      throw PluginHostError(
        .exposed, "\(url.path) cannot be relied upon: \(exposure.path) \(exposure.reason)", hint: exposure.remedy)
    }
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    do {
      return try Data(contentsOf: url)
    } catch {
      throw PluginHostError(.file, "cannot read \(url.path): \(error.localizedDescription)")
    }
  }

  /// Reads and replaces it while nobody else does; `change` answers nil where it stays as it is. Throws as
  /// ``read()`` does, what `change` throws, and ``PluginHostError`` with code `file` where it cannot be written.
  func update(_ change: (Data?) throws -> Data?) throws {
    let folder = url.deletingLastPathComponent()
    try? FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    // The folder is what is locked: the file itself is another one after each change.
    let lock = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard lock >= 0 else { throw unwritable() }
    defer { close(lock) }
    while flock(lock, LOCK_EX) != 0 { guard errno == EINTR else { throw unwritable() } }
    guard let data = try change(read()) else { return }
    try replace(with: data)
    fsync(lock)
  }

  private func replace(with data: Data) throws {
    let temporary = url.path + ".new"
    unlink(temporary)
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw unwritable() }
    defer { close(file) }
    do {
      try FileHandle(fileDescriptor: file, closeOnDealloc: false).write(contentsOf: data)
    } catch {
      throw PluginHostError(.file, "cannot write \(url.path): \(error.localizedDescription)")
    }
    guard fsync(file) == 0, rename(temporary, url.path) == 0 else { throw unwritable() }
  }

  private func unwritable() -> PluginHostError {
    PluginHostError(.file, "cannot write \(url.path): \(lastSystemError())")
  }
}
