import IterableAPI

/// Whether Iterable takes what a goal sends. One thread.
///
/// Each row that it refuses as data costs about two requests until it stands alone, so a mapping to a field of another
/// type would cost 1,999 requests for 1,000 rows, and all of them would be rejected. Therefore the first request of a
/// kind is a small one, the next is not much larger where most of it was refused, and when most of that is refused too,
/// the goal fails instead.
struct DeliveryTrial {
  private static let firstRows = 10
  private static let doubtfulRows = 100

  private var answered = 0
  private var refused = 0
  private var lastWords = ""

  /// At most so many rows in the next request.
  func rows(atMost limit: Int) -> Int {
    if answered == 0 { return min(limit, Self.firstRows) }
    return mostAreRefused ? min(limit, Self.doubtfulRows) : limit
  }

  private var mostAreRefused: Bool { refused * 2 > answered }

  /// Counts an answer. A person who is named as unknown, forgotten or ill-addressed says nothing about the mapping.
  mutating func note(_ outcome: BulkOutcome) {
    answered += outcome.rows - outcome.unacknowledged.count
    for failure in outcome.failures where failure.reason == .refused || failure.reason == .invalidData {
      refused += 1
      lastWords = failure.message
    }
  }

  /// Throws ``ConnectionsError`` `refused` where going on would only make more rejects.
  func check() throws {
    guard answered >= Self.firstRows + Self.doubtfulRows, mostAreRefused else { return }
    throw ConnectionsError(
      .refused,
      "Iterable refused \(refused) of the first \(answered) profiles, the last one in these words: \(lastWords)",
      hint: "correct the mapping, a processor or the field in Iterable, then run the connection again")
  }
}
