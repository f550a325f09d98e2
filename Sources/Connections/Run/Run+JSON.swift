import Profiles
import Records

extension Counters {
  /// Every counter with the name that people and programs see it under.
  public var named: [(name: String, value: Int)] {
    Self.fields.map { field in
      let name =
        switch field.name {
        case "joined": "list_joins"
        case "left": "list_leaves"
        default: field.name
        }
      return (name, self[keyPath: field.path])
    }
  }
}

extension Run {
  /// The run for programs. `withProfiles`: also the numbers of the last created or updated ones.
  public func json(withProfiles: Bool = true) -> JSONValue {
    [
      "run": .integer(id), "connection": .string(connection), "trigger": .string(trigger),
      "started_by": startedBy.map { .string($0) } ?? nil, "version": version.map { .integer($0) } ?? nil,
      "retry_of": retryOf.map { .integer($0) } ?? nil, "state": .string(state.rawValue),
      "started": .string(started.description),
      "ended": ended.map { .string($0.description) } ?? nil, "message": message.map { .string($0) } ?? nil,
      "goals": .array(goals.map { $0.json(withProfiles: withProfiles) }),
    ]
  }
}

extension GoalResult {
  fileprivate func json(withProfiles: Bool) -> JSONValue {
    let members: [JSONValue.Member] = [
      .init(key: "goal", value: .string(goal)), .init(key: "state", value: .string(state.rawValue)),
      .init(key: "message", value: message.map { .string($0) } ?? nil),
      .init(
        key: "counters",
        value: .object(counters.named.map { .init(key: $0.name, value: .integer(Int64($0.value))) })),
    ]
    guard withProfiles else { return .object(members) }
    return .object(
      members + [
        .init(key: "last_profiles", value: .array(lastProfiles.map { .integer($0.rawValue) })),
        .init(
          key: "steps",
          value: .array(
            steps.map {
              [
                "name": .string($0.name), "rows_in": .integer(Int64($0.rowsIn)),
                "rows_out": .integer(Int64($0.rowsOut)), "filtered": .integer(Int64($0.filtered)),
                "rejected": .integer(Int64($0.rejected)), "restarts": .integer(Int64($0.restarts)),
                "seconds": .number($0.seconds),
              ]
            })),
      ])
  }
}
