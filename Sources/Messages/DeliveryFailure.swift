/// Why a message was not taken, and what that means for the next try.
public struct DeliveryFailure: Error, Sendable, CustomStringConvertible {
  public enum Reach: Sendable {
    /// This recipient will never take this message.
    case never
    /// It may go through later.
    case later
    /// Nothing goes through there now, whoever it is for.
    case server
  }

  public var reach: Reach
  /// Lower-case, names the thing. Holds the other side's own words, never a secret.
  public var message: String
  /// What to do about it.
  public var hint: String?
  /// What the other side asked for.
  public var retryAfterSeconds: Double?

  public init(_ reach: Reach, _ message: String, hint: String? = nil, retryAfterSeconds: Double? = nil) {
    self.reach = reach
    self.message = message
    self.hint = hint
    self.retryAfterSeconds = retryAfterSeconds
  }

  public var description: String { hint.map { "\(message): \($0)" } ?? message }
}
