import Foundation
import Yams

/// A connection as YAML: what it says, and everything that is wrong with it.
public struct ConnectionFile: Sendable {
  /// The largest file that is read.
  public static let sizeLimit = 1 << 20

  /// As diagnostics show it.
  public let name: String
  /// Nil where the file has an error.
  public let connection: Connection?
  /// In the order of the file.
  public let diagnostics: [Diagnostic]

  /// Reads a file. Throws ``ConnectionsError`` where it cannot be read; what it says is judged by ``diagnostics``.
  public init(contentsOf url: URL) throws {
    let path = url.path(percentEncoded: false)
    do {
      let data = try Data(contentsOf: url)
      guard data.count <= Self.sizeLimit else {
        throw ConnectionsError(.file, "\(path) is larger than \(Self.sizeLimit >> 10) kB")
      }
      guard let text = String(data: data, encoding: .utf8) else {
        throw ConnectionsError(.file, "\(path) is not UTF-8 text")
      }
      self.init(parsing: text, name: url.relativePath)
    } catch let error as ConnectionsError {
      throw error
    } catch {
      let known = FileManager.default.fileExists(atPath: path)
      throw ConnectionsError(.file, known ? "cannot read \(path)" : "there is no file \(path)")
    }
  }

  /// Reads a text; `name` is what diagnostics call it.
  public init(parsing text: String, name: String) {
    self.name = name
    let diagnostics = Diagnostics(file: name)
    var connection: Connection?
    do {
      if let root = try Parser(yaml: text).singleRoot(), !root.isNull {
        connection = MappingReader.read(root, as: "a connection", diagnostics, Connection.read)
      } else {
        diagnostics.add(
          .error, SourcePosition(line: 1, column: 1), "the file is empty", "begin it with 'connection: NAME'")
      }
    } catch {
      diagnostics.add(YAMLProblem(error))
    }
    self.diagnostics = diagnostics.sorted
    self.connection = diagnostics.found.contains { $0.severity == .error } ? nil : connection
  }

  /// The connection; throws ``ConnectionsError`` with all diagnostics where the file has an error.
  public func checkedConnection() throws -> Connection {
    if let connection { return connection }
    let errors = diagnostics.filter { $0.severity == .error }
    throw ConnectionsError(
      .invalidFile, "\(name) has \(errors.count == 1 ? "an error" : "\(errors.count) errors")", diagnostics: diagnostics
    )
  }
}

/// Why a text is not YAML, in one line and with its place.
private struct YAMLProblem {
  var position = SourcePosition(line: 1, column: 1)
  var message: String
  var hint: String?

  init(_ error: any Error) {
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
    default:
      message = "not valid YAML"
    }
  }
}

extension Diagnostics {
  fileprivate func add(_ problem: YAMLProblem) { add(.error, problem.position, problem.message, problem.hint) }
}
