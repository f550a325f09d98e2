import Records

extension Lifecycle {
  /// From `{"lifecycle": "customer", "name": "Customer", "stages": [{"stage": "new", "where": {…}}]}`; names may be left
  /// out. `invalidDefinition` with the path where it is not a lifecycle.
  public init(_ json: JSONValue) throws {
    guard let id = json["lifecycle"]?.string else {
      throw ProfilesError(
        .invalidDefinition, "the id of the lifecycle is missing", hint: "begin with lifecycle: an-id",
        path: "lifecycle")
    }
    try json.checkKeys(["lifecycle", "name", "stages"], of: "a lifecycle")
    guard let stages = json["stages"]?.array, !stages.isEmpty else {
      throw ProfilesError(
        .invalidDefinition, "the stages of lifecycle '\(id)' are missing",
        hint: "add stages: [{ stage: an-id, where: {…} }], from the first to the furthest", path: "stages")
    }
    self.init(
      id: id, name: json["name"]?.string ?? id,
      stages: try stages.enumerated().map { try Stage($1, path: "stages[\($0)]") })
    try validate()
  }

  /// In the form in which `init` reads it.
  public var json: JSONValue {
    .members(["lifecycle": .string(id), "name": .string(name), "stages": .array(stages.map(\.json))])
  }
}

extension Lifecycle.Stage {
  fileprivate init(_ json: JSONValue, path: String) throws {
    guard let id = json["stage"]?.string else {
      throw ProfilesError(
        .invalidDefinition, "the id of the stage is missing", hint: "write { stage: an-id, where: {…} }", path: path)
    }
    try json.checkKeys(["stage", "name", "where", "threshold", "touchpoints"], of: "a stage", path: path)
    guard let condition = json["where"] else {
      throw ProfilesError(
        .invalidDefinition, "the condition of stage '\(id)' is missing", hint: "add where: {…}", path: path)
    }
    self.init(
      id: id, name: json["name"]?.string ?? id, condition: try Condition(condition, path: "\(path).where"),
      threshold: try json["threshold"].map { try TouchThreshold($0, path: "\(path).threshold") },
      touchpoints: try Self.touchpoints(json["touchpoints"], path: "\(path).touchpoints"))
  }

  private static func touchpoints(_ json: JSONValue?, path: String) throws -> [Touchpoint] {
    guard let json else { return [] }
    guard let elements = json.array else {
      throw ProfilesError(.invalidDefinition, "must be a list such as [newsletter/audience]", path: path)
    }
    return try elements.enumerated().map { index, element in
      guard let touchpoint = element.string.flatMap({ Touchpoint($0) }) else {
        throw ProfilesError(
          .invalidDefinition, "a touchpoint is a goal of a connection", hint: "write CONNECTION/GOAL",
          path: "\(path)[\(index)]")
      }
      return touchpoint
    }
  }

  fileprivate var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init(key: "stage", value: .string(id)), .init(key: "name", value: .string(name)),
      .init(key: "where", value: condition.json),
    ]
    if let threshold { members.append(.init(key: "threshold", value: threshold.json)) }
    if !touchpoints.isEmpty {
      members.append(.init(key: "touchpoints", value: .array(touchpoints.map { .string($0.description) })))
    }
    return .object(members)
  }
}

extension TouchThreshold {
  private static let form = "write { touches: 3, per: { weeks: 1 } } or { touches: 3, per: always }"

  fileprivate init(_ json: JSONValue, path: String) throws {
    guard json.object != nil else {
      throw ProfilesError(.invalidDefinition, "a threshold is an object", hint: Self.form, path: path)
    }
    try json.checkKeys(["touches", "per"], of: "a threshold", path: path)
    guard let touches = json["touches"]?.integer, (1...1_000_000).contains(touches) else {
      throw ProfilesError(
        .invalidDefinition, "'touches' must be a number from 1 to 1000000", hint: Self.form, path: "\(path).touches")
    }
    self.init(touches: Int(touches), per: try Window.read(json["per"], path: "\(path).per"))
  }

  fileprivate var json: JSONValue {
    .members([
      "touches": .integer(Int64(touches)),
      "per": window.map { [$0.unit.rawValue: .integer(Int64($0.count))] } ?? "always",
    ])
  }
}

extension TouchThreshold.Window {
  /// Nil is `always`.
  fileprivate static func read(_ json: JSONValue?, path: String) throws -> Self? {
    if json?.string == "always" { return nil }
    let known = Unit.allCases.map(\.rawValue)
    let hint = "write one of \(known.map { "{ \($0): 1 }" }.joined(separator: ", ")), or always"
    guard let members = json?.object, let member = members.first, members.count == 1 else {
      throw ProfilesError(.invalidDefinition, "'per' must be one length of time", hint: hint, path: path)
    }
    guard let unit = Unit(rawValue: member.key) else {
      throw ProfilesError(
        .invalidDefinition, "'\(member.key)' is no unit of time",
        hint: Suggestion.question(for: member.key, among: known) ?? hint, path: "\(path).\(member.key)")
    }
    guard let count = member.value.integer, (1...10_000).contains(count) else {
      throw ProfilesError(
        .invalidDefinition, "must be a number from 1 to 10000", hint: hint, path: "\(path).\(member.key)")
    }
    return Self(Int(count), unit)
  }
}

extension JSONValue {
  /// Throws `invalidDefinition` where the object has a member that is not `known`.
  func checkKeys(_ known: [String], of what: String, path: String? = nil) throws {
    guard let unknown = object?.first(where: { !known.contains($0.key) })?.key else { return }
    throw ProfilesError(
      .invalidDefinition, "'\(unknown)' does not belong to \(what)",
      hint: Suggestion.question(for: unknown, among: known) ?? "known are \(known.joined(separator: ", "))",
      path: (path.map { "\($0)." } ?? "") + unknown)
  }
}
