import Foundation

/// Where Iterable is, how to be let in, and how patient to be. A value; build one per Iterable project.
public struct IterableConfiguration: Sendable {
  /// Scheme, host and port, such as `https://api.eu.iterable.com`; paths begin with `/api` behind it.
  public var baseURL: String
  /// The server-side key. Sent to the host of `baseURL` and to nobody else; never in a message or a log.
  public var apiKey: String
  /// Plain `http` is refused except on loopback; a test host elsewhere must be named as one here.
  public var isTestHost = false
  /// A PEM file of certificate authorities instead of the system's, for tests and private proxies.
  public var certificateAuthorityFile: String?
  /// Whether HTTP/2 is spoken where an https server agrees to it (ALPN).
  public var offersHTTP2 = true
  public var connectTimeoutSeconds = 20
  /// A request that moves no byte for so long is given up.
  public var idleTimeoutSeconds = 120
  /// The same for exports and list members: Iterable may think for many minutes before the first byte.
  public var downloadIdleTimeoutSeconds = 1_800
  public var retry = RetryPolicy()
  public var rateLimits = RateLimits.published
  /// Rows in one bulk request, at most.
  public var bulkRowLimit = 1_000
  /// Bytes of one bulk request's body, at most. Iterable refuses 4 MB.
  public var bulkByteLimit = 3_900_000
  /// First and longest pause between two looks at an export job.
  public var exportPollSeconds: ClosedRange<Double> = 2...30
  /// An export job that shows no progress for so long is cancelled and reported.
  public var exportStallSeconds: Double = 4 * 3_600

  public init(baseURL: String, apiKey: String) {
    self.baseURL = baseURL
    self.apiKey = apiKey
  }

  public init(dataCenter: DataCenter, apiKey: String) {
    self.init(baseURL: dataCenter.baseURL, apiKey: apiKey)
  }
}

extension IterableConfiguration: CustomStringConvertible, CustomReflectable {
  /// Without the key, however it is printed.
  public var description: String { "Iterable at \(baseURL)" }
  public var customMirror: Mirror { Mirror(self, children: ["baseURL": baseURL]) }
}

/// Iterable's data centres. A key works in one of them only.
public enum DataCenter: String, Sendable, CaseIterable {
  case us, eu

  public var baseURL: String {
    switch self {
    case .us: "https://api.iterable.com"
    case .eu: "https://api.eu.iterable.com"
    }
  }
}
