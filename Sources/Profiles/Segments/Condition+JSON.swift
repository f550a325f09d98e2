import Records

extension Condition {
  /// `invalidDefinition` with the path, such as `where.all[1].one_of`, where it is not a condition.
  public init(_ json: JSONValue, path: String = "where") throws {
    guard let members = json.object, let first = members.first(where: { Self.kinds.contains($0.key) }) else {
      let unknown = json.object?.first?.key
      throw ProfilesError(
        .invalidDefinition,
        unknown.map { "'\($0)' is no kind of condition" }
          ?? "a condition must be an object with one of the known kinds",
        hint: unknown.flatMap { Suggestion.question(for: $0, among: Self.kinds) }
          ?? "known are \(Self.kinds.joined(separator: ", "))", path: path)
    }
    let value = first.value
    let inner = "\(path).\(first.key)"
    if first.key == "property" {
      let name = try Self.text(value, inner)
      self = .property(name, try Test(members.filter { $0.key != "property" }, path: path))
      return
    }
    if first.key == "group" {
      let type = try Self.text(value, inner)
      self = .group(type, try GroupTest(members.filter { $0.key != "group" }, path: path))
      return
    }
    if first.key == "lifecycle" {
      self = .lifecycle(try Self.text(value, inner), stages: try Self.stages(json, path: path))
      return
    }
    if first.key == "viewed" {
      try json.checkKeys(["viewed", "within_last_days"], of: "a condition on a viewed interaction", path: path)
      let days = try json["within_last_days"].map { try Test.days($0, "\(path).within_last_days") }
      self = .viewed(interaction: try Self.text(value, inner), withinLastDays: days)
      return
    }
    if first.key == "event" {
      self = .event(try EventCondition(members, path: path))
      return
    }
    guard members.count == 1 else {
      let other = members.first { $0.key != first.key }!.key
      throw ProfilesError(
        .invalidDefinition, "'\(other)' cannot stand beside '\(first.key)'",
        hint: "put both into an 'all' or an 'any'", path: path)
    }
    switch first.key {
    case "all", "any":
      guard let elements = value.array, !elements.isEmpty else {
        throw ProfilesError(.invalidDefinition, "must be a list of at least one condition", path: inner)
      }
      let conditions = try elements.enumerated().map { try Condition($1, path: "\(inner)[\($0)]") }
      self = first.key == "all" ? .all(conditions) : .any(conditions)
    case "not": self = .not(try Condition(value, path: inner))
    case "permission":
      let levels = try value.array.map { try $0.enumerated().map { try Self.text($1, "\(inner)[\($0)]") } }
      self = .property(SystemProperty.permission.rawValue, .oneOf(try levels ?? [Self.text(value, inner)]))
    case "consented": self = .consented(objective: try Self.text(value, inner))
    case "refused": self = .refused(objective: try Self.text(value, inner))
    case "segment": self = .segment(try Self.text(value, inner))
    default:
      guard let tests = value.object else {
        throw ProfilesError(.invalidDefinition, "must be an object such as {within_last_days: 7}", path: inner)
      }
      let property: SystemProperty = first.key == "created" ? .created : .modified
      self = .property(property.rawValue, try Test(tests, path: inner))
    }
  }

  private static let kinds = [
    "all", "any", "not", "property", "permission", "consented", "refused", "created", "modified", "segment",
    "group", "event", "lifecycle", "viewed",
  ]

  /// Of a condition on a lifecycle: its `stage`, or those of `one_of`.
  private static func stages(_ json: JSONValue, path: String) throws -> [String] {
    try json.checkKeys(["lifecycle", "stage", "one_of"], of: "a condition on a lifecycle", path: path)
    switch (json["stage"], json["one_of"]) {
    case (let stage?, nil): return [try text(stage, "\(path).stage")]
    case (nil, let stages?):
      guard let elements = stages.array, !elements.isEmpty else {
        throw ProfilesError(.invalidDefinition, "must be a list of at least one stage", path: "\(path).one_of")
      }
      return try elements.enumerated().map { try text($1, "\(path).one_of[\($0)]") }
    default:
      throw ProfilesError(
        .invalidDefinition, "a condition on a lifecycle names one 'stage', or several with 'one_of'",
        hint: "'\(Lifecycle.noStage)' stands for being in none of them", path: path)
    }
  }

