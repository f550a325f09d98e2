/// What became of an event that was given to a store.
public enum EventOutcome: UInt8, Sendable, CaseIterable {
  case added
  /// One of the same type, id and date had other properties.
  case replaced
  /// It is there already with the same properties.
  case unchanged
  /// Not stored: its type keeps events for a time that is over already.
  case tooOld
  /// Not stored: the profile has as many events as it may have, and all of them are of a higher priority or newer.
  case noRoom

  /// Whether the store was written to.
  public var isChange: Bool { self == .added || self == .replaced }
}
