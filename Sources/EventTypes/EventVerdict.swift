/// What was found out about one event.
public enum EventVerdict: Sendable, Equatable {
  /// It is as its type says. The warnings are of things that are allowed and seldom meant.
  case accepted(warnings: [EventFinding])
  /// Everything that is wrong with it, the first 20 at most.
  case refused([EventFinding])
}

/// One thing about an event, without the event's values.
public struct EventFinding: Sendable, Equatable, CustomStringConvertible {
  public enum Code: String, Sendable, CaseIterable {
    /// The event's properties are no JSON object.
    case malformed
    /// A required property has no value.
    case missing
    /// The type has no such property, and unknown ones are refused.
    case unknownProperty = "unknown_property"
    /// One property stands twice in an object.
    case repeatedProperty = "repeated_property"
    /// A value is not of the property's type.
    case wrongType = "wrong_type"
    /// A list, where the property has one value.
    case notMultiple = "not_multiple"
    /// A warning: the event is large for a timeline.
    case large
  }

  /// Where, such as `product[2].sku`; empty for the event as a whole.
  public var path: String
  public var code: Code
  public var message: String

  public var description: String { (path.isEmpty ? "" : "\(path): ") + message }
}
