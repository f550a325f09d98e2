import Foundation
import GRDB
import Profiles
import Synchronization

/// Profiles in one SQLite file.
public final class SQLiteStore: ProfileStore {
  public enum Access: Sendable {
    /// Creates or migrates the database where needed; no other process may have it open so. Readers may come and go.
    case readWrite
    case readOnly
  }

  public let path: String
  private let access: Access
  private let now: @Sendable () -> Timestamp
  /// Held as long as the database is open for writing.
  private let lock: Mutex<LockFile?>
  let database: any DatabaseReader
  /// Touched on the writing connection only, which serves one caller at a time.
  private nonisolated(unsafe) var writing: WriteSession?

  /// - Parameters:
  ///   - cacheMegabytes: the page cache of the writing connection; readers take an eighth each.
  ///   - now: the clock of `created`, `modified`, runs and expiry.
  /// Throws `storeInUse`, `storeIncompatible`, `storeCorrupt` or `storage`.
  public init(
    path: String, access: Access = .readWrite, cacheMegabytes: Int = 64,
    now: @escaping @Sendable () -> Timestamp = Timestamp.now
  ) throws {
    self.path = path
    self.access = access
    self.now = now
    guard access == .readWrite || FileManager.default.fileExists(atPath: path) else {
      throw ProfilesError(.storage, "there is no store at \(path)", hint: "check the path, or import profiles first")
    }
    lock = Mutex(access == .readWrite ? try LockFile(path: path + ".lock") : nil)
    var configuration = Configuration()
    configuration.readonly = access == .readOnly
    configuration.maximumReaderCount = 4
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { database in
      let kilobytes = cacheMegabytes * 1024 / (database.configuration.readonly ? 8 : 1)
      try database.execute(
        sql: """
          PRAGMA cache_size = -\(max(kilobytes, 256));
          PRAGMA mmap_size = 0;
          PRAGMA synchronous = NORMAL;
          """)
    }
    database = try Self.storeErrors(path) {
      try Self.takeBackJournal(path, configuration)
      switch access {
      case .readWrite:
        // Looked at before anything is written: a file of somebody else's must stay as it is.
        if FileManager.default.fileExists(atPath: path) {
          var looking = configuration
          looking.readonly = true
          try DatabaseQueue(path: path, configuration: looking).inDatabase { try Schema.check($0, path: path) }
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try Schema.migrator.migrate(pool)
        return pool
      case .readOnly:
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.inDatabase {
          try Schema.check($0, path: path)
          try Schema.checkIsCurrent($0, path: path)
        }
        return queue
      }
    }
  }

  /// A process that was killed while it made the file a store, or turned a backup into one, left a journal. Whoever reads
  /// the file takes that back, except over a connection that only reads.
  private static func takeBackJournal(_ path: String, _ configuration: Configuration) throws {
    guard FileManager.default.fileExists(atPath: path + "-journal") else { return }
    var configuration = configuration
    configuration.readonly = false
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    _ = try queue.inDatabase { try $0.tableExists("profile") }
    try queue.close()
  }

  deinit { try? close() }

  /// Also happens when the last reference goes. Later calls throw.
  public func close() throws {
    try Self.storeErrors(path) {
      if let pool = database as? DatabasePool {
        pool.writeWithoutTransaction { _ in writing = nil }
      }
      try database.close()
    }
    lock.withLock { $0 = nil }
  }

  public func read<Result>(_ body: (any ProfileReader) throws -> Result) throws -> Result {
    try Self.storeErrors(path) {
      try database.read { try body(ReadSession($0, now: now())) }
    }
  }

  public func write<Result>(_ body: (any ProfileWriter) throws -> Result) throws -> Result {
    guard let pool = database as? DatabasePool else {
      throw ProfilesError(.storage, "\(path) is open for reading only", hint: "open it for writing")
    }
    return try Self.storeErrors(path) {
      try pool.write { database in
        let now = now()
        let session = try writing ?? WriteSession(database, now: now)
        writing = session
        session.now = now
        return try body(session)
      }
    }
  }

  /// SQLite's errors as this module's callers know them; others pass.
  static func storeErrors<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw ProfilesError(sqlite: error.extendedResultCode.rawValue, error.message ?? "", path: path)
    } catch let error as SQLiteFailure {
      throw ProfilesError(sqlite: error.code, error.message, path: path)
    }
  }
}
