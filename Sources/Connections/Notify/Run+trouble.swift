import Profiles

extension GoalResult {
  /// Whether the goal did not do what it is for: it failed, or held something back and says what, such as a clean-up over
  /// its limit. Rejected records are none: they are part of a goal's work.
  var isTrouble: Bool { state == .failed || (state == .partial && message != nil) }
}

extension Run {
  /// Whether those who want to know of failures are told. A cancelled run is none: somebody wanted that.
  var isTrouble: Bool { state == .failed || goals.contains(where: \.isTrouble) }
}
