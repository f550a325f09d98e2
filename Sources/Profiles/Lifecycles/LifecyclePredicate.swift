import EventTypes

/// A lifecycle made ready to be asked which of its stages profiles are in. One thread at a time.
public final class LifecyclePredicate {
  public let lifecycle: Lifecycle
  private let stages: SegmentPredicate

  /// The parameters are those of ``SegmentPredicate``. `invalidDefinition` with the path where a stage's condition does not
  /// hold together.
  public init(
    _ lifecycle: Lifecycle, properties: [Property], segments: [Segment], groupTypes: [GroupType] = [],
    eventTypes: [EventType] = [], lifecycles: [Lifecycle], now: Timestamp
  ) throws {
    self.lifecycle = lifecycle
    stages = try SegmentPredicate(
      stagesOf: lifecycle, properties: properties, segments: segments, groupTypes: groupTypes,
      eventTypes: eventTypes, lifecycles: lifecycles.filter { $0.id != lifecycle.id } + [lifecycle], now: now)
  }

  /// Index of the furthest stage whose condition the profile meets; nil where it meets none.
  public func stage(of profile: ProfileRow, in facts: any ProfileFacts) throws -> Int? {
    try stages.furthestStage(of: profile, in: facts)
  }
}
