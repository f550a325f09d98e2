/// Where a search for some profiles ended.
public enum ProfilePageEnd: Sendable, Equatable {
  /// There are no more.
  case all
  /// There may be more behind this profile.
  case more(after: ProfileID)
  /// The time was over; behind this profile nobody has looked.
  case time(after: ProfileID)
}

extension ProfileReader {
  /// Lends the profiles behind `id` that the predicate takes, nil takes all, at most `limit`, and looks for them at most
  /// so long.
  public func page(
    after id: ProfileID, limit: Int, matching predicate: SegmentPredicate?, within duration: Duration,
    _ body: (ProfileRow) throws -> Void
  ) throws -> ProfilePageEnd {
    let end = ContinuousClock.now + duration
    let step = predicate == nil ? limit : 256
    var (last, found) = (id, 0)
    while true {
      var isFull = false
      let seen = try profiles(after: last, limit: step) { profile in
        guard !isFull else { return }
        last = profile.id
        guard try predicate?.matches(profile, in: self) ?? true else { return }
        try body(profile)
        found += 1
        isFull = found == limit
      }
      if isFull { return try profiles(after: last, limit: 1) { _ in } == 0 ? .all : .more(after: last) }
      if seen < step { return .all }
      if ContinuousClock.now > end { return .time(after: last) }
    }
  }
}
