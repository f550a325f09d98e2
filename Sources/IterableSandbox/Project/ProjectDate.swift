import CSandbox
import Foundation

/// Iterable's way with dates.
enum ProjectDate {
  /// The years that four digits can tell, from 1970 on.
  private static let tellable = 0...253_402_300_799

  /// `2021-04-14 16:46:01 +00:00`; the nearest time that can be told.
  static func text(_ seconds: Int) -> String {
    let seconds = min(max(seconds, tellable.lowerBound), tellable.upperBound)
    return String(unsafeUninitializedCapacity: 32) { room in
      room.withMemoryRebound(to: CChar.self) { subscribers_date(Int64(seconds), $0.baseAddress!) }
    }
  }

  /// `2021-04-14T16:46:01Z`
  static func isoText(_ seconds: Int) -> String { text(seconds).prefix(19).replacing(" ", with: "T") + "Z" }

  /// Whether Iterable takes the text for a date: `yyyy-MM-dd`, with ` HH:mm:ss` and ` ±HH:mm`, or ISO 8601 with `T`.
  static func isDate(_ text: String) -> Bool { seconds(text) != nil }

  /// Seconds since 1970 of a text that `isDate`; UTC where it names no zone.
  static func seconds(_ text: String) -> Int? {
    var rest = Array(text.utf8)[...]
    func number(_ digits: Int) -> Int? {
      guard rest.count >= digits, rest.prefix(digits).allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
      defer { rest = rest.dropFirst(digits) }
      return rest.prefix(digits).reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
    func sign(_ wanted: Character) -> Bool {
      guard rest.first == wanted.asciiValue else { return false }
      rest = rest.dropFirst()
      return true
    }
    guard let year = number(4), sign("-"), let month = number(2), sign("-"), let day = number(2),
      (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    var seconds = daysSince1970(year, month, day) * 86400
    if rest.isEmpty { return seconds }

    let iso = sign("T")
    guard iso || sign(" "), let hour = number(2), sign(":"), let minute = number(2), sign(":"),
      let second = number(2), hour < 24, minute < 60, second < 61
    else { return nil }
    seconds += hour * 3600 + minute * 60 + second
    if iso, sign(".") {
      let before = rest.count
      rest = rest.drop { $0 >= 0x30 && $0 <= 0x39 }
      guard rest.count < before else { return nil }
    }
    if rest.isEmpty || (iso && rest.elementsEqual("Z".utf8)) { return seconds }
    if !iso { guard sign(" ") else { return nil } }
    let east = sign("+")
    guard east || sign("-"), let zoneHour = number(2) else { return nil }
    _ = sign(":")
    guard let zoneMinute = number(2), rest.isEmpty else { return nil }
    return seconds - (east ? 1 : -1) * (zoneHour * 3600 + zoneMinute * 60)
  }

  private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
  }
}
