import GRDB
import GRDBSQLite

/// One prepared statement through SQLite's C interface. What is bound is borrowed until the statement is reset.
final class PreparedStatement {
  private let connection: OpaquePointer
  private let handle: OpaquePointer

  init(_ connection: OpaquePointer, _ sql: String) throws {
    var handle: OpaquePointer?
    guard sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil) == SQLITE_OK else {
      throw SQLiteFailure(connection)
    }
    self.connection = connection
    self.handle = handle!
  }

  deinit { sqlite3_finalize(handle) }

  @inline(__always)
  func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(handle, index, value) }

  func bindNull(_ index: Int32) { sqlite3_bind_null(handle, index) }

  @inline(__always)
  func bind(_ index: Int32, text bytes: UnsafeRawBufferPointer) {
    let start = bytes.baseAddress ?? UnsafeRawPointer(handle)
    sqlite3_bind_text64(
      handle, index, start.assumingMemoryBound(to: CChar.self), UInt64(bytes.count), nil, UInt8(SQLITE_UTF8))
  }

  @inline(__always)
  func bind(_ index: Int32, blob bytes: UnsafeRawBufferPointer) {
    sqlite3_bind_blob64(handle, index, bytes.baseAddress ?? UnsafeRawPointer(handle), UInt64(bytes.count), nil)
  }

  /// Binds the text for as long as `body` takes. Nothing is copied where the string is UTF-8 in one piece.
  @inline(__always)
  func with<Result>(_ index: Int32, _ text: String, _ body: () throws -> Result) rethrows -> Result {
    var text = text
    return try text.withUTF8 { bytes in
      bind(index, text: UnsafeRawBufferPointer(bytes))
      return try body()
    }
  }

  /// True: a row is there.
  @inline(__always)
  func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default:
      let failure = SQLiteFailure(connection)
      reset()
      throw failure
    }
  }

  /// Runs a statement that gives no rows.
  @inline(__always)
  func run() throws {
    _ = try step()
    reset()
  }

  @inline(__always)
  func reset() { sqlite3_reset(handle) }

  @inline(__always)
  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  /// Valid until the next step or reset.
  @inline(__always)
  func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
    let start = sqlite3_column_blob(handle, column)
    return UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(handle, column)))
  }

  func string(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }
}
