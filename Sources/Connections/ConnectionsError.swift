import Records
import YAMLReading

/// What went wrong with a connection: its file, its run or its preview.
public struct ConnectionsError: Error, CustomStringConvertible, Sendable {
  public enum Code: String, Sendable {
    /// The connection file cannot be read.
    case file
    /// The connection file has errors; `diagnostics` lists them.
    case invalidFile = "invalid_file"
    /// A secret is not where its reference says.
    case secret
    /// A list, segment, goal or property that is named does not exist.
    case unknownName = "unknown_name"
    /// Something else rules the connection, or has the name.
    case conflict
    /// What is to be changed was changed by somebody else meanwhile.
    case outdated
    /// The connection is switched off, or has nothing to run.
    case nothingToRun = "nothing_to_run"
    /// The spool folder could not be written or read.
    case spool
    /// Iterable refuses most of what an export goal sends.
    case refused
    /// The store and the run do not fit together.
    case store
  }

  public let code: Code
  /// One sentence that names the thing. Never holds a value of a record or a secret.
  public let message: String
  /// What to do about it.
  public let hint: String?
  /// For `invalidFile`: everything that was found.
  public let diagnostics: [Diagnostic]

  public init(_ code: Code, _ message: String, hint: String? = nil, diagnostics: [Diagnostic] = []) {
    self.code = code
    self.message = message
    self.hint = hint
    self.diagnostics = diagnostics
  }

  public var description: String { hint.map { "\(message): \($0)" } ?? message }
}