  static func text(_ json: JSONValue, _ path: String) throws -> String {
    switch json {
    case .string(let text): return text
    case .integer(let number): return String(number)
    case .number(let number): return "\(number)"
    case .bool(let value): return value ? "true" : "false"
    case .null, .array, .object:
      throw ProfilesError(.invalidDefinition, "must be a text or a number, not \(json.kind)", path: path)
    }
  }

  fileprivate static func texts(_ json: JSONValue, _ path: String) throws -> [String] {
    guard let values = json.array, !values.isEmpty else {
      throw ProfilesError(.invalidDefinition, "must be a list of at least one value", path: path)
    }
    return try values.enumerated().map { try text($1, "\(path)[\($0)]") }
  }

  public var json: JSONValue {
    switch self {
    case .all(let conditions): .members(["all": .array(conditions.map(\.json))])
    case .any(let conditions): .members(["any": .array(conditions.map(\.json))])
    case .not(let condition): .members(["not": condition.json])
    case .property(let name, let test): .object([.init(key: "property", value: .string(name))] + test.members)
    case .consented(let objective): .members(["consented": .string(objective)])
    case .refused(let objective): .members(["refused": .string(objective)])
    case .segment(let id): .members(["segment": .string(id)])
    case .lifecycle(let id, let stages):
      stages.count == 1
        ? .members(["lifecycle": .string(id), "stage": .string(stages[0])])
        : .members(["lifecycle": .string(id), "one_of": .array(stages.map(JSONValue.string))])
    case .viewed(let id, nil): .members(["viewed": .string(id)])
    case .viewed(let id, let days?):
      .members(["viewed": .string(id), "within_last_days": .integer(Int64(days))])
    case .group(let type, let test): .object([.init(key: "group", value: .string(type))] + test.members)
    case .event(let event): event.json
    }
  }
}

extension Condition.GroupTest {
  private static let names = ["is", "one_of", "where", "exists"]

  init(_ members: [JSONValue.Member], path: String) throws {
    for member in members where !Self.names.contains(member.key) {
      throw ProfilesError(
        .invalidDefinition, "'\(member.key)' is no test of a group",
        hint: Suggestion.question(for: member.key, among: Self.names)
          ?? "known are \(Self.names.joined(separator: ", "))", path: path)
    }
    guard members.count < 2 else {
      throw ProfilesError(
        .invalidDefinition, "'\(members[1].key)' cannot stand beside '\(members[0].key)'",
        hint: "make two conditions of them in an 'all'", path: path)
    }
    switch members.first?.key {
    case "where": self = .meets(try Condition(members[0].value, path: "\(path).where"))
    case "is": self = .oneOf([try Condition.text(members[0].value, "\(path).is")])
    case "one_of": self = .oneOf(try Condition.texts(members[0].value, "\(path).one_of"))
    default:
      guard members.first?.value.bool ?? true else {
        throw ProfilesError(
          .invalidDefinition, "must be true", hint: "put the condition into a 'not'", path: "\(path).exists")
      }
      self = .exists
    }
  }

  fileprivate var members: [JSONValue.Member] {
    switch self {
    case .exists: []
    case .oneOf(let ids): Condition.Test.oneOf(ids).members
    case .meets(let condition): [JSONValue.Member(key: "where", value: condition.json)]
    }
  }
}

extension Condition.Test {
  private static let bounds = ["greater_than", "at_least", "after", "less_than", "at_most", "before", "between"]
  private static let names =
    ["is", "equals", "one_of", "contains", "starts_with", "matches", "exists", "empty", "within_last_days"] + bounds

