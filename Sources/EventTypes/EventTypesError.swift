/// What this module throws.
public struct EventTypesError: Error, CustomStringConvertible, Sendable {
  public enum Code: String, Sendable {
    /// An event type breaks a rule.
    case unsound
    /// A version of an event type does not follow the one there is.
    case notAnUpgrade = "not_an_upgrade"
    /// A file does not hold event types.
    case invalidFile = "invalid_file"
    /// A file cannot be read.
    case file
  }

  public var code: Code
  /// Lower-case, names the thing and the place.
  public var message: String
  /// What to do about it.
  public var hint: String?

  public init(_ code: Code, _ message: String, hint: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  public var description: String { message + (hint.map { "; \($0)" } ?? "") }
}
