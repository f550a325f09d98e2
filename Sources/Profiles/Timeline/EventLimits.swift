/// How much a timeline holds.
public enum EventLimits {
  /// Events of one profile. Beyond it those of the type with the lowest priority go first, the oldest of them first.
  public static let eventsPerProfile = 250
  /// Bytes of an event's id.
  public static let idBytes = 200
  /// Bytes of an event's properties; more than ``EventTypes/EventValidator/usualSize`` are a warning.
  public static let eventBytes = 64 << 10
}
