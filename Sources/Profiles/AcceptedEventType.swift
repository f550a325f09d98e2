import EventTypes

/// An event type as a store remembers it: what stored events look like, and what a later version is held against.
public struct AcceptedEventType: Sendable, Equatable {
  /// Where it came from.
  public enum Origin: Sendable, Equatable {
    case plugin(id: String, version: String)
    /// An event type file, `event-type-1.xsd`.
    case xml
    /// BlueConic's JSON.
    case blueconic
  }

  public var type: EventType
  public var origin: Origin
  public var acceptedAt: Timestamp

  public init(type: EventType, origin: Origin, acceptedAt: Timestamp) {
    self.type = type
    self.origin = origin
    self.acceptedAt = acceptedAt
  }
}

extension AcceptedEventType.Origin: CustomStringConvertible {
  public var description: String {
    switch self {
    case .plugin(let id, let version): "plugin \(id) \(version)"
    case .xml: "XML"
    case .blueconic: "BlueConic"
    }
  }
}
