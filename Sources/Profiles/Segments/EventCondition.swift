import Records

/// What events a profile must have on its timeline.
///
///     {"event": "order", "at_least": 2, "within_last_days": 90,
///      "where": {"total_revenue": {"at_least": 100}, "product.sku": {"is": "A-1"}}}
///
/// Counted are the events of the type that lie in the period and pass every test of `where`. Without bounds one is enough;
/// `at_most` alone also takes profiles without any. The period is `after` (included), `before` (not included), or
/// `within_last_days`. A dot leads into an object, and to every object of a list.
public struct EventCondition: Sendable, Equatable {
  public struct PropertyTest: Sendable, Equatable {
    public var property: String
    public var test: Condition.Test

    public init(_ property: String, _ test: Condition.Test) {
      self.property = property
      self.test = test
    }
  }

  public var type: String
  /// How many events; nil: see above.
  public var least: Int?
  public var most: Int?
  /// Dates as people write them.
  public var after: String?
  public var before: String?
  public var withinLastDays: Int?
  /// All of them must pass, of one and the same event.
  public var tests: [PropertyTest]

  public init(
    type: String, least: Int? = nil, most: Int? = nil, after: String? = nil, before: String? = nil,
    withinLastDays: Int? = nil, tests: [PropertyTest] = []
  ) {
    self.type = type
    self.least = least
    self.most = most
    self.after = after
    self.before = before
    self.withinLastDays = withinLastDays
    self.tests = tests
  }
}

// MARK: - JSON

extension EventCondition {
  private static let names = ["at_least", "at_most", "after", "before", "within_last_days", "where"]

  init(_ members: [JSONValue.Member], path: String) throws {
    self.init(type: "")
    for member in members {
      let inner = "\(path).\(member.key)"
      switch member.key {
      case "event": type = try Condition.text(member.value, inner)
      case "at_least": least = try Self.count(member.value, inner)
      case "at_most": most = try Self.count(member.value, inner)
      case "after": after = try Condition.text(member.value, inner)
      case "before": before = try Condition.text(member.value, inner)
      case "within_last_days":
        guard case .withinLastDays(let days) = try Condition.Test([member], path: path) else { continue }
        withinLastDays = days
      case "where": tests = try Self.tests(member.value, inner)
      default:
        throw ProfilesError(
          .invalidDefinition, "'\(member.key)' does not belong to a condition about events",
          hint: Suggestion.question(for: member.key, among: Self.names)
            ?? "known are \(Self.names.joined(separator: ", "))", path: inner)
      }
    }
    if withinLastDays != nil, after != nil || before != nil {
      throw ProfilesError(
        .invalidDefinition, "'within_last_days' cannot stand beside 'after' and 'before'",
        hint: "make two conditions of them in an 'all'", path: path)
    }
    if let least, let most, least > most {
      throw ProfilesError(
        .invalidDefinition, "no count is at least \(least) and at most \(most)",
        hint: "the bounds are the wrong way round",
        path: path)
    }
  }

  private static func count(_ json: JSONValue, _ path: String) throws -> Int {
    guard let count = json.integer, (0...Int64(EventLimits.eventsPerProfile)).contains(count) else {
      throw ProfilesError(
        .invalidDefinition, "must be a number of events, 0 to \(EventLimits.eventsPerProfile)", path: path)
    }
    return Int(count)
  }

  private static func tests(_ json: JSONValue, _ path: String) throws -> [PropertyTest] {
    guard let members = json.object, !members.isEmpty else {
      throw ProfilesError(
        .invalidDefinition, "must name the properties to look at, such as {total_revenue: {at_least: 100}}", path: path)
    }
    return try members.map { member in
      let inner = "\(path).\(member.key)"
      guard let tests = member.value.object else {
        throw ProfilesError(.invalidDefinition, "must be a test such as {at_least: 100}", path: inner)
      }
      return PropertyTest(member.key, try Condition.Test(tests, path: inner))
    }
  }

  var json: JSONValue {
    func member(_ key: String, _ value: JSONValue?) -> JSONValue.Member? { value.map { .init(key: key, value: $0) } }
    return .object(
      [
        member("event", .string(type)), member("at_least", least.map { .integer(Int64($0)) }),
        member("at_most", most.map { .integer(Int64($0)) }), member("after", after.map { .string($0) }),
        member("before", before.map { .string($0) }),
        member("within_last_days", withinLastDays.map { .integer(Int64($0)) }),
        member(
          "where",
          tests.isEmpty ? nil : .object(tests.map { .init(key: $0.property, value: .object($0.test.members)) })),
      ].compactMap(\.self))
  }
}
