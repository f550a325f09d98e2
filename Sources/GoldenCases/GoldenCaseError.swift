import YAMLReading
import Yams

/// What is wrong with a file of golden cases, and where.
public struct GoldenCaseError: Error, CustomStringConvertible, Sendable, Equatable {
  public enum Code: String, Sendable {
    /// The file could not be read.
    case file
    /// It is not YAML.
    case syntax
    /// It is YAML, and not cases.
    case form
  }

  public let code: Code
  /// Begins in lower case.
  public let message: String
  /// What to do about it.
  public let hint: String?
  public let file: String
  /// From 1; nil where the whole file is meant.
  public let line: Int?
  /// In characters from 1; nil where the whole file is meant.
  public let column: Int?

  public init(
    _ code: Code, _ message: String, hint: String? = nil, file: String, line: Int? = nil, column: Int? = nil
  ) {
    self.code = code
    self.message = message
    self.hint = hint
    self.file = file
    self.line = line
    self.column = column
  }

  public var description: String {
    let place = [file, line.map(String.init), column.map(String.init)].compactMap(\.self).joined(separator: ":")
    return "\(place): " + (hint.map { message + (message.hasSuffix("?") ? " " : "; ") + $0 } ?? message)
  }
}

extension GoldenCaseError {
  /// Something in the file that is not as cases are.
  init(_ message: String, hint: String? = nil, at node: Node, in file: String) {
    self.init(.form, message, hint: hint, file: file, line: node.mark?.line, column: node.mark?.column)
  }

  /// Why a text is not YAML.
  init(_ problem: YAMLProblem, in file: String) {
    self.init(
      .syntax, problem.message, hint: problem.hint, file: file, line: problem.position.line,
      column: problem.position.column)
  }
}
