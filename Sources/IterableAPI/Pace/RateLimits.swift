/// So many requests in so many seconds.
public struct RateLimit: Sendable, Equatable {
  /// What shares one allowance.
  public enum Scope: Sendable { case project, organization }

  public var requests: Int
  public var seconds: Double
  public var scope: Scope

  public init(_ requests: Int, perSeconds seconds: Double, scope: Scope = .project) {
    self.requests = requests
    self.seconds = seconds
    self.scope = scope
  }
}

/// Limits by endpoint; an endpoint without one is not held back.
public struct RateLimits: Sendable {
  public var limits: [Endpoint: RateLimit]

  public init(_ limits: [Endpoint: RateLimit]) { self.limits = limits }

  public subscript(endpoint: Endpoint) -> RateLimit? {
    get { limits[endpoint] }
    set { limits[endpoint] = newValue }
  }

  public static let unlimited = RateLimits([:])

  /// What Iterable publishes; lists create, delete, subscribe and unsubscribe and trackPurchase have no published limit.
  public static let published = RateLimits([
    .lists: RateLimit(100, perSeconds: 1),
    .listUsers: RateLimit(5, perSeconds: 60),
    .listSize: RateLimit(5, perSeconds: 60),
    .userByEmail: RateLimit(100, perSeconds: 1),
    .userByUserID: RateLimit(100, perSeconds: 1),
    .userFields: RateLimit(3, perSeconds: 1),
    .bulkUpdateUsers: RateLimit(5, perSeconds: 1),
    .trackEvent: RateLimit(2_000, perSeconds: 1),
    .trackEvents: RateLimit(10, perSeconds: 1),
    .exportData: RateLimit(4, perSeconds: 60),
    .startExport: RateLimit(1, perSeconds: 1, scope: .organization),
    .exportFiles: RateLimit(1, perSeconds: 1, scope: .organization),
    .cancelExport: RateLimit(1, perSeconds: 1, scope: .organization),
    .catalogs: RateLimit(100, perSeconds: 1),
    .catalogItems: RateLimit(100, perSeconds: 1),
  ])
}
