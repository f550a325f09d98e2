extension Connection {
  /// The properties that the connection's own imports make, each with the first goal that does.
  var comingProperties: [String: String] {
    guard imports else { return [:] }
    var coming: [String: String] = [:]
    for case .importProfiles(let goal) in goals where goal.active {
      let names = goal.link.map(\.property) + goal.mappings.filter { $0.systemTarget == nil }.map(\.property)
      for name in names where coming[name] == nil { coming[name] = goal.name }
    }
    return coming
  }
}

extension ExportProfilesGoal {
  func names(_ property: String) -> Bool {
    link.contains { $0.property == property } || mappings.contains { $0.source == .property(property) }
  }

  /// The goal as far as it is not about these properties.
  func without(_ properties: Set<String>) -> ExportProfilesGoal {
    var goal = self
    goal.link.removeAll { properties.contains($0.property) }
    goal.mappings.removeAll { if case .property(let name) = $0.source { properties.contains(name) } else { false } }
    return goal
  }
}
