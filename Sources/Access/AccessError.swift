/// What went wrong with an account.
public struct AccessError: Error, CustomStringConvertible, Sendable {
  public enum Code: String, Sendable {
    /// The file of accounts cannot be read or written.
    case file
    /// A name or password is not one that can be taken.
    case invalid
    /// There is no such user or token.
    case unknown
    /// The name is taken, or the last admin would go.
    case conflict
    /// Name and password, or the token, do not fit.
    case refused
    /// Too many wrong passwords: not before some time has passed.
    case throttled
  }

  public let code: Code
  /// Begins in lower case and names the thing; never holds a password or token.
  public let message: String
  /// What to do about it.
  public let hint: String?

  init(_ code: Code, _ message: String, hint: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  public var description: String { hint.map { "\(message): \($0)" } ?? message }
}
