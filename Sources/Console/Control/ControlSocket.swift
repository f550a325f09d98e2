import Foundation

/// The name of a Unix socket as the kernel takes it: 107 bytes at most, so that a longer path goes through its folder, which
/// stays open as long as this object lives.
final class ControlSocket: Sendable {
  let path: String
  private let folder: Int32

  /// Throws ``ConsoleError`` where the folder cannot be opened.
  init(_ url: URL) throws(ConsoleError) {
    let whole = url.path
    guard whole.utf8.count > 107 else {
      (path, folder) = (whole, -1)
      return
    }
    folder = open(url.deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else {
      throw ConsoleError(.unreachable, "cannot open the folder of \(whole): \(String(cString: strerror(errno)))")
    }
    path = "/proc/self/fd/\(folder)/\(url.lastPathComponent)"
  }

  deinit { if folder >= 0 { close(folder) } }

  /// A connection to whoever listens; nil where nobody does. The caller closes it.
  func connect() -> Int32? {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    if result == 0 { return descriptor }
    close(descriptor)
    return nil
  }
}
