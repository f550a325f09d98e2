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
}
