import CWorker
import Crypto
import Foundation

/// A plugin's file as it was when it was opened: its bytes in sealed memory, their SHA-256, and where they came from.
///
/// What was hashed is what is loaded, whatever happens to the path in between.
public final class PluginFile: Sendable {
  public let path: String
  /// Lower-case hexadecimal.
  public let sha256: String
  /// Who else may change what lies there, as it was when the file was read; nil where nobody may.
  public let exposure: PathExposure?
  /// A sealed memory file, open as long as this object lives.
  package let descriptor: Int32

  /// Plugins larger than this are refused, in bytes.
  static let sizeLimit = 256 << 20

  /// Reads the file once. Throws ``PluginHostError`` with code `file`.
  public init(reading path: String) throws {
    let (bytes, status) = try Self.bytes(of: path)
    let copy = bytes.withUnsafeBytes { mrw_sealed_copy($0.baseAddress, UInt64($0.count)) }
    guard copy >= 0 else { throw PluginHostError(.memory, "no memory for \(path): \(lastSystemError())") }
    self.path = path
    exposure = PathExposure.first(on: path, opened: status)
    descriptor = copy
    sha256 = SHA256.hash(data: bytes).map { String(UInt8($0), radix: 16).leftPadded(to: 2) }.joined()
  }

  deinit { close(descriptor) }

  /// What was read.
  func contents() -> Data {
    (try? Data(contentsOf: URL(fileURLWithPath: "/proc/self/fd/\(descriptor)"))) ?? Data()
  }

  var name: String { URL(fileURLWithPath: path).lastPathComponent }

  private static func bytes(of path: String) throws -> (bytes: Data, status: stat) {
    // Not blocking, so that a pipe in the folder cannot hold the host.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw PluginHostError(.file, "cannot read \(path): \(lastSystemError())") }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw PluginHostError(.file, "\(path) is not a file")
    }
    guard status.st_size <= sizeLimit else {
      throw PluginHostError(.file, "\(path) has more than \(sizeLimit >> 20) MB, which no plugin needs")
    }
    do {
      return (try FileHandle(fileDescriptor: file, closeOnDealloc: false).readToEnd() ?? Data(), status)
    } catch {
      throw PluginHostError(.file, "cannot read \(path): \(error.localizedDescription)")
    }
  }
}

/// The words for `errno`.
func lastSystemError() -> String { String(cString: strerror(errno)) }

extension String {
  fileprivate func leftPadded(to length: Int) -> String { String(repeating: "0", count: max(0, length - count)) + self }
}
