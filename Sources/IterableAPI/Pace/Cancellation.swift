import Foundation

/// A flag that ends waiting: set once, from any thread, and every wait, download and retry under it ends
/// with `IterableError.Code.cancelled`.
public final class Cancellation: @unchecked Sendable {
  // @unchecked: every member is read and written under `condition`.
  private let condition = NSCondition()
  private var cancelled = false
  private var handlers: [Int: @Sendable () -> Void] = [:]
  private var nextHandler = 0

  public init() {}

  public var isCancelled: Bool { condition.withLock { cancelled } }

  public func cancel() {
    let waiting = condition.withLock {
      cancelled = true
      condition.broadcast()
      defer { handlers = [:] }
      return handlers.values
    }
    for handler in waiting { handler() }
  }

  /// Throws `cancelled` once the flag is set.
  public func check() throws {
    if isCancelled { throw IterableError(.cancelled, "the run was cancelled") }
  }

  /// Blocks the calling thread for so long, or until cancelled, which throws.
  public func wait(seconds: Double) throws {
    let deadline = Date(timeIntervalSinceNow: seconds)
    condition.withLock {
      while !cancelled, condition.wait(until: deadline) {}
    }
    try check()
  }

  /// Runs `body`; a cancel during it (or before) calls `handler` once, on the cancelling thread.
  public func onCancel<Result>(_ handler: @escaping @Sendable () -> Void, during body: () throws -> Result) rethrows
    -> Result
  {
    let key: Int? = condition.withLock {
      guard !cancelled else { return nil }
      nextHandler += 1
      handlers[nextHandler] = handler
      return nextHandler
    }
    if key == nil { handler() }
    defer { if let key { _ = condition.withLock { handlers.removeValue(forKey: key) } } }
    return try body()
  }
}
