import Synchronization

/// Keeps the client under Iterable's limits, so that 429 is the exception. One leaky bucket for each endpoint and project
/// (or organisation), as Iterable has them; share one limiter between the clients of an organisation. Safe from any thread.
public final class RateLimiter: Sendable {
  /// How often and how long callers were held back, for metrics.
  public struct Waits: Sendable, Equatable {
    public var count = 0
    public var seconds = 0.0
  }

  /// A request may be on its way for so much longer than a later one; they arrive closer together than they were sent.
  private static let jitterSeconds = 0.2

  private struct Key: Hashable {
    var endpoint: Endpoint
    /// Empty for what an organisation shares.
    var project: String
  }

  /// `level` requests at `moment`, in monotonic seconds, from when on they leak; `heldUntil` after a 429.
  private struct Bucket {
    var level = 0.0
    var moment = 0.0
    var heldUntil = 0.0
    /// How many times slower than its limit the endpoint turned out to be: where others use the same project, or Iterable
    /// allows less than it publishes, a 429 teaches the pace, and each request that passes forgets a little of it.
    var slowness = 1.0

    mutating func learn() { slowness = min(slowness * 1.5, 1_000) }

    /// Adds one request; the seconds to wait before it may be sent.
    mutating func take(_ limit: RateLimit, now: Double) -> Double {
      // Where one request fills the bucket, every gap allows for jitter; elsewhere the first of a rush does for all.
      let period = limit.seconds + (limit.requests == 1 ? RateLimiter.jitterSeconds : 0)
      slowness = max(1, slowness * 0.99)
      let leakPerSecond = Double(limit.requests) / period / slowness
      if now > moment {
        level = max(0, level - (now - moment) * leakPerSecond)
        moment = now
      }
      if level < leakPerSecond * RateLimiter.jitterSeconds { moment = now + RateLimiter.jitterSeconds }
      level += 1
      let overflow = level - max(1, Double(limit.requests) / slowness)
      let pause = overflow > 0 ? overflow / leakPerSecond + max(0, moment - now) : 0
      return max(pause, heldUntil - now)
    }
  }

  private struct State {
    var buckets: [Key: Bucket] = [:]
    var waits = Waits()
  }

  private let state = Mutex(State())

  public init() {}

  public var waits: Waits { state.withLock { $0.waits } }

  /// Takes a place for one request, waiting for it as long as needed.
  func acquire(
    _ endpoint: Endpoint, project: String, limits: RateLimits, clock: any WaitingClock, cancellation: Cancellation
  ) throws {
    guard let limit = limits[endpoint] else { return }
    let key = RateLimiter.key(endpoint, project, limit)
    // The place is taken at once and the wait follows, so that many callers line up instead of racing.
    let pause = state.withLock { state in
      let pause = state.buckets[key, default: Bucket()].take(limit, now: clock.monotonicSeconds)
      if pause > 0 {
        state.waits.count += 1
        state.waits.seconds += pause
      }
      return pause
    }
    guard pause > 0 else { return }
    WireMetrics.waits(endpoint, seconds: pause)
    try clock.wait(seconds: pause, cancellation: cancellation)
  }

  /// After a 429: nobody sends to this endpoint for so long, and more slowly then.
  func hold(_ endpoint: Endpoint, project: String, limits: RateLimits, seconds: Double, clock: any WaitingClock) {
    guard let limit = limits[endpoint] else { return }
    let key = RateLimiter.key(endpoint, project, limit)
    let now = clock.monotonicSeconds
    state.withLock { state in
      var bucket = state.buckets[key, default: Bucket()]
      // Several callers who hear it at once have learned it once.
      if now >= bucket.heldUntil { bucket.learn() }
      // A longer pause that another caller was told stays.
      bucket.heldUntil = max(now + seconds, bucket.heldUntil)
      state.buckets[key] = bucket
    }
  }

  private static func key(_ endpoint: Endpoint, _ project: String, _ limit: RateLimit) -> Key {
    Key(endpoint: endpoint, project: limit.scope == .project ? project : "")
  }
}
