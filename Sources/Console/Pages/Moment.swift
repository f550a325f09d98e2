import Foundation
import Profiles

/// A moment as people read it, in UTC; scripts may show it in the browser's own time zone.
struct Moment: Sendable {
  /// `2026-11-28T06:30:00Z`
  let machine: String
  /// `28 Nov 2026, 06:30 UTC`
  let words: String
  /// `5 minutes ago`, `in 3 hours`.
  let relative: String

  init(_ date: Date, now: Date) {
    machine = date.formatted(Self.iso)
    words = date.formatted(Self.plain) + " UTC"
    relative = Self.distance(date.timeIntervalSince(now))
  }

  private static let iso = Date.ISO8601FormatStyle()
  private static let plain = Date.VerbatimFormatStyle(
    format:
      "\(day: .defaultDigits) \(month: .abbreviated) \(year: .defaultDigits), \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits)",
    locale: Locale(identifier: "en_GB"), timeZone: .gmt, calendar: Calendar(identifier: .gregorian))

  private static func distance(_ seconds: TimeInterval) -> String {
    let amount = abs(seconds)
    if amount < 45 { return "now" }
    let (count, unit): (Double, String) =
      switch amount {
      case ..<3_600: (amount / 60, "minute")
      case ..<86_400: (amount / 3_600, "hour")
      default: (amount / 86_400, "day")
      }
    let number = Int(count.rounded())
    let words = "\(number) \(unit)\(number == 1 ? "" : "s")"
    return seconds < 0 ? "\(words) ago" : "in \(words)"
  }
}
