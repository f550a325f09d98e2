import Foundation

/// Tells when the files of some folders have changed, by looking: that works for folders that do not exist yet, links
/// and network file systems alike. A file that is still being written counts as changed when it has come to rest.
public struct FolderWatch: Sendable {
  private let folders: [URL]
  private let extensions: Set<String>
  private var known: [String: Mark]?
  private var seen: [String: Mark]?

  /// What a change of content, owner or permissions changes.
  private struct Mark: Sendable, Equatable {
    let inode: UInt64
    let size: Int64
    let changed: [Int]

    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      inode = UInt64(status.st_ino)
      size = Int64(status.st_size)
      changed = [status.st_mtim, status.st_ctim].flatMap { [$0.tv_sec, $0.tv_nsec] }
    }
  }

  /// Watches the files whose names end with a dot and one of `extensions`, hidden ones aside.
  public init(folders: [URL], extensions: Set<String>) {
    self.folders = folders
    self.extensions = extensions
  }

  /// Whether something has changed since the last time that this was true; the first look is always true. Call it again
  /// and again: a change is told by the second look in a row that sees the same.
  public mutating func changed() -> Bool {
    let now = look()
    defer { seen = now }
    if let known, now == known || now != seen { return false }
    known = now
    return true
  }

  private func look() -> [String: Mark] {
    var marks: [String: Mark] = [:]
    for folder in folders {
      let folder = folder.resolvingSymlinksInPath()
      for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      where !name.hasPrefix(".") && extensions.contains(where: { name.hasSuffix("." + $0) }) {
        let path = folder.appendingPathComponent(name).path
        marks[path] = Mark(path)
      }
    }
    return marks
  }
}
