/// The audit log could not be written or read.
public struct AuditError: Error, CustomStringConvertible, Sendable {
  public enum Code: String, Sendable {
    case file
  }

  public let code: Code
  /// Begins in lower case and names the file.
  public let message: String
  /// What to do about it.
  public let hint: String?

  init(_ message: String, hint: String? = nil) {
    code = .file
    self.message = message
    self.hint = hint
  }

  public var description: String { hint.map { "\(message); \($0)" } ?? message }
}
