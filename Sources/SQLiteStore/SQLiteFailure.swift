import GRDB
import GRDBSQLite
import Glibc
import Profiles

/// An error of a statement used through SQLite's C interface; `SQLiteStore` makes a `ProfilesError` of it.
struct SQLiteFailure: Error {
  /// SQLite's extended result code.
  var code: Int32
  var message: String

  init(_ connection: OpaquePointer) {
    code = sqlite3_extended_errcode(connection)
    message = String(cString: sqlite3_errmsg(connection))
  }
}

extension ProfilesError {
  init(sqlite code: Int32, _ message: String, path: String) {
    switch Self.isFull(code, path) ? SQLITE_FULL : code & 0xFF {
    case SQLITE_CORRUPT, SQLITE_NOTADB:
      self.init(
        .storeCorrupt, "the store \(path) is damaged: \(message)", hint: "restore it from a backup; nothing was changed"
      )
    case SQLITE_FULL:
      self.init(.storage, "the store \(path) cannot be written: the disk is full", hint: "make room and run again")
    case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_READONLY:
      self.init(
        .storage, "the store \(path) cannot be opened: \(message)", hint: "check that the folder exists and is writable"
      )
    case SQLITE_IOERR:
      self.init(
        .storage, "the store \(path) cannot be read or written: \(message) (SQLite \(code))",
        hint: "look at the disk that it lies on, then run again: nothing was lost")
    default:
      self.init(.storage, "the store \(path) failed: \(message) (SQLite \(code))")
    }
  }

  /// SQLite tells of no room for the journal's index as of a broken disk.
  private static func isFull(_ code: Int32, _ path: String) -> Bool {
    let (indexSize, indexBytes): (Int32, UInt) = (SQLITE_IOERR | 19 << 8, 32_768)
    var status = statvfs()
    return code == indexSize && statvfs(path, &status) == 0 && status.f_bavail * status.f_frsize < indexBytes
  }
}
