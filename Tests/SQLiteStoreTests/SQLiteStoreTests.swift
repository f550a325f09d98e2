import Foundation
import GRDB
import Profiles
import SQLiteStore
import Testing

/// A folder that goes with the test.
final class TemporaryFolder {
  let url: URL
  var store: String { url.appending(path: "millrace.db").path }

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "millrace-store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}

@Suite struct SQLiteStoreTests {
  let folder: TemporaryFolder
  var path: String { folder.store }

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: StoreConformance.all.map(\.name), [64, 0])
  func `is a store`(_ rule: String, cacheMegabytes: Int) throws {
    let suite = try StoreConformance { [path] clock in
      try SQLiteStore(path: path, cacheMegabytes: cacheMegabytes, now: clock)
    }
    try StoreConformance.all.first { $0.name == rule }!.body(suite)
  }

  private func error(_ body: () throws -> some Any) -> ProfilesError? {
    #expect(throws: ProfilesError.self) { _ = try body() }
  }

  @Test func `what was written is there when it is opened again, and nothing else is left beside it`() throws {
    let suite = try StoreConformance { [path] in try SQLiteStore(path: path, now: $0) }
    try suite.add("a@x.com")
    try (suite.store as? SQLiteStore)?.close()
    let again = try SQLiteStore(path: path)
    #expect(try again.read { try $0.profileCount() } == 1)
    try again.close()
    #expect(error { try again.read { try $0.profileCount() } }?.code == .storage)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
    #expect(left.filter { !$0.hasPrefix("millrace.db") } == [])
  }

  @Test func `one process writes, others read beside it`() throws {
    let suite = try StoreConformance { [path] in try SQLiteStore(path: path, now: $0) }
    let second = error { try SQLiteStore(path: path) }
    #expect(second?.code == .storeInUse)
    #expect(second?.message.contains("\(ProcessInfo.processInfo.processIdentifier)") == true)
    let reader = try SQLiteStore(path: path, access: .readOnly)
    try suite.add("a@x.com")
    #expect(try reader.read { try $0.profileCount() } == 1)
    #expect(error { try reader.write { try $0.profileCount() } }?.code == .storage)
    try (suite.store as? SQLiteStore)?.close()
    #expect(throws: Never.self) { try SQLiteStore(path: path).close() }
  }

  @Test func `reading where there is no store says so and makes none`() throws {
    let error = error { try SQLiteStore(path: path, access: .readOnly) }
    #expect(error?.code == .storage)
    #expect(error?.message == "there is no store at \(path)")
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(self.error { try SQLiteStore(path: "/nowhere/at/all.db") }?.code == .storage)
  }

  @Test func `a newer store, another database and a text file are refused and stay as they are`() throws {
    func refused(_ path: String) throws -> ProfilesError? {
      let before = try Data(contentsOf: URL(filePath: path))
      let writing = error { try SQLiteStore(path: path) }
      #expect(error { try SQLiteStore(path: path, access: .readOnly) }?.code == writing?.code)
      #expect(try Data(contentsOf: URL(filePath: path)) == before)
      return writing
    }
    try SQLiteStore(path: path).close()
    try DatabaseQueue(path: path).inDatabase {
      try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999'); PRAGMA wal_checkpoint(TRUNCATE)")
    }
    #expect(try refused(path)?.code == .storeIncompatible)
    #expect(try refused(path)?.message.contains("newer version") == true)

    let foreign = folder.url.appending(path: "foreign.db").path
    try DatabaseQueue(path: foreign).inDatabase { try $0.execute(sql: "CREATE TABLE t (a)") }
    #expect(try refused(foreign)?.code == .storeIncompatible)

    let text = folder.url.appending(path: "notes.txt").path
    try Data(
      "These are notes, and long enough for a header of SQLite, which has one hundred bytes, not fewer.....".utf8
    )
    .write(to: URL(filePath: text))
    #expect(try refused(text)?.code == .storeCorrupt)
  }

  @Test func `damage is refused with a clear message`() throws {
    let suite = try StoreConformance { [path] in try SQLiteStore(path: path, now: $0) }
    try suite.store.write { writer in
      let editor = StoreConformance.editor()
      for index in 0..<2_000 {
        editor.begin()
        editor.setText(0, "p\(index)@x.com")
        _ = try writer.insert(editor, permission: .personal)
      }
    }
    try (suite.store as? SQLiteStore)?.close()
    var bytes = try Data(contentsOf: URL(filePath: path))
    #expect(bytes.count > 100_000)
    for page in stride(from: 4096 * 4, to: bytes.count, by: 4096) {
      bytes.replaceSubrange(page..<page + 64, with: Data(repeating: 0xA5, count: 64))
    }
    try bytes.write(to: URL(filePath: path))
    let error = error { try SQLiteStore(path: path).read { try $0.profiles(after: .first, limit: .max) { _ in } } }
    #expect(error?.code == .storeCorrupt)
    #expect(error?.message.contains("is damaged") == true)
  }

  /// `kill -9` between the migrator's first transaction, which makes its own table, and the one that makes the others.
  @Test func `a store whose making was interrupted is made`() throws {
    let queue = try DatabaseQueue(path: path)
    try queue.inDatabase {
      try $0.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
    }
    try queue.close()
    #expect(throws: Never.self) { try SQLiteStore(path: path).close() }
    #expect(throws: Never.self) { try SQLiteStore(path: path, access: .readOnly).close() }
  }

  @Test func `a profile with a damaged document is named, others are served`() throws {
    let suite = try StoreConformance { [path] in try SQLiteStore(path: path, now: $0) }
    let id = try suite.add("a@x.com")
    try (suite.store as? SQLiteStore)?.close()
    try DatabaseQueue(path: path).inDatabase {
      try $0.execute(sql: "UPDATE profile SET document = '{\"email\":[\"a@x'")
    }
    let store = try SQLiteStore(path: path)
    let editor = StoreConformance.editor()
    let error = error { try store.write { writer in try writer.withProfile(id) { try editor.begin($0.document) } } }
    #expect(error?.code == .corruptDocument)
  }
}
