import Foundation
import GRDB
import Profiles
import Testing

@testable import SQLiteStore

/// Stores of earlier versions, kept as SQL in `Schemas`: what people have on their disks.
@Suite struct SchemaTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Makes a database of a schema's file. How a new one is written: `sqlite3 millrace.db .dump`, in a home with something
  /// in every table, and the application id in front.
  private func make(_ schema: String) throws -> String {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Schemas/\(schema).sql")
    let queue = try DatabaseQueue(path: folder.store)
    try queue.writeWithoutTransaction { try $0.execute(sql: String(contentsOf: file, encoding: .utf8)) }
    try queue.close()
    return folder.store
  }

  private func tables(_ path: String) throws -> [String] {
    try DatabaseQueue(path: path).read {
      try String.fetchAll($0, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
    }
  }

  @Test func `a store of the eleventh schema opens with groups, events, touches, versions and news`() throws {
    let store = try SQLiteStore(path: make("11"))
    try store.read { (reader) throws in
      #expect(try reader.profileCount() == 14)
      #expect(try reader.eventCount(ofType: "order") == 2)
      #expect(try reader.groupTypes().map(\.id) == ["store"])
      #expect(try reader.lifecycles().map(\.id) == ["customer"])
      #expect(try reader.rejectCount(RejectFilter(run: 2)) == 1)
      #expect(try reader.connectionVersions("golden", before: nil, limit: 9).map(\.number) == [2, 1])
      #expect(try reader.notifications(dueBy: nil, limit: 9).count == 3)
      #expect(try reader.dataExchange(connection: "golden").map(\.profiles) == [13, 13])
      let goal = try #require(try reader.goal(connection: "golden", name: "audience"))
      #expect(try reader.sentCount(goal) == 13)
    }
  }

  @Test func `a store of the first schema is refused for reading, and upgraded by writing with all that it holds`()
    throws
  {
    let path = try make("1")
    let error = #expect(throws: ProfilesError.self) { try SQLiteStore(path: path, access: .readOnly) }
    #expect(error?.code == .storeIncompatible)
    let store = try SQLiteStore(path: path)
    try store.read { reader in
      #expect(try reader.profileCount() == 5)
      var names: [String] = []
      let document = DocumentReader(properties: ["full_name"])
      _ = try reader.profiles(after: .first, limit: 10) { profile in
        try document.read(profile.document)
        names += document.values(0).map(\.text)
      }
      #expect(names == ["Oliver", "Jane Smith", "Amelia McDonald", "Liam Miller", "서연 박"])
      #expect(try reader.properties().count == 12)
      #expect(try reader.segments().map(\.id) == ["gold-members"])
      #expect(try reader.objectives().map(\.title) == ["Newsletter"])
      let run = try #require(try reader.runs(connection: "demo", before: nil, limit: 5).first)
      #expect(run.goals.map(\.counters.read) == [40, 9])
      #expect(try reader.rejects(RejectFilter(run: run.id), limit: 5).map(\.code) == ["no_identifier"])
      let goal = try #require(try reader.goal(connection: "demo", name: "gold-members"))
      #expect(try reader.memberCount(goal, list: "1002") == 0, "they join again")
      #expect(try reader.sentCount(goal) == 6)
      #expect(try reader.checkpoint(goal) == "{}")
      #expect(try reader.eventTypes() == [])
      #expect(
        try reader.dataExchange(connection: nil)
          == [DataExchange(connection: "demo", direction: .exported, profiles: 6)])
    }
    try store.close()
    #expect(throws: Never.self) { try SQLiteStore(path: path, access: .readOnly).close() }
    let fresh = folder.url.appending(path: "fresh.db").path
    try SQLiteStore(path: fresh).close()
    #expect(try tables(path) == tables(fresh))
  }

  @Test func `a store of the third schema keeps its event types and members, too`() throws {
    let path = try make("3")
    let error = #expect(throws: ProfilesError.self) { try SQLiteStore(path: path, access: .readOnly) }
    #expect(error?.code == .storeIncompatible)
    let store = try SQLiteStore(path: path)
    try store.read { reader in
      #expect(try reader.profileCount() == 5)
      #expect(try reader.rejectCount(RejectFilter(run: 1)) == 1)
      #expect(try reader.runs(connection: "demo", before: nil, limit: 5).map(\.state) == [.partial])
      #expect(try !reader.eventTypes().isEmpty)
      let goal = try #require(try reader.goal(connection: "demo", name: "gold-members"))
      #expect(try reader.memberCount(goal, list: "1002") == 6)
      var subscriber = ""
      let isMember = try reader.withMembership(goal, list: "1002", ProfileID(rawValue: 9)) {
        subscriber = String(decoding: $0, as: UTF8.self)
      }
      #expect(isMember && subscriber == "subscriber-9@example.com")
      #expect(try reader.sentCount(goal) == 6)
      #expect(try reader.notifications(dueBy: nil, limit: 5) == [])
    }
    try store.close()
    let fresh = folder.url.appending(path: "fresh.db").path
    try SQLiteStore(path: fresh).close()
    #expect(try tables(path) == tables(fresh))
  }

  @Test func `the first migration makes what it made when it was released`() throws {
    let released = try tables(try make("1"))
    let made = folder.url.appending(path: "made.db").path
    try Schema.migrator.migrate(DatabaseQueue(path: made), upTo: "1")
    #expect(try tables(made) == released)
  }
}
