/// What went wrong between Millrace and Iterable. Never holds the key, a payload value or an e-mail address.
public struct IterableError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: String, Sendable {
    /// The client was set up in a way that cannot work.
    case configuration
    /// 401: the key is wrong, disabled, or lacks rights.
    case unauthorized
    /// 403: the key may not do this.
    case forbidden
    /// 404: no such thing, or no such route.
    case notFound
    /// The list does not exist in this project.
    case unknownList
    /// 400 and other 4xx: the request was refused as it stands.
    case refused
    /// 400 RequestFieldsTypesMismatched: a value's type is not the field's.
    case typeMismatch
    /// 409: an identifier is taken, or the thing is in use.
    case conflict
    /// The person was forgotten; sending again can never work.
    case forgotten
    /// 413 or BatchTooLarge.
    case tooLarge
    /// The project does not accept this event name.
    case eventDisallowed
    /// 429, still so after every try.
    case rateLimited
    /// 5xx or 408.
    case server
    /// No connection, or it broke.
    case network
    /// The certificate did not hold, or TLS failed.
    case tls
    /// Nothing moved for too long.
    case timeout
    /// The answer ended before it was whole.
    case incomplete
    /// The answer was whole, and not what the contract says.
    case malformed
    /// Iterable pointed elsewhere; the key is not carried there.
    case redirected
    /// An export job failed, was cancelled, stalled, or was truncated.
    case export
    /// The spool file could not be written.
    case storage
    /// The run was cancelled here.
    case cancelled
  }

  public var code: Code
  /// The status of the answer, or 0 when there was none.
  public var httpStatus: Int
  /// Iterable's own code, such as `BadApiKey`; empty when it gave none. May be `Success` on an error.
  public var iterableCode: String
  /// Iterable's own words where it gave some, without e-mail addresses.
  public var message: String
  /// What to do about it; may be empty.
  public var hint: String
  /// Method and path as in the documentation, such as `GET /api/lists`; empty before a request was made.
  public var endpoint: String
  /// Seconds that Iterable asked to wait (Retry-After).
  public var retryAfterSeconds: Double?

  public init(
    _ code: Code, _ message: String, hint: String = "", httpStatus: Int = 0, iterableCode: String = "",
    endpoint: String = "", retryAfterSeconds: Double? = nil
  ) {
    self.code = code
    self.message = message
    self.hint = hint
    self.httpStatus = httpStatus
    self.iterableCode = iterableCode
    self.endpoint = endpoint
    self.retryAfterSeconds = retryAfterSeconds
  }

  /// Whether the same request may succeed later without a change.
  public var isRetryable: Bool {
    switch code {
    case .rateLimited, .server, .network, .timeout, .incomplete: true
    default: false
    }
  }

  public var description: String {
    var text = message
    if !endpoint.isEmpty { text = "\(endpoint): \(text)" }
    let details = [httpStatus == 0 ? "" : "HTTP \(httpStatus)", iterableCode].filter { !$0.isEmpty }
    if !details.isEmpty { text += " (\(details.joined(separator: ", ")))" }
    if !hint.isEmpty { text += "; \(hint)" }
    return text
  }
}
