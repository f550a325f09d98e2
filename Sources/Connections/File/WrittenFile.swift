import Foundation

/// A file that people write, as text.
enum WrittenFile {
  /// Throws ``ConnectionsError`` `file` where it is not there, cannot be read, is larger than `sizeLimit` bytes or no UTF-8.
  static func text(of url: URL, sizeLimit: Int) throws -> String {
    let path = url.path(percentEncoded: false)
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      let known = FileManager.default.fileExists(atPath: path)
      throw ConnectionsError(.file, known ? "cannot read \(path)" : "there is no file \(path)")
    }
    guard data.count <= sizeLimit else {
      throw ConnectionsError(.file, "\(path) is larger than \(sizeLimit >> 10) kB")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw ConnectionsError(.file, "\(path) is not UTF-8 text")
    }
    return text
  }
}
