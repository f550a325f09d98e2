/// A goal that touches profiles: `newsletter/audience` is the goal `audience` of the connection `newsletter`.
public struct Touchpoint: Sendable, Hashable, CustomStringConvertible {
  public var connection: String
  public var goal: String

  public init(connection: String, goal: String) {
    self.connection = connection
    self.goal = goal
  }

  /// Nil where the text names no goal of a connection. Connections have no slash in their id, goals may have.
  public init?(_ text: String) {
    guard let slash = text.firstIndex(of: "/"), slash > text.startIndex, text.index(after: slash) < text.endIndex
    else { return nil }
    self.init(connection: String(text[..<slash]), goal: String(text[text.index(after: slash)...]))
  }

  public var description: String { "\(connection)/\(goal)" }

  /// A goal is the touchpoint of one stage only, or nobody could say which touches it counts.
  func isTaken(by stage: StageReference, _ path: String) -> ProfilesError {
    ProfilesError(
      .conflict, "goal '\(self)' is a touchpoint of stage '\(stage)' already",
      hint: "copy the goal under another name, and name the copy", path: path)
  }
}
