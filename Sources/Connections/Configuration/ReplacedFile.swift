import Foundation

/// A file whose content is exchanged in one step: whoever reads it, and whatever crashes, finds the old or the new one.
public enum ReplacedFile {
  /// Keeps the file's mode and owner, and the link that leads to it. Throws ``ConnectionsError``.
  public static func replace(_ url: URL, with text: String) throws(ConnectionsError) {
    let path = url.resolvingSymlinksInPath().path
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure(path, errno) }
    let folder = (path as NSString).deletingLastPathComponent
    var template = Array("\(folder)/.millrace-XXXXXX".utf8CString)
    let file = mkstemp(&template)
    guard file >= 0 else { throw failure(path, errno) }
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    var isDone = false
    defer {
      close(file)
      if !isDone { unlink(template) }
    }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(path, count < 0 ? errno : ENOSPC) }
      rest = rest.dropFirst(count)
    }
    // Another's file stays theirs where this user may give it away.
    if status.st_uid != geteuid() || status.st_gid != getegid() { _ = fchown(file, status.st_uid, status.st_gid) }
    guard fchmod(file, status.st_mode & 0o7777) == 0, fsync(file) == 0, rename(template, path) == 0 else {
      throw failure(path, errno)
    }
    isDone = true
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if directory >= 0 {
      fsync(directory)
      close(directory)
    }
  }

  private static func failure(_ path: String, _ code: Int32) -> ConnectionsError {
    ConnectionsError(
      .file, "cannot write \(path): \(String(cString: strerror(code)))",
      hint: "make it and its folder writable for the user who runs this")
  }
}
