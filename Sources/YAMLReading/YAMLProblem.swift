import Records
import Yams

/// Why a text is not YAML, in one line and with its place.
public struct YAMLProblem: Sendable {
  public var position = SourcePosition(line: 1, column: 1)
  public var message: String
  public var hint: String?

  public init(_ error: any Error) {
    switch error as? YamlError {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      position = SourcePosition(line: mark.line, column: mark.column)
      message = "not valid YAML: " + [context?.text, problem].compactMap { $0 }.joined(separator: ", ")
      hint = "look at the indentation, quotes and brackets in this line and the one before"
    case .duplicatedKeysInMapping(let keys, let context):
      position = SourcePosition(line: context.mark.line, column: context.mark.column)
      message = "the key '\(keys.first ?? "")' stands twice in one mapping"
      hint = "remove one of them"
    case .reader(let problem, _, _, _):
      message = "not valid YAML: \(problem)"
      hint = "it must be text in UTF-8"
    default:
      message = "not valid YAML"
    }
  }
}

extension Diagnostics {
  /// The text's root; nil where it is empty, or not YAML, and then that is reported. `first` is what a file begins with.
  public func root(of yaml: String, beginWith first: String) -> Node? {
    do {
      if let root = try Parser(yaml: yaml).singleRoot(), !root.isNull { return root }
      add(.error, SourcePosition(line: 1, column: 1), "the file is empty", "begin it with '\(first)'")
    } catch {
      let problem = YAMLProblem(error)
      add(.error, problem.position, problem.message, problem.hint)
    }
    return nil
  }
}
