/// One step from a schema to the next. One that was released never changes.
struct Migration: Sendable {
  /// Its number; stores keep it.
  let name: String
  let sql: String

  init(_ name: String, _ sql: String) {
    self.name = name
    self.sql = sql
  }
}
