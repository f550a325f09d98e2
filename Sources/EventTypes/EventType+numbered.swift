extension EventType {
  /// The type with a version, for sources that have none: the one of `current` where it is the same, its next minor one
  /// where it differs, and 1.0.0 where there is none.
  public func numbered(after current: EventType?) -> EventType {
    var numbered = self
    guard let current, let version = EventTypeVersion(current.version) else {
      numbered.version = EventTypeVersion(1, 0, 0).description
      return numbered
    }
    numbered.version = current.version
    if !current.differences(to: self).isEmpty { numbered.version = version.nextMinor.description }
    return numbered
  }
}
