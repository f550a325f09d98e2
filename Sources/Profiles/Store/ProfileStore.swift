/// Keeps profiles, their definitions, and the journal of runs. Any thread; calls block.
///
/// One transaction holds everything that belongs together: profile changes, rejects, counters, checkpoint. After a crash
/// the store is as the last `write` that returned left it.
public protocol ProfileStore: AnyObject, Sendable {
  /// Reads one consistent state; writes that go on beside it are not seen. Neither reader nor what it lends may leave `body`.
  func read<Result>(_ body: (any ProfileReader) throws -> Result) throws -> Result

  /// One transaction: all of it where `body` returns, nothing of it where `body` throws. One writer at a time, others wait.
  /// Some 10,000 rows to a call are fast; each call costs a commit.
  func write<Result>(_ body: (any ProfileWriter) throws -> Result) throws -> Result
}
