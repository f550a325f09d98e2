import Foundation

/// Time as the client sees it, so that tests need none of it to pass.
public protocol WaitingClock: Sendable {
  /// Seconds since any fixed moment; never goes back.
  var monotonicSeconds: Double { get }
  /// The date on the wall, to read `Retry-After` dates.
  var date: Date { get }
  /// Blocks the calling thread; throws `IterableError` with code `cancelled` as soon as it is.
  func wait(seconds: Double, cancellation: Cancellation) throws
}

public struct SystemClock: WaitingClock {
  public init() {}
  public var monotonicSeconds: Double { ProcessInfo.processInfo.systemUptime }
  public var date: Date { Date() }
  public func wait(seconds: Double, cancellation: Cancellation) throws { try cancellation.wait(seconds: seconds) }
}
