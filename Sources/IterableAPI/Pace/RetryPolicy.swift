import CCurl
import Foundation

/// How often and after which pauses a request is tried again.
public struct RetryPolicy: Sendable {
  /// Tries of a request that fails on the way or with 408 or 5xx, the first included.
  public var tries: Int
  /// Tries of a request that meets 429, the first included; the pauses are long, the cause is harmless.
  public var rateLimitTries: Int
  public var firstDelaySeconds: Double
  public var longestDelaySeconds: Double
  /// A longer `Retry-After` than this is not waited for.
  public var longestRetryAfterSeconds: Double

  public init(
    tries: Int = 5, rateLimitTries: Int = 8, firstDelaySeconds: Double = 1, longestDelaySeconds: Double = 60,
    longestRetryAfterSeconds: Double = 600
  ) {
    self.tries = tries
    self.rateLimitTries = rateLimitTries
    self.firstDelaySeconds = firstDelaySeconds
    self.longestDelaySeconds = longestDelaySeconds
    self.longestRetryAfterSeconds = longestRetryAfterSeconds
  }

  /// The pause before the next try, or nil when `error` ends the matter.
  /// - Parameters:
  ///   - tried: tries made so far.
  ///   - limit: the endpoint's own; a request that came too soon has no chance sooner than the limit's pace.
  ///   - jitter: 0..<1, drawn by the caller; half of the pause is left to it.
  func delaySeconds(after error: IterableError, tried: Int, limit: RateLimit?, jitter: Double) -> Double? {
    guard tried < (error.code == .rateLimited ? rateLimitTries : tries) else { return nil }
    if let asked = error.retryAfterSeconds {
      return asked <= longestRetryAfterSeconds ? asked + jitter * firstDelaySeconds : nil
    }
    var first = firstDelaySeconds
    if error.code == .rateLimited, let limit { first = max(first, limit.seconds / Double(limit.requests)) }
    let full = min(first * pow(2, Double(tried - 1)), max(first, longestDelaySeconds))
    return full * (0.5 + jitter / 2)
  }

  /// All pauses together that may still come after `tried` tries, where nobody says how long to wait.
  func longestPauseSeconds(tried: Int) -> Double {
    (tried..<max(tried, tries)).reduce(0) {
      $0 + min(firstDelaySeconds * pow(2, Double($1 - 1)), max(firstDelaySeconds, longestDelaySeconds))
    }
  }

  /// Seconds of a `Retry-After` header: a number, or an HTTP date seen from `now`. Nil when it is neither.
  static func retryAfterSeconds(_ header: String, now: Date) -> Double? {
    if let seconds = Double(header) { return seconds.isFinite && seconds >= 0 ? seconds : nil }
    let date = curl_getdate(header, nil)
    return date < 0 ? nil : max(0, Double(date) - now.timeIntervalSince1970)
  }
}
