/// What becomes of an event type when another form of it is offered.
///
/// Events are stored, and mappings and plugins written, for the form there is. So a newer version may add optional
/// properties, make required ones optional and single ones multiple, and change texts, icon, priority and retention. It may
/// not take away, retype, or demand more.
public enum EventTypeUpgrade: Sendable, Equatable {
  /// It is the same.
  case unchanged
  /// It may take the other's place; what changes, in words.
  case upgrade(changes: [String])
  /// It may not; why, in words.
  case refused(reasons: [String])

  /// Both are sound and have one id.
  public init(from current: EventType, to offered: EventType) {
    let differences = current.differences(to: offered)
    let (old, new) = (EventTypeVersion(current.version), EventTypeVersion(offered.version))
    if current.version == offered.version {
      self =
        differences.isEmpty
        ? .unchanged
        : .refused(reasons: ["version \(current.version) is here already, and differs"] + differences.map(\.message))
    } else if let old, let new, old < new {
      let refused = differences.filter { !$0.isAllowed }
      self =
        refused.isEmpty
        ? .upgrade(changes: differences.map(\.message)) : .refused(reasons: refused.map(\.message))
    } else {
      self = .refused(reasons: ["version \(offered.version) is older than \(current.version), which is here"])
    }
  }

  /// The changes; throws ``EventTypesError`` of code `notAnUpgrade` where it is refused.
  @discardableResult
  public func changes(of type: EventType) throws(EventTypesError) -> [String] {
    switch self {
    case .unchanged: return []
    case .upgrade(let changes): return changes
    case .refused(let reasons):
      throw EventTypesError(
        .notAnUpgrade, "event type '\(type.id)' \(type.version) cannot be used: \(reasons.joined(separator: "; "))",
        hint: "a newer version may add optional properties; for everything else make an event type with another id")
    }
  }
}
