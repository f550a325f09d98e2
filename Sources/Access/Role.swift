/// What somebody may do in the console. Each may do what those before may.
public enum Role: String, Sendable, CaseIterable, Comparable {
  /// Looks at everything, profiles included.
  case viewer
  /// Also changes connections, segments and the like, and runs them.
  case `operator`
  /// Also decides about users, tokens, plugins and settings, and erases people.
  case admin

  private var rank: Int { Self.allCases.firstIndex(of: self)! }

  public static func < (one: Role, other: Role) -> Bool { one.rank < other.rank }
}
