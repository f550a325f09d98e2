import Foundation

/// A download of a run, kept until its goal is through with it.
struct SpoolFile: Sendable {
  let url: URL

  /// `name` tells goals and lists of one run apart.
  init(folder: URL, run: Int64, name: String) {
    url = folder.appending(path: "run-\(run)-\(name).ndjson", directoryHint: .notDirectory)
  }

  /// For a preview, which belongs to no run.
  init(previewIn folder: URL) {
    url = folder.appending(path: "\(Self.previewPrefix)\(UUID().uuidString).ndjson", directoryHint: .notDirectory)
  }

  private init(url: URL) { self.url = url }

  private static let previewPrefix = "preview-"

  var path: String { url.path(percentEncoded: false) }
  var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// Another file of the same goal.
  func sibling(_ name: String) -> SpoolFile {
    SpoolFile(url: url.deletingPathExtension().appendingPathExtension("\(name).txt"))
  }

  func remove() { try? FileManager.default.removeItem(at: url) }

  /// Makes the folder, readable by its owner only, and removes what killed previews left a day ago, and
  /// the marks of runs that do not go on. Throws ``ConnectionsError`` `spool`.
  static func prepare(_ folder: URL) throws {
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw ConnectionsError(.spool, "cannot make the spool folder \(folder.path(percentEncoded: false))")
    }
    let yesterday = Date(timeIntervalSinceNow: -86_400)
    removeAll(in: folder) { file in
      if let run = RunMark.run(markedBy: file) { return !RunMark.isHeld(run: run, in: folder) }
      guard file.lastPathComponent.hasPrefix(previewPrefix) else { return false }
      let changed = try? file.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
      return changed.map { $0 < yesterday } ?? false
    }
  }

  /// Removes everything that a run left.
  static func removeAll(of run: Int64, in folder: URL) {
    removeAll(in: folder) { $0.lastPathComponent.hasPrefix("run-\(run)-") }
  }

  private static func removeAll(in folder: URL, where isLeft: (URL) -> Bool) {
    let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    for file in files where isLeft(file) { try? FileManager.default.removeItem(at: file) }
  }
}
