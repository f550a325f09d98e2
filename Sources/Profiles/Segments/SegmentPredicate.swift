/// A condition made ready to be asked of many profiles, whatever the store. One thread at a time.
public final class SegmentPredicate {
  /// - Parameters:
  ///   - properties: those the store knows; the condition's must be among them or be system properties.
  ///   - segments: those the condition may refer to.
  ///   - now: what `within_last_days` counts from.
  /// `invalidDefinition` with the path and a suggestion where something is unknown, does not fit its type, or is circular.
  public init(_ condition: Condition, properties: [Property], segments: [Segment], now: Timestamp) throws {
    fatalError("skeleton")
  }

  /// `corruptDocument` where the profile's document is not what a store writes.
  public func matches(_ profile: ProfileRow) throws -> Bool { fatalError("skeleton") }
}

extension ProfileReader {
  /// The stored segment, ready to be asked; `notFound` with a suggestion.
  public func predicate(segment id: String, now: Timestamp = .now()) throws -> SegmentPredicate {
    fatalError("skeleton")
  }

  /// Lends profiles of the segment in the order of their ids, from behind `id`.
  public func profiles(
    matching predicate: SegmentPredicate, after id: ProfileID = .first, _ body: (ProfileRow) throws -> Void
  ) throws {
    fatalError("skeleton")
  }

  public func count(matching predicate: SegmentPredicate) throws -> Int {
    var count = 0
    try profiles(matching: predicate) { _ in count += 1 }
    return count
  }
}
