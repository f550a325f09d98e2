import GRDB
import Profiles

/// Profiles in one SQLite file.
public final class SQLiteStore: ProfileStore {
  public enum Access: Sendable {
    /// Creates or migrates the database where needed; no other process may have it open so. Readers may come and go.
    case readWrite
    case readOnly
  }

  /// - Parameters:
  ///   - cacheMegabytes: the page cache of the writing connection; readers take an eighth each.
  ///   - now: the clock of `created`, `modified` and runs.
  /// Throws `storeInUse`, `storeIncompatible`, `storeCorrupt` or `storage`.
  public init(
    path: String, access: Access = .readWrite, cacheMegabytes: Int = 64,
    now: @escaping @Sendable () -> Timestamp = Timestamp.now
  ) throws { fatalError("skeleton") }

  /// Also happens when the last reference goes. Later calls throw.
  public func close() throws { fatalError("skeleton") }

  public func read<Result>(_ body: (any ProfileReader) throws -> Result) throws -> Result { fatalError("skeleton") }
  public func write<Result>(_ body: (any ProfileWriter) throws -> Result) throws -> Result { fatalError("skeleton") }
}
