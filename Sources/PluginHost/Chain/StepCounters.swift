/// What one step of a chain did in a run so far.
public struct StepCounters: Sendable, Codable, Equatable {
  /// Rows that were kept when they came to the step; those that it derived are not among them.
  public var rowsIn = 0
  public var kept = 0
  /// Dropped on purpose.
  public var filtered = 0
  /// Could not be used, by the plugin's own judgement or because the plugin failed on them.
  public var rejected = 0
  /// Of the rejected, those that the plugin failed on.
  public var failed = 0
  /// New rows that it made.
  public var derived = 0
  /// Time spent in calls, the hop to a worker and the check of the answer included.
  public var nanoseconds: UInt64 = 0
  /// How often its worker had to be started again.
  public var restarts = 0
  /// Why rows were dropped, the first reasons that came, with their counts; drops without a reason are not among them.
  public var filterReasons: [FilterReason] = []

  public init() {}
}

/// A processor's reason for dropping rows.
public struct FilterReason: Sendable, Codable, Equatable {
  /// Reasons of one step that are kept apart; rows with others are only counted as filtered.
  public static let limit = 20

  public let reason: String
  public internal(set) var count: Int
}

extension StepCounters {
  /// Counts one drop. Makes a text only of a reason that was not seen before.
  mutating func count(filterReason bytes: UnsafeRawBufferPointer) {
    if bytes.isEmpty { return }
    for index in filterReasons.indices where filterReasons[index].reason.utf8.elementsEqual(bytes) {
      filterReasons[index].count += 1
      return
    }
    guard filterReasons.count < FilterReason.limit else { return }
    let reason = String(foreign: bytes)
    if let index = filterReasons.firstIndex(where: { $0.reason == reason }) {
      filterReasons[index].count += 1
    } else {
      filterReasons.append(FilterReason(reason: reason, count: 1))
    }
  }
}
