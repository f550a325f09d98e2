import Profiles
import Records

/// A reject as spreadsheets and programs read it.
extension Reject {
  /// Of a spreadsheet.
  public static let columns = [
    "id", "run", "goal", "row", "step", "code", "field", "identifier", "reason", "resolved_by", "superseded_by",
    "payload",
  ]

  /// What stands in ``columns``.
  public var cells: [String] {
    [
      String(id), String(run), goal, String(row), Self.name(ofStep: step),
      code, field, identifier ?? "", reason, resolvedBy.map(String.init) ?? "",
      supersededBy.map(String.init) ?? "",
      payload ?? "",
    ]
  }

  /// The reject for programs.
  public var json: JSONValue {
    [
      "id": .integer(id), "run": .integer(run), "goal": .string(goal), "row": .integer(row),
      "identifier": identifier.map { .string($0) } ?? nil, "step": .integer(Int64(step)),
      "code": .string(code), "field": .string(field), "reason": .string(reason),
      "payload": payload.map { .string($0) } ?? nil,
      "profile": profile.map { .integer($0.rawValue) } ?? nil,
      "resolved_by": resolvedBy.map { .integer($0) } ?? nil,
      "superseded_by": supersededBy.map { .integer($0) } ?? nil,
      "pass": pass.map { .string($0) } ?? nil,
      "obstacle": obstacle.map { .string($0.rawValue) } ?? nil,
    ]
  }
}
