import Foundation
import Synchronization

/// What was read lately: a service asks for its connections again and again, and their texts seldom change. What is known of a
/// text depends on nothing but the text and where it lies.
///
/// Thread: any.
final class ReadFiles: Sendable {
  struct Key: Hashable {
    var text: String
    var name: String
    var folder: URL
    var file: URL?
  }

  private struct Memory {
    var files: [Key: ConnectionFile] = [:]
    var bytes = 0
  }
  private let memory = Mutex(Memory())
  private let limit: Int

  /// Texts of `limit` bytes together are remembered; then all are forgotten.
  init(limit: Int) { self.limit = limit }

  func file(_ key: Key, read: (Key) -> ConnectionFile) -> ConnectionFile {
    if let known = memory.withLock({ $0.files[key] }) { return known }
    let file = read(key)
    let size = key.text.utf8.count
    memory.withLock { memory in
      if memory.bytes + size > limit { memory = Memory() }
      if memory.files.updateValue(file, forKey: key) == nil { memory.bytes += size }
    }
    return file
  }
}
