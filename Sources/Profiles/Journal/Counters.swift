/// The account of a goal in a run. No record stands in two of created, updated, unchanged, filtered, skipped,
/// passed over, rejected.
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
  /// Of nobody who is known: no profile or group is found for them, and none may be made.
  public var passedOver = 0
  /// Could not be used; each has a reason.
  public var rejected = 0
  /// Values that could not be imported into their property, in records that were.
  public var valuesRefused = 0
  /// Of those skipped: not in the stage that the goal is a touchpoint of.
  public var outsideStage = 0
  /// Of those skipped: touched as often as their stage allows.
  public var overThreshold = 0
  /// Exports that counted as a touch of the profile's stage.
  public var touches = 0
  /// Timeline events that were stored, added or replaced, or delivered.
  public var events = 0
  /// Timeline events that could not be; each has a reject.
  public var eventsRefused = 0
  /// Timeline events that are older than their type keeps them, or for which the profile has no room.
  public var eventsLeftOut = 0
  /// Timeline events, among those that were stored, that are large for a timeline.
  public var eventsLarge = 0
  public var joined = 0
  public var left = 0

  public init() {}

  /// Every counter with the name that people and files call it by.
  public static let fields: [(name: String, path: WritableKeyPath<Counters, Int> & Sendable)] = [
    ("read", \.read), ("checked", \.checked), ("created", \.created), ("updated", \.updated),
    ("unchanged", \.unchanged), ("filtered", \.filtered), ("skipped", \.skipped),
    ("passed_over", \.passedOver), ("rejected", \.rejected),
    ("values_refused", \.valuesRefused), ("outside_stage", \.outsideStage), ("over_threshold", \.overThreshold),
    ("touches", \.touches), ("events", \.events), ("events_refused", \.eventsRefused),
    ("events_left_out", \.eventsLeftOut), ("events_large", \.eventsLarge), ("joined", \.joined), ("left", \.left),
  ]

  /// Counters that the text does not name are 0.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.singleValueContainer().decode([String: Int].self)
    for field in Self.fields { self[keyPath: field.path] = values[field.name] ?? 0 }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Dictionary(uniqueKeysWithValues: Self.fields.map { ($0.name, self[keyPath: $0.path]) }))
  }

  public static func + (a: Counters, b: Counters) -> Counters {
    var sum = a
    sum += b
    return sum
  }

  public static func += (a: inout Counters, b: Counters) {
    for field in fields { a[keyPath: field.path] += b[keyPath: field.path] }
  }
}
