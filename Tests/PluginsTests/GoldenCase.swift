import Foundation
import Records
import Testing
import Yams

/// One case of a plugin's `cases.yaml`; the file's form is told in `SDK/README.md`.
struct GoldenCase: Sendable, CustomTestStringConvertible {
  /// What becomes of a row.
  enum Outcome: Sendable, Equatable {
    case out(JSONValue)
    /// Filtered, with this reason where one is given.
    case drop(reason: String?)
    /// Rejected, with these where they are given.
    case reject(code: String?, field: String?, reason: String?)
  }

  struct Row: Sendable {
    /// As JSON.
    let input: String
    let outcome: Outcome
  }

  enum Expectation: Sendable {
    /// What becomes of rows, and the rows that are made of them and at the end, in their order.
    case rows([Row], derived: [JSONValue])
    /// The configuration is refused with a message that contains this.
    case error(String)
  }

  let name: String
  /// The file's own folder, such as `normalize-email`.
  let folder: String
  let processor: String?
  let config: JSONValue
  /// The run's start in microseconds since 1970 UTC.
  let now: Int64
  let expectation: Expectation

  var testDescription: String { "\(folder): \(name)" }

  /// The cases of one file.
  static func read(_ file: URL) throws -> [GoldenCase] {
    let text = try String(contentsOf: file, encoding: .utf8)
    guard let list = try Yams.compose(yaml: text)?.sequence else { throw GoldenCaseError("\(file.path): not a list") }
    return try list.map { try GoldenCase($0, folder: file.deletingLastPathComponent().lastPathComponent) }
  }

  private init(_ node: Node, folder: String) throws {
    name = node["case"]?.string ?? ""
    self.folder = folder
    func fail(_ message: String) -> GoldenCaseError {
      GoldenCaseError("\(folder), line \(node.mark?.line ?? 0): \(message)")
    }
    let known: Set = ["case", "processor", "config", "now", "rows", "derived", "error"]
    if let unknown = node.mapping?.keys.compactMap(\.string).first(where: { !known.contains($0) }) {
      throw fail("unknown key \(unknown)")
    }
    processor = node["processor"]?.string
    config = try JSONValue(parsing: node["config"]?.json ?? "{}")
    if let text = node["now"]?.string {
      guard let date = ISO8601DateFormatter().date(from: text) else { throw fail("now is not an ISO date") }
      now = Int64(date.timeIntervalSince1970) * 1_000_000
    } else {
      now = 1_709_251_199_000_000
    }
    if let error = node["error"]?.string {
      expectation = .error(error)
    } else if let rows = node["rows"]?.sequence, !rows.isEmpty {
      expectation = .rows(
        try rows.map(Row.init), derived: try node["derived"]?.sequence?.map { try JSONValue(parsing: $0.json) } ?? [])
    } else {
      throw fail("neither rows nor error")
    }
  }
}

extension GoldenCase.Row {
  fileprivate init(_ node: Node) throws {
    guard let input = node["in"], node.mapping?.count == 2 else {
      throw GoldenCaseError("line \(node.mark?.line ?? 0): a row is in, and one of out, drop, reject")
    }
    self.input = input.json
    if let out = node["out"] {
      outcome = .out(try JSONValue(parsing: out.json))
    } else if let drop = node["drop"] {
      outcome = .drop(reason: drop.bool == true ? nil : drop.string)
    } else if let reject = node["reject"] {
      outcome = .reject(
        code: reject["code"]?.string, field: reject["field"]?.string, reason: reject["reason"]?.string)
    } else {
      throw GoldenCaseError("line \(node.mark?.line ?? 0): a row is in, and one of out, drop, reject")
    }
  }
}

struct GoldenCaseError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

extension Node {
  /// The value as JSON: plain scalars are null, booleans and numbers where they read so, in their own spelling.
  var json: String {
    switch self {
    case .sequence(let items): return "[" + items.map(\.json).joined(separator: ",") + "]"
    case .mapping(let members):
      return "{"
        + members.map { JSONValue.string($0.key.string ?? "").text + ":" + $0.value.json }.joined(separator: ",")
        + "}"
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain || scalar.style == .any
      if isPlain, (try? JSONValue(parsing: scalar.string)) != nil { return scalar.string }
      return JSONValue.string(scalar.string).text
    case .alias: return "null"
    }
  }
}

extension JSONValue {
  /// The same with members in alphabetic order: the order of fields is not part of a case.
  var sorted: JSONValue {
    switch self {
    case .array(let items): .array(items.map(\.sorted))
    case .object(let members):
      .object(members.map { Member(key: $0.key, value: $0.value.sorted) }.sorted { $0.key < $1.key })
    default: self
    }
  }
}
