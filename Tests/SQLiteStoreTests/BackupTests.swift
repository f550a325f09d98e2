import Foundation
import Profiles
import SQLiteStore
import Testing

@Suite struct BackupTests {
  let folder: TemporaryFolder
  var path: String { folder.store }
  var copy: URL { folder.url.appending(path: "copy.db") }

  init() throws { folder = try TemporaryFolder() }

  func count(_ path: String) throws -> Int {
    try SQLiteStore(path: path, access: .readOnly).read { try $0.profileCount() }
  }

  @Test func `a copy made beside the writer is whole, and restored`() throws {
    let suite = try StoreConformance { [path] in try SQLiteStore(path: path, now: $0) }
    try suite.add("a@x.com")
    // By another process's way in, with the write still in the journal.
    try SQLiteStore(path: path, access: .readOnly).backup(to: copy)
    try suite.add("b@x.com")
    #expect(try count(copy.path) == 1)
    let mode = try FileManager.default.attributesOfItem(atPath: copy.path)[.posixPermissions] as? Int
    #expect(mode == 0o600)

    let inUse = #expect(throws: ProfilesError.self) { try SQLiteStore.restore(copy, to: path) }
    #expect(inUse?.code == .storeInUse)
    try (suite.store as? SQLiteStore)?.close()
    try SQLiteStore.restore(copy, to: path)
    #expect(try count(path) == 1)
    #expect(try count(path + ".before-restore") == 2)
    #expect(FileManager.default.fileExists(atPath: copy.path))
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(!left.contains { $0.hasSuffix(".unfinished") }, "\(left)")
    // It can be written again.
    try SQLiteStore(path: path).write { try $0.putObjective(Objective(id: "news", title: "News")) }
  }

  @Test func `a file that is there is not overwritten, and what is no store is not restored`() throws {
    let suite = try StoreConformance { [path] in try SQLiteStore(path: path, now: $0) }
    try suite.add("a@x.com")
    let store = try #require(suite.store as? SQLiteStore)
    try Data("mine".utf8).write(to: copy)
    let there = #expect(throws: ProfilesError.self) { try store.backup(to: copy) }
    #expect(there?.code == .storage && there?.message.contains("exists already") == true)
    #expect(try Data(contentsOf: copy) == Data("mine".utf8))
    let nowhere = #expect(throws: ProfilesError.self) { try store.backup(to: folder.url.appending(path: "no/copy.db")) }
    #expect(nowhere?.code == .storage)

    try store.close()
    #expect(throws: ProfilesError.self) { try SQLiteStore.restore(copy, to: path) }
    #expect(throws: ProfilesError.self) { try SQLiteStore.restore(folder.url.appending(path: "none"), to: path) }
    #expect(try count(path) == 1)
  }

  @Test func `a damaged copy is not restored`() throws {
    let suite = try StoreConformance { [path] in try SQLiteStore(path: path, now: $0) }
    for number in 1...500 { try suite.add("somebody-\(number)@example.com") }
    let store = try #require(suite.store as? SQLiteStore)
    try store.backup(to: copy)
    try store.close()
    var bytes = try Data(contentsOf: copy)
    for page in stride(from: 4096 * 3, to: bytes.count - 4096, by: 4096) {
      bytes.replaceSubrange(page..<page + 64, with: Data(repeating: 0xA5, count: 64))
    }
    try bytes.write(to: copy)
    let damaged = #expect(throws: ProfilesError.self) { try SQLiteStore.restore(copy, to: path) }
    #expect(damaged?.code == .storeCorrupt)
    #expect(damaged?.message.contains(copy.path) == true, "\(String(describing: damaged))")
    #expect(try count(path) == 500)
  }

  @Test(arguments: ["", "no database", String(repeating: "no database ", count: 1000)])
  func `a store that is damaged beyond reading is kept as it is, and replaced`(content: String) throws {
    let suite = try StoreConformance { [path] in try SQLiteStore(path: path, now: $0) }
    try suite.add("a@x.com")
    let store = try #require(suite.store as? SQLiteStore)
    try store.backup(to: copy)
    try store.close()
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    try Data(content.utf8).write(to: URL(filePath: path))
    try SQLiteStore.restore(copy, to: path)
    #expect(try count(path) == 1)
    #expect(try Data(contentsOf: URL(filePath: path + ".before-restore")) == Data(content.utf8))
  }

  @Test func `an empty file, and a store without its last writes, are not restored`() throws {
    let suite = try StoreConformance { [path] in try SQLiteStore(path: path, now: $0) }
    try suite.add("a@x.com")
    // As a writer leaves it that was killed.
    let crashed = folder.url.appending(path: "crashed.db")
    for suffix in ["", "-wal"] {
      try FileManager.default.copyItem(atPath: path + suffix, toPath: crashed.path + suffix)
    }
    try (suite.store as? SQLiteStore)?.close()
    try Data().write(to: copy)
    for file in [copy, crashed] {
      let error = #expect(throws: ProfilesError.self) { try SQLiteStore.restore(file, to: path) }
      #expect(error?.message.hasPrefix(file.path) == true, "\(String(describing: error))")
    }
    #expect(try count(path) == 1)
  }
}
