import GRDB
import Profiles

/// Reads through one connection, inside one transaction. Its statements live as long as it does.
class ReadSession: ProfileReader {
  let database: Database
  let connection: OpaquePointer
  /// When the transaction began: what it creates and modifies carries this moment, and what expires by then is not lent.
  var now: Timestamp
  /// By `Query`; nil while a statement is in use, so that nested use prepares its own.
  private var statements = [PreparedStatement?](repeating: nil, count: Query.allCases.count)

  init(_ database: Database, now: Timestamp) throws {
    self.database = database
    self.now = now
    guard let connection = database.sqliteConnection else {
      throw ProfilesError(.storage, "the store is closed", hint: "open it again")
    }
    self.connection = connection
  }

  /// Lends the query's statement, and resets it afterwards.
  @inline(__always)
  func using<Result>(_ query: Query, _ body: (PreparedStatement) throws -> Result) throws -> Result {
    let statement = try statements[query.rawValue] ?? PreparedStatement(connection, query.sql)
    statements[query.rawValue] = nil
    defer {
      statement.reset()
      statements[query.rawValue] = statement
    }
    return try body(statement)
  }

  // MARK: Profiles

  func profileCount() throws -> Int { try Int.fetchOne(database, sql: "SELECT count(*) FROM profile") ?? 0 }

  func withProfile(_ id: ProfileID, _ body: (ProfileRow) throws -> Void) throws -> Bool {
    try using(.profile) { statement in
      statement.bind(1, id.rawValue)
      guard try statement.step() else { return false }
      try body(try row(statement))
      return true
    }
  }

  func profiles(after id: ProfileID, limit: Int, _ body: (ProfileRow) throws -> Void) throws -> Int {
    try using(.profilesAfter) { statement in
      statement.bind(1, id.rawValue)
      statement.bind(2, Int64(limit))
      var count = 0
      while try statement.step() {
        try body(try row(statement))
        count += 1
      }
      return count
    }
  }

  @inline(__always)
  private func row(_ statement: PreparedStatement) throws -> ProfileRow {
    guard let permission = PermissionLevel(rawValue: Int(statement.integer(3))) else {
      throw ProfilesError(
        .corruptDocument, "profile \(statement.integer(0)) has no known permission level",
        hint: "restore the store from a backup, or erase the profile")
    }
    return ProfileRow(
      id: ProfileID(rawValue: statement.integer(0)), created: Timestamp(microseconds: statement.integer(1)),
      modified: Timestamp(microseconds: statement.integer(2)), permission: permission, document: statement.bytes(4))
  }

  func findProfiles(by property: String, key: UnsafeRawBufferPointer, limit: Int, into found: inout [ProfileID]) throws
  {
    found.removeAll(keepingCapacity: true)
    try using(.findProfiles) { statement in
      try statement.with(1, property) {
        statement.bind(2, text: key)
        statement.bind(3, Int64(limit))
        while try statement.step() { found.append(ProfileID(rawValue: statement.integer(0))) }
      }
    }
  }
}
