import EventTypes

/// What becomes of an event type that is offered to a store.
public enum EventTypeAcceptance: Sendable, Equatable {
  case added
  /// It takes the place of an older version; what changes, in words.
  case upgraded(from: String, changes: [String])
  case unchanged

  /// The rule that every store keeps. Throws `EventTypesError` where the type is not sound or not an upgrade.
  public init(of type: EventType, besides known: [AcceptedEventType]) throws {
    try type.check()
    guard let current = known.first(where: { $0.type.id == type.id })?.type else {
      self = .added
      return
    }
    let upgrade = EventTypeUpgrade(from: current, to: type)
    let changes = try upgrade.changes(of: type)
    self = upgrade == .unchanged ? .unchanged : .upgraded(from: current.version, changes: changes)
  }
}
