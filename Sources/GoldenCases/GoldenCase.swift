import Foundation
import Records
import YAMLReading
import Yams

/// One case of a plugin's `cases.yaml`, for one of its processors or event types; the file's form is told in `SDK/README.md`.
public struct GoldenCase: Sendable {
  /// What is tried.
  public enum Subject: Sendable, Equatable {
    /// Nil for a plugin's only processor, or the one of its own name.
    case processor(String?)
    case eventType(String)
  }

  /// What becomes of a row.
  public enum Outcome: Sendable, Equatable {
    case out(JSONValue)
    /// An event that is accepted, and what it is in one line.
    case summary(String?)
    /// Filtered, with this reason where one is given.
    case drop(reason: String?)
    /// Rejected, with these where they are given.
    case reject(code: String?, field: String?, reason: String?)
  }

  public struct Row: Sendable {
    /// As JSON.
    public let input: String
    public let outcome: Outcome
  }

  public enum Expectation: Sendable {
    /// What becomes of rows, and the rows that are made of them and at the end, in their order.
    case rows([Row], derived: [JSONValue])
    /// The configuration is refused with a message that contains this.
    case error(String)
  }

  public let name: String
  /// Where it begins in its file, from 1.
  public let line: Int
  public let subject: Subject
  /// Of its file; relative paths in the configuration begin here.
  public let folder: URL
  /// Before defaults.
  public let config: JSONValue
  /// The run's start in microseconds since 1970 UTC.
  public let now: Int64
  public let expectation: Expectation
}

extension GoldenCase {
  /// The cases of one file, at least one. Throws ``GoldenCaseError``.
  public static func read(_ file: URL) throws -> [GoldenCase] {
    let path = file.path
    guard let data = FileManager.default.contents(atPath: path) else {
      throw GoldenCaseError(.file, "cannot be read", file: path)
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw GoldenCaseError(.file, "is not text in UTF-8", file: path)
    }
    do {
      guard let root = try Yams.compose(yaml: text) else { throw GoldenCaseError(.form, "has no cases", file: path) }
      guard let cases = root.sequence else {
        throw GoldenCaseError("expected a list of cases", hint: "begin each with '- case: '", at: root, in: path)
      }
      guard !cases.isEmpty else { throw GoldenCaseError("has no cases", at: root, in: path) }
      return try cases.map { try GoldenCase($0, in: path) }
    } catch let error as YamlError {
      throw GoldenCaseError(YAMLProblem(error), in: path)
    }
  }

  private static let keys = ["case", "processor", "event_type", "config", "now", "rows", "derived", "error"]
  private static let eventKeys = ["case", "event_type", "now", "rows"]
  private static let usualNow: Int64 = 1_709_251_199_000_000

  private init(_ node: Node, in file: String) throws {
    let eventType = try node.text("event_type", in: file)
    try node.checkKeys(eventType == nil ? Self.keys : Self.eventKeys, in: file)
    guard let name = try node.text("case", in: file), !name.isEmpty else {
      throw GoldenCaseError("a case has a name", hint: "begin it with '- case: '", at: node, in: file)
    }
    self.name = name
    line = node.mark?.line ?? 1
    folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    subject = try eventType.map(Subject.eventType) ?? .processor(node.text("processor", in: file))
    config = try node["config"].map { try $0.value(in: file) } ?? .object([])
    if let text = try node.text("now", in: file) {
      guard let date = ISO8601DateFormatter().date(from: text) else {
        throw GoldenCaseError(
          "'now' is not a time", hint: "write it as 2024-02-29T23:59:59Z", at: node["now"]!, in: file)
      }
      now = Int64(date.timeIntervalSince1970) * 1_000_000
    } else {
      now = Self.usualNow
    }
    if let error = try node.text("error", in: file) {
      expectation = .error(error)
    } else if let rows = try node.items("rows", in: file), !rows.isEmpty {
      guard rows.count <= Int(MRB_ROWS) else {
        throw GoldenCaseError("a case has \(MRB_ROWS) rows or fewer", at: rows[Int(MRB_ROWS)], in: file)
      }
      expectation = .rows(
        try rows.map { try eventType == nil ? Row($0, in: file) : Row(event: $0, in: file) },
        derived: try node.items("derived", in: file)?.map { try $0.value(in: file) } ?? [])
    } else {
      throw GoldenCaseError("a case has rows, or the error that its configuration gives", at: node, in: file)
    }
  }
}

extension GoldenCase.Row {
  fileprivate init(_ node: Node, in file: String) throws {
    try node.checkKeys(["in", "out", "drop", "reject"], in: file)
    guard let input = node["in"], node.mapping?.count == 2 else {
      throw GoldenCaseError("a row is 'in', and one of 'out', 'drop' and 'reject'", at: node, in: file)
    }
    self.input = try Self.fields(input, in: file)
    if let out = node["out"] {
      outcome = .out(try out.value(in: file))
    } else if let drop = node["drop"] {
      guard let reason = drop.scalar?.string, drop.bool != false else {
        throw GoldenCaseError("'drop' is true, or the reason", at: drop, in: file)
      }
      outcome = .drop(reason: drop.bool == true ? nil : reason)
    } else if let reject = node["reject"] {
      outcome = try Self.rejection(reject, in: file)
    } else {
      throw GoldenCaseError("a row is 'in', and one of 'out', 'drop' and 'reject'", at: node, in: file)
    }
  }

  fileprivate init(event node: Node, in file: String) throws {
    try node.checkKeys(["in", "summary", "reject"], in: file)
    guard let input = node["in"], node.mapping?.count == 2 else {
      throw GoldenCaseError("an event is 'in', and one of 'summary' and 'reject'", at: node, in: file)
    }
    self.input = try Self.fields(input, in: file)
    if let reject = node["reject"] {
      outcome = try Self.rejection(reject, in: file)
    } else {
      outcome = .summary(node["summary"]?.null == nil ? try node.text("summary", in: file) : nil)
    }
  }

  private static func fields(_ input: Node, in file: String) throws -> String {
    guard input.mapping != nil else { throw GoldenCaseError("'in' is a record's fields", at: input, in: file) }
    return input.json
  }

  private static func rejection(_ node: Node, in file: String) throws -> GoldenCase.Outcome {
    if node.bool != true { try node.checkKeys(["code", "field", "reason"], in: file) }
    return .reject(
      code: try node.text("code", in: file), field: try node.text("field", in: file),
      reason: try node.text("reason", in: file))
  }
}
