import Foundation

/// The files that may run in Millrace's own process, by SHA-256: a text file of lines `sha256  name`.
public struct TrustList: Sendable {
  public let url: URL

  public init(url: URL) { self.url = url }

  /// The hashes in the file; none where it does not exist. Throws ``PluginHostError`` with code `file`.
  public func hashes() throws -> Set<String> { Set(try lines().map(\.sha256)) }

  /// Throws ``PluginHostError`` with code `file`.
  public func trust(_ file: PluginFile) throws {
    let lines = try lines()
    if lines.contains(where: { $0.sha256 == file.sha256 }) { return }
    try write(lines + [(file.sha256, file.name)])
  }

  /// False where it was not trusted. Throws ``PluginHostError`` with code `file`.
  public func untrust(_ file: PluginFile) throws -> Bool {
    let lines = try lines()
    let others = lines.filter { $0.sha256 != file.sha256 }
    if others.count == lines.count { return false }
    try write(others)
    return true
  }

  private func lines() throws -> [(sha256: String, name: String)] {
    guard FileManager.default.fileExists(atPath: url.path) else { return [] }
    let text: String
    do {
      text = try String(contentsOf: url, encoding: .utf8)
    } catch {
      throw PluginHostError(.file, "cannot read \(url.path): \(error.localizedDescription)")
    }
    return try text.split(separator: "\n").enumerated().map { index, line in
      let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
      guard let sha256 = parts.first, sha256.count == 64, sha256.allSatisfy({ $0.isHexDigit && !$0.isUppercase }) else {
        throw PluginHostError(.file, "\(url.path):\(index + 1): expected a SHA-256 and a name")
      }
      return (String(sha256), parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
    }
  }

  private func write(_ lines: [(sha256: String, name: String)]) throws {
    let text = lines.map { "\($0.sha256)  \($0.name)\n" }.joined()
    do {
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url, options: .atomic)
    } catch {
      throw PluginHostError(.file, "cannot write \(url.path): \(error.localizedDescription)")
    }
  }
}
