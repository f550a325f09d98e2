/// The account of a goal in a run. No record stands in two of created, updated, unchanged, filtered, skipped, rejected.
public struct Counters: Sendable, Equatable, Codable {
  /// Records that came from the source.
  public var read = 0
  /// Records that came out of the processors.
  public var checked = 0
  public var created = 0
  public var updated = 0
  /// Already so.
  public var unchanged = 0
  /// Dropped by a processor on purpose.
  public var filtered = 0
  /// Left out: consent, or no value to send.
  public var skipped = 0
  /// Could not be used; each has a reason.
  public var rejected = 0
  /// Values that could not be imported into their property, in records that were.
  public var valuesRefused = 0
  public var events = 0
  public var joined = 0
  public var left = 0

  public init() {}

  public static func + (a: Counters, b: Counters) -> Counters {
    var sum = a
    sum += b
    return sum
  }

  public static func += (a: inout Counters, b: Counters) {
    a.read += b.read
    a.checked += b.checked
    a.created += b.created
    a.updated += b.updated
    a.unchanged += b.unchanged
    a.filtered += b.filtered
    a.skipped += b.skipped
    a.rejected += b.rejected
    a.valuesRefused += b.valuesRefused
    a.events += b.events
    a.joined += b.joined
    a.left += b.left
  }
}
