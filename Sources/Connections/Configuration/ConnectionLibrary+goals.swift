import Profiles

/// Where a goal goes in the order of its connection.
public enum GoalPlace: Sendable, Equatable {
  case first, last
  case before(String)
  case behind(String)
}

extension ConnectionLibrary {
  /// Adds a goal behind the others. `text` is a YAML mapping with the goal's options, its kind and name first.
  public func addGoal(_ text: String, to connection: String, note: String? = nil) throws -> KeptVersion {
    try change(connection, .goal, note ?? "goal added", edit: { try $0.addGoal(text) })
  }

  /// The copy stands behind its original, and begins anew: nothing that is kept of the original is the copy's.
  public func copyGoal(
    _ goal: String, of connection: String, as new: String, note: String? = nil
  ) throws -> KeptVersion {
    try change(connection, .goal, note ?? "goal \(goal) copied as \(new)", edit: { try $0.copyGoal(goal, as: new) })
  }

  /// Throws where something is kept of an earlier goal of the name.
  func checkIsUnknown(_ goal: String, of connection: String, _ reader: any ProfileReader) throws {
    guard try reader.goal(connection: connection, name: goal) != nil else { return }
    throw ConnectionsError(
      .conflict, "connection '\(connection)' had a goal '\(goal)' before, and the copy would go on where that was",
      hint: "choose another name")
  }

  /// What is kept of the goal (how far it is, what it sent, whom it put on lists) goes by the new name from now on.
  ///
  /// Repeated after it was cut off, it does what is left.
  public func renameGoal(
    _ goal: String, of connection: String, to new: String, note: String? = nil
  ) throws -> KeptVersion {
    let before = try member(connection).connection()
    return try change(
      connection, .goal, note ?? "goal \(goal) renamed \(new)",
      edit: { editor in
        if editor.hasGoal(new), !editor.hasGoal(goal), try isLeftOver(goal, of: connection, besides: new) { return }
        try editor.renameGoal(goal, to: new)
      },
      inStore: { writer in
        try checkIsAtRest(connection, writer)
        // The name is then all that the new version changes, and the goal is found again from an earlier one.
        if let file = before.source.file, before.goals.contains(where: { $0.name == goal }) {
          _ = try keep(before, ruledBy: file, .file, nil, writer)
        }
        try writer.renameGoal(goal, of: connection, to: new)
      })
  }

  /// Whether the file was renamed and the store was not.
  private func isLeftOver(_ goal: String, of connection: String, besides new: String) throws -> Bool {
    try store.read {
      try $0.goal(connection: connection, name: goal) != nil && $0.goal(connection: connection, name: new) == nil
    }
  }

  public func moveGoal(
    _ goal: String, of connection: String, to place: GoalPlace, note: String? = nil
  ) throws -> KeptVersion {
    try change(connection, .goal, note ?? "goal \(goal) moved", edit: { try $0.moveGoal(goal, to: place) })
  }

  public func setGoalActive(
    _ goal: String, of connection: String, _ isActive: Bool, note: String? = nil
  ) throws -> KeptVersion {
    try change(
      connection, .goal, note ?? "goal \(goal) \(isActive ? "activated" : "deactivated")",
      edit: { try $0.setGoal(goal, "active", to: isActive ? "true" : "false") })
  }

  /// What is kept of the goal stays known, for a goal of this name.
  public func deleteGoal(_ goal: String, of connection: String, note: String? = nil) throws -> KeptVersion {
    try change(connection, .goal, note ?? "goal \(goal) deleted", edit: { try $0.deleteGoal(goal) })
  }
}
