/// Dates and times as text: ISO 8601 in UTC.
enum DateTimeText {
  /// Bytes that `write` needs at most.
  static let capacity = 32

  /// Writes `2026-01-31T08:00:00Z`, with the fraction where there is one; answers the bytes written.
  static func write(_ microseconds: Int64, to buffer: UnsafeMutableRawPointer) -> Int { fatalError("skeleton") }
}
