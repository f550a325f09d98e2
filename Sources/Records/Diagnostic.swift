/// A place in a file, both counted from 1; columns are characters.
public struct SourcePosition: Sendable, Hashable {
  public var line: Int
  public var column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// One thing to put right in a file: where, what, and what to do.
public struct Diagnostic: Sendable, Equatable, CustomStringConvertible {
  public enum Severity: String, Sendable {
    /// The file cannot be used.
    case error
    /// It can, but not all of it is acted on.
    case warning
  }

  public var file: String
  public var position: SourcePosition
  public var severity: Severity
  public var message: String
  public var hint: String?

  public init(
    file: String, position: SourcePosition, severity: Severity = .error, message: String, hint: String? = nil
  ) {
    self.file = file
    self.position = position
    self.severity = severity
    self.message = message
    self.hint = hint
  }

  /// `file:line:column: error: message`, and the hint on a line of its own.
  public var description: String {
    let line = "\(file):\(position.line):\(position.column): \(severity.rawValue): \(message)"
    return hint.map { "\(line)\n  hint: \($0)" } ?? line
  }
}
