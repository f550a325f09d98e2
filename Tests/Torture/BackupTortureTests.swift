import Foundation
import Testing

/// Backups and restores that are killed, or meet a bad disk, at any call: a backup is there whole or not at all, and the
/// store is the one of before or the restored one, never neither.
@Suite(.serialized) struct BackupTortureTests {
  private static func copy(_ place: Place) -> URL { place.disk.appending(path: "copy.db") }
  private static func kept(_ place: Place) -> URL { place.home.appending(path: "millrace.db.before-restore") }

  private static func exists(_ file: URL) -> Bool { FileManager.default.fileExists(atPath: file.path) }

  /// Whether the store of profiles in the file holds the property that only the changed one has.
  private static func isChanged(_ file: URL) throws -> Bool? {
    guard exists(file) else { return nil }
    let lines = try StoreContent.lines(file)
    return lines.contains { $0.hasPrefix("damaged") } ? nil : lines.contains { $0.hasPrefix("property name=later ") }
  }

  static let backups = Trial(
    prepare: { place in
      try Goals.prepareImport(place)
      try place.millrace("run", place.folder.appending(path: "import.yaml").path)
    },
    arguments: { ["backup", copy($0).path, "--home", $0.home.path] },
    wound: { place in
      guard exists(copy(place)) else { return nil }
      return try StoreContent.lines(copy(place)) == StoreContent.lines(place.database)
        ? nil : "the backup is not the whole store"
    },
    again: { place in if !exists(copy(place)) { try place.millrace("backup", copy(place).path) } },
    end: { place in
      try StoreContent.lines(place.database) + StoreContent.lines(copy(place)).map { "copy: \($0)" }
        + place.leftovers()
    })

  static let restores = Trial(
    prepare: { place in
      try backups.prepare(place)
      try place.millrace("backup", copy(place).path)
      try place.millrace("property", "add", "later", "--type", "text")
    },
    arguments: { ["restore", copy($0).path, "--home", $0.home.path] },
    wound: { place in
      // The journal belongs to the store, so the file is looked at where it lies.
      guard let now = try isChanged(place.database) else { return "there is no store" }
      if now { return nil }
      return try isChanged(kept(place)) == true ? nil : "the store that was there is lost"
    },
    again: { place in
      if try isChanged(place.database) == true { try place.millrace("restore", copy(place).path) }
    },
    end: { place in
      try StoreContent.lines(place.database) + StoreContent.lines(kept(place)).map { "kept: \($0)" } + place.leftovers()
    })

  @Test func `a backup that is killed at any call`() throws {
    try Self.backups.run("backup, kill -9 before a call", .kill, share: 10)
    try Self.backups.run("backup, kill -9 within a write", .tear, share: 6)
  }

  @Test func `a backup that meets a bad disk at any call`() throws {
    try Self.backups.run("backup, ENOSPC from then on", .staysFull, share: 5)
    try Self.backups.run("backup, EIO once", .broken, share: 5)
  }

  @Test func `a restore that is killed at any call`() throws {
    try Self.restores.run("restore, kill -9 before a call", .kill, share: 10)
    try Self.restores.run("restore, kill -9 within a write", .tear, share: 6)
  }

  @Test func `a restore that meets a bad disk at any call`() throws {
    try Self.restores.run("restore, ENOSPC from then on", .staysFull, share: 5)
    try Self.restores.run("restore, EIO once", .broken, share: 5)
  }
}
