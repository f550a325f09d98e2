import Foundation

/// A download of a run, kept until its goal is through with it.
struct SpoolFile: Sendable {
  let url: URL

  /// `name` tells goals and lists of one run apart.
  init(folder: URL, run: Int64, name: String) {
    url = folder.appending(path: "run-\(run)-\(name).ndjson", directoryHint: .notDirectory)
  }

  private init(url: URL) { self.url = url }

  var path: String { url.path(percentEncoded: false) }
  var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// Another file of the same goal.
  func sibling(_ name: String) -> SpoolFile {
    SpoolFile(url: url.deletingPathExtension().appendingPathExtension("\(name).txt"))
  }

  func remove() { try? FileManager.default.removeItem(at: url) }

  /// Makes the folder, readable by its owner only. Throws ``ConnectionsError`` `spool`.
  static func prepare(_ folder: URL) throws {
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw ConnectionsError(.spool, "cannot make the spool folder \(folder.path(percentEncoded: false))")
    }
  }

  /// Removes everything that a run left.
  static func removeAll(of run: Int64, in folder: URL) {
    let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    for file in files where file.lastPathComponent.hasPrefix("run-\(run)-") {
      try? FileManager.default.removeItem(at: file)
    }
  }
}
