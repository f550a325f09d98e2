/// How many profiles are of each of some kinds, as far as there was time to look.
public struct ProfileTally: Sendable, Equatable {
  /// By kind; a profile may be of several, or of none.
  public var counts: [Int]
  /// How many profiles were looked at.
  public var seen = 0
  /// Whether these were all. Otherwise the counts are of the profiles with the smallest ids: there are at least so many.
  public var isWhole = true

  public init(counts: [Int], seen: Int = 0, isWhole: Bool = true) {
    self.counts = counts
    self.seen = seen
    self.isWhole = isWhole
  }
}

private struct TimeIsUp: Error {}

extension ProfileReader {
  /// Goes through the profiles, in the order of their ids, for at most so long; nil: through all of them.
  public func tally(
    _ kinds: Int, within duration: Duration?, _ count: (ProfileRow, inout [Int]) throws -> Void
  ) throws -> ProfileTally {
    var tally = ProfileTally(counts: Array(repeating: 0, count: kinds))
    let end = duration.map { ContinuousClock.now + $0 }
    do {
      _ = try profiles(after: .first, limit: .max) { profile in
        if tally.seen & 0x7F == 0, let end, tally.seen > 0, ContinuousClock.now > end { throw TimeIsUp() }
        try count(profile, &tally.counts)
        tally.seen += 1
      }
    } catch is TimeIsUp {
      tally.isWhole = false
    }
    return tally
  }

  /// How many profiles each predicate takes.
  public func tally(_ predicates: [SegmentPredicate], within duration: Duration?) throws -> ProfileTally {
    try tally(predicates.count, within: duration) { profile, counts in
      for (index, predicate) in predicates.enumerated() where try predicate.matches(profile, in: self) {
        counts[index] += 1
      }
    }
  }

  /// How many events of each type profiles have.
  public func tally(eventsOfTypes types: [String], within duration: Duration?) throws -> ProfileTally {
    let ids = types.map { Array($0.utf8) }
    return try tally(ids.count, within: duration) { profile, counts in
      try events(of: profile.id, EventFilter(order: .revision)) { event in
        for (index, id) in ids.enumerated() where event.type.elementsEqual(id) { counts[index] += 1 }
      }
    }
  }

  /// How many profiles are in each stage and, behind the last, in none.
  public func tally(stagesOf lifecycle: Lifecycle, within duration: Duration?) throws -> ProfileTally {
    let predicate = try predicate(of: lifecycle)
    return try tally(lifecycle.stages.count + 1, within: duration) { profile, counts in
      counts[try predicate.stage(of: profile, in: self) ?? lifecycle.stages.count] += 1
    }
  }

  /// How many profiles have a value of each of the properties.
  public func tally(properties names: [String], within duration: Duration?) throws -> ProfileTally {
    let document = DocumentReader(properties: names)
    return try tally(names.count, within: duration) { profile, counts in
      try document.read(profile.document)
      for index in names.indices where !document.values(index).isEmpty { counts[index] += 1 }
    }
  }

  /// How many profiles consented to each of the objectives, and behind them how many refused each.
  public func tally(consentsTo objectives: [Objective], within duration: Duration?) throws -> ProfileTally {
    let document = DocumentReader(properties: [Objective.consentedProperty, Objective.refusedProperty])
    let ids = objectives.map { Array($0.id.utf8) }
    return try tally(ids.count * 2, within: duration) { profile, counts in
      try document.read(profile.document)
      for answer in 0..<2 {
        for value in document.values(answer) {
          value.withBytes { bytes in
            for (index, id) in ids.enumerated() where bytes.elementsEqual(id) {
              counts[answer * ids.count + index] += 1
            }
          }
        }
      }
    }
  }
}
