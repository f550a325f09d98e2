import Records

extension ProfileReader {
  /// The stored lifecycle; `notFound` with a suggestion.
  public func lifecycle(_ id: String) throws -> Lifecycle {
    let lifecycles = try lifecycles()
    guard let lifecycle = lifecycles.first(where: { $0.id == id }) else {
      throw ProfilesError(
        .notFound, "there is no lifecycle '\(id)'",
        hint: Suggestion.question(for: id, among: lifecycles.map(\.id)) ?? "'millrace lifecycle list' shows them")
    }
    return lifecycle
  }

  /// The lifecycle, ready to be asked.
  public func predicate(of lifecycle: Lifecycle, now: Timestamp = .now()) throws -> LifecyclePredicate {
    try LifecyclePredicate(
      lifecycle, properties: properties(), segments: segments(), groupTypes: groupTypes(),
      eventTypes: eventTypes().map(\.type),
      lifecycles: lifecycles(), now: now)
  }

  /// The stage that the goal is a touchpoint of; nil where it is none.
  public func stage(touchedBy touchpoint: Touchpoint) throws -> (lifecycle: Lifecycle, stage: Int)? {
    for lifecycle in try lifecycles() {
      if let stage = lifecycle.stages.firstIndex(where: { $0.touchpoints.contains(touchpoint) }) {
        return (lifecycle, stage)
      }
    }
    return nil
  }
}

extension ProfileWriter {
  /// What every store looks at before it puts the lifecycle in the place of the one there is: that it holds together, that
  /// its touchpoints are nobody else's, and that whoever refers to it can go on doing so.
  public func checkLifecycle(_ lifecycle: Lifecycle, now: Timestamp) throws {
    try lifecycle.validate()
    let others = try lifecycles().filter { $0.id != lifecycle.id }
    for (index, stage) in lifecycle.stages.enumerated() {
      for (place, touchpoint) in stage.touchpoints.enumerated() {
        for other in others {
          guard let taken = other.stages.firstIndex(where: { $0.touchpoints.contains(touchpoint) }) else { continue }
          throw touchpoint.isTaken(by: other.reference(to: taken), "stages[\(index)].touchpoints[\(place)]")
        }
      }
    }
    let (properties, segments, groupTypes) = (try properties(), try segments(), try groupTypes())
    let eventTypes = try eventTypes().map(\.type)
    _ = try LifecyclePredicate(
      lifecycle, properties: properties, segments: segments, groupTypes: groupTypes, eventTypes: eventTypes,
      lifecycles: others, now: now)
    func mustStand(_ user: String, _ conditions: [Condition]) throws {
      for condition in conditions where condition.lifecycleReferences.contains(lifecycle.id) {
        do {
          _ = try SegmentPredicate(
            condition, properties: properties, segments: segments, groupTypes: groupTypes, eventTypes: eventTypes,
            lifecycles: others + [lifecycle], now: now)
        } catch let error as ProfilesError {
          throw ProfilesError(
            .conflict, "\(user) could not ask for lifecycle '\(lifecycle.id)' any more: \(error.message)",
            hint: "change that one first")
        }
      }
    }
    for segment in segments { try mustStand("segment '\(segment.id)'", [segment.condition]) }
    for other in others { try mustStand("lifecycle '\(other.id)'", other.stages.map(\.condition)) }
  }
}
