import EventTypes

/// An event type that a plugin offers.
public struct EventTypeDescription: Sendable, Codable, Equatable {
  public let type: EventType
  /// Its plugin judges events by more than their properties.
  public let hasValidate: Bool
  /// Its plugin says what an event is in one line.
  public let hasSummarise: Bool
}

/// An event type in a file that was found, described, and held as it was then.
public struct EventTypeReference: Sendable {
  public let plugin: PluginDescription
  public let eventType: EventTypeDescription
  /// The very bytes that were hashed; what is loaded is this, whatever happens to the path.
  public let file: PluginFile
}
