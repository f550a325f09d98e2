/// What a connection reads fields of.
enum FieldSource {
  /// The users of its project.
  case users(of: Connection)
  case catalog(String, of: Connection)

  /// What the store remembers its fields by: a connection's id has no slash.
  var key: String {
    switch self {
    case .users(let connection): connection.id
    case .catalog(let name, let connection): "\(connection.id)/\(name)"
    }
  }

  /// As the beginning of a sentence about its fields.
  var title: String {
    switch self {
    case .users: "Iterable's fields"
    case .catalog(let name, _): "the fields of catalog '\(name)'"
    }
  }

  /// The names of the goals that name a field, by field.
  var goalsByField: [String: [String]] {
    var goals: [String: [String]] = [:]
    for (goal, fields) in fieldsByGoal {
      for field in Set(fields) { goals[field, default: []].append(goal) }
    }
    return goals
  }

  private var fieldsByGoal: [(goal: String, fields: [String])] {
    switch self {
    case .catalog(let catalog, let connection):
      connection.goals.compactMap { goal in
        guard case .importGroups(let goal) = goal, goal.catalog == catalog else { return nil }
        return (goal.name, [goal.id] + goal.mappings.map(\.field))
      }
    case .users(let connection):
      connection.goals.compactMap { goal in
        switch goal {
        case .importGroups: nil
        case .importProfiles(let goal):
          (
            goal.name,
            goal.link.map(\.field) + goal.mappings.map(\.field) + goal.timeline.flatMap(\.fieldsOfRecord)
          )
        case .exportProfiles(let goal): (goal.name, goal.link.map(\.field) + goal.mappings.map(\.field))
        }
      }
    }
  }

  /// The fields that the connection fills itself.
  var exportedFields: Set<String> {
    guard case .users(let connection) = self else { return [] }
    return Set(
      connection.goals.flatMap { goal in
        if case .exportProfiles(let goal) = goal { goal.mappings.map(\.field) } else { [String]() }
      })
  }
}
