import Records

extension ProfileReader {
  /// The stored segment, ready to be asked; `notFound` with a suggestion.
  public func predicate(segment id: String, now: Timestamp = .now()) throws -> SegmentPredicate {
    let segments = try segments()
    guard let segment = segments.first(where: { $0.id == id }) else {
      throw ProfilesError(
        .notFound, "there is no segment '\(id)'",
        hint: Suggestion.question(for: id, among: segments.map(\.id)) ?? "list the segments")
    }
    return try predicate(segment.condition, now: now)
  }

  /// The condition, ready to be asked; `invalidDefinition` where it refers to what the store does not know.
  public func predicate(_ condition: Condition, now: Timestamp = .now()) throws -> SegmentPredicate {
    try SegmentPredicate(
      condition, properties: properties(), segments: segments(), groupTypes: groupTypes(),
      eventTypes: eventTypes().map(\.type), lifecycles: lifecycles(), now: now)
  }

  /// Lends profiles of the segment in the order of their ids, from behind `id`.
  public func profiles(
    matching predicate: SegmentPredicate, after id: ProfileID = .first, _ body: (ProfileRow) throws -> Void
  ) throws {
    _ = try profiles(after: id, limit: .max) { profile in
      if try predicate.matches(profile, in: self) { try body(profile) }
    }
  }

  public func count(matching predicate: SegmentPredicate) throws -> Int {
    var count = 0
    try profiles(matching: predicate) { _ in count += 1 }
    return count
  }
}
