import Foundation
import Glibc

/// A file system of a given size in memory, mounted over a folder.
struct SmallDisk {
  struct NoMount: Error { var words: String }

  /// Mounting takes root, and a machine or container that lets it.
  static let isPossible: Bool = {
    let folder = FileManager.default.temporaryDirectory.appending(path: "small-disk-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try SmallDisk(over: folder).unmount()
      return true
    } catch {
      return false
    }
  }()

  /// As large as it is while nothing is to go wrong.
  static let ampleBytes = 256 << 20

  private let folder: String

  init(over folder: URL) throws {
    self.folder = folder.path
    try Self.call("mount", "-t", "tmpfs", "-o", "size=\(Self.ampleBytes),mode=0700", "tmpfs", self.folder)
  }

  /// What was on it is gone.
  func unmount() { try? Self.call("umount", "-l", folder) }

  var usedBytes: Int {
    var status = statvfs()
    guard statvfs(folder, &status) == 0 else { return 0 }
    return Int(status.f_blocks - status.f_bfree) * Int(status.f_frsize)
  }

  /// - Parameter bytes: room for so much beside what is there already.
  func leave(_ bytes: Int) throws { try resize(usedBytes + bytes) }

  func makeRoom() throws { try resize(Self.ampleBytes) }

  private func resize(_ bytes: Int) throws {
    // 0 would be no limit at all.
    try Self.call("mount", "-o", "remount,size=\(max(bytes, 4096))", folder)
  }

  private static func call(_ command: String...) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    let messages = Pipe()
    process.standardError = messages
    try process.run()
    let words = String(decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if process.terminationStatus != 0 { throw NoMount(words: "\(command.joined(separator: " ")): \(words)") }
  }
}