  init(_ members: [JSONValue.Member], path: String) throws {
    guard let first = members.first else {
      throw ProfilesError(
        .invalidDefinition, "a test is missing", hint: "add one of \(Self.names.joined(separator: ", "))", path: path)
    }
    for member in members where !Self.names.contains(member.key) {
      throw ProfilesError(
        .invalidDefinition, "'\(member.key)' is no test",
        hint: Suggestion.question(for: member.key, among: Self.names)
          ?? "known are \(Self.names.joined(separator: ", "))", path: path)
    }
    if Self.bounds.contains(first.key) {
      self = try Self.range(members, path: path)
      return
    }
    guard members.count == 1 else {
      throw ProfilesError(
        .invalidDefinition, "'\(members[1].key)' cannot stand beside '\(first.key)'",
        hint: "make two conditions of them in an 'all'", path: path)
    }
    let inner = "\(path).\(first.key)"
    switch first.key {
    case "is", "equals": self = .oneOf([try Condition.text(first.value, inner)])
    case "one_of": self = .oneOf(try Condition.texts(first.value, inner))
    case "contains": self = .contains(try Condition.text(first.value, inner))
    case "starts_with": self = .startsWith(try Condition.text(first.value, inner))
    case "matches": self = .matches(try Condition.text(first.value, inner))
    case "within_last_days": self = .withinLastDays(try Self.days(first.value, inner))
    default:
      guard let flag = first.value.bool else {
        throw ProfilesError(.invalidDefinition, "must be true or false", path: inner)
      }
      self = flag == (first.key == "exists") ? .exists : .empty
    }
  }

  fileprivate static func days(_ json: JSONValue, _ path: String) throws -> Int {
    guard let days = json.integer, (1...36_500).contains(days) else {
      throw ProfilesError(.invalidDefinition, "must be a number of days, 1 to 36500", path: path)
    }
    return Int(days)
  }

  private static func range(_ members: [JSONValue.Member], path: String) throws -> Condition.Test {
    var from: Condition.Bound?
    var to: Condition.Bound?
    func set(_ bound: inout Condition.Bound?, _ json: JSONValue, _ path: String, isIncluded: Bool) throws {
      guard bound == nil else {
        throw ProfilesError(.invalidDefinition, "is a second bound on the same side", path: path)
      }
      bound = Condition.Bound(try Condition.text(json, path), isIncluded: isIncluded)
    }
    for member in members {
      let inner = "\(path).\(member.key)"
      switch member.key {
      case "greater_than": try set(&from, member.value, inner, isIncluded: false)
      case "at_least", "after": try set(&from, member.value, inner, isIncluded: true)
      case "less_than", "before": try set(&to, member.value, inner, isIncluded: false)
      case "at_most": try set(&to, member.value, inner, isIncluded: true)
      case "between":
        guard let pair = member.value.array, pair.count == 2 else {
          throw ProfilesError(.invalidDefinition, "must be a list of two values; both are included", path: inner)
        }
        try set(&from, pair[0], "\(inner)[0]", isIncluded: true)
        try set(&to, pair[1], "\(inner)[1]", isIncluded: true)
      default:
        throw ProfilesError(
          .invalidDefinition, "'\(member.key)' cannot stand beside '\(members[0].key)'",
          hint: "make two conditions of them in an 'all'", path: path)
      }
    }
    return .range(from: from, to: to)
  }

  var members: [JSONValue.Member] {
    func member(_ key: String, _ value: JSONValue) -> JSONValue.Member { JSONValue.Member(key: key, value: value) }
    switch self {
    case .exists: return [member("exists", true)]
    case .empty: return [member("empty", true)]
    case .oneOf(let values):
      return values.count == 1
        ? [member("is", .string(values[0]))] : [member("one_of", .array(values.map(JSONValue.string)))]
    case .contains(let text): return [member("contains", .string(text))]
    case .startsWith(let text): return [member("starts_with", .string(text))]
    case .matches(let pattern): return [member("matches", .string(pattern))]
    case .withinLastDays(let days): return [member("within_last_days", .integer(Int64(days)))]
    case .range(let from, let to):
      let lower = from.map { member($0.isIncluded ? "at_least" : "greater_than", .string($0.value)) }
      let upper = to.map { member($0.isIncluded ? "at_most" : "less_than", .string($0.value)) }
      return [lower, upper].compactMap { $0 }
    }
  }
}
