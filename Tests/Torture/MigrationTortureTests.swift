import Foundation
import GRDB
import Testing

@testable import SQLiteStore

/// Upgrades that are killed, or meet a bad disk, at any call: the store is the old one, or one that stands between two
/// released versions, or the new one, and whole; the next start makes it the new one with all that it held.
@Suite(.serialized) struct MigrationTortureTests {
  /// Stores of earlier versions, as they lie on people's disks.
  static let schemas: [String] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "SQLiteStoreTests/Schemas")
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".sql") }.sorted().map { folder.appending(path: $0).path }
  }()

  /// The tables of every version that a store may be of, the first released to the newest.
  static let versions = Result {
    try Schema.migrator.migrations.map { name in
      let queue = try DatabaseQueue()
      try Schema.migrator.migrate(queue, upTo: name)
      return try tables(queue)
    }
  }

  private static func tables(_ reader: any DatabaseReader) throws -> Set<String> {
    try reader.read {
      Set(
        try String.fetchAll(
          $0, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name <> 'grdb_migrations'"))
    }
  }

  private static func trial(_ schema: String) -> Trial {
    Trial(
      subscribers: 0,
      prepare: { place in
        try place.millrace("segment", "list")  // makes the home
        for file in try FileManager.default.contentsOfDirectory(atPath: place.home.path)
        where file.hasPrefix("millrace.db") {
          try FileManager.default.removeItem(at: place.home.appending(path: file))
        }
        let queue = try DatabaseQueue(path: place.database.path)
        try queue.writeWithoutTransaction { try $0.execute(sql: String(contentsOfFile: schema, encoding: .utf8)) }
        try queue.close()
      },
      arguments: { ["property", "add", "tortured", "--type", "text", "--home", $0.home.path] },
      wound: { place in
        // A copy, so that what is looked at here does not mend what millrace is to mend.
        let copy = place.folder.appending(path: "wound.db").path
        defer { for suffix in ["", "-wal", "-shm"] { unlink(copy + suffix) } }
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: place.database.path + suffix) {
          try FileManager.default.copyItem(atPath: place.database.path + suffix, toPath: copy + suffix)
        }
        let queue = try DatabaseQueue(path: copy)
        defer { try? queue.close() }
        let check = try queue.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
        if check != "ok" { return "damaged: \(check ?? "empty")" }
        return try versions.get().contains(tables(queue)) ? nil : "the store is of no version"
      },
      end: { try StoreContent.lines($0.database) + $0.leftovers() })
  }

  static let firstStart = Trial(
    subscribers: 0, prepare: { _ in },
    arguments: { ["property", "add", "tortured", "--type", "text", "--home", $0.home.path] },
    end: { try StoreContent.lines($0.database) + $0.leftovers() })

  @Test func `a first start that is killed, or meets a bad disk, at any call`() throws {
    try Self.firstStart.run("first start, kill -9 before a call", .kill, share: 10)
    try Self.firstStart.run("first start, kill -9 within a write", .tear, share: 8)
    try Self.firstStart.run("first start, ENOSPC from then on", .staysFull, share: 4)
    try Self.firstStart.run("first start, EIO once", .broken, share: 4)
  }

  @Test(arguments: schemas)
  func `an upgrade that is killed at any call`(schema: String) throws {
    let name = URL(filePath: schema).deletingPathExtension().lastPathComponent
    try Self.trial(schema).run("upgrade from schema \(name), kill -9 before a call", .kill, share: 12)
    try Self.trial(schema).run("upgrade from schema \(name), kill -9 within a write", .tear, share: 8)
  }

  @Test(arguments: schemas)
  func `an upgrade that meets a bad disk at any call`(schema: String) throws {
    let name = URL(filePath: schema).deletingPathExtension().lastPathComponent
    try Self.trial(schema).run("upgrade from schema \(name), ENOSPC from then on", .staysFull, share: 5)
    try Self.trial(schema).run("upgrade from schema \(name), EIO once", .broken, share: 5)
  }
}
