public final class RateLimiter: Sendable {
  public init() {}
}
