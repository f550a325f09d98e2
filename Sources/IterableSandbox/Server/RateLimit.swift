/// A published limit of an endpoint.
struct RateLimit: Sendable {
  enum Period: Double {
    case second = 1
    case minute = 60
  }

  let requests: Double
  let period: Period

  static func perSecond(_ requests: Double) -> RateLimit { RateLimit(requests: requests, period: .second) }
  static func perMinute(_ requests: Double) -> RateLimit { RateLimit(requests: requests, period: .minute) }
}

/// A leaky bucket: a request adds a drop, drops leave at the rate of the limit, a full bucket refuses.
struct LeakyBucket {
  private var level = 0.0
  private var seen = 0.0

  /// - Parameter now: seconds, never falling.
  mutating func admits(_ limit: RateLimit, at now: Double) -> Bool {
    level = max(0, level - (now - seen) * limit.requests / limit.period.rawValue)
    seen = now
    guard level + 1 <= limit.requests else { return false }
    level += 1
    return true
  }
}
