import Foundation

/// The clock on somebody's wall around one day, in one time zone. Moments are seconds since 1970 UTC.
struct LocalClock {
  private let day: LocalDay
  /// Stretches of time in which the zone's offset from UTC does not change.
  private let stretches: [Stretch]

  private struct Stretch {
    let start: Int
    let end: Int
    /// Seconds east of UTC.
    let offset: Int
  }

  init(around day: LocalDay, in zone: TimeZone) {
    self.day = day
    // No zone is more than a day off, also where it changes the side of the date line.
    stretches = Self.stretches(from: (day.number - 2) * 86_400, to: (day.number + 3) * 86_400, in: zone)
  }

  /// The number of the day that it is in the zone at this moment.
  static func day(at moment: Int, in zone: TimeZone) -> Int {
    let local = moment + offset(at: moment, in: zone)
    return (local >= 0 ? local : local - 86_399) / 86_400
  }

  /// When the clock shows this minute of the day: the first time where it does so twice; where a change of offset skips
  /// it, the next minute that there is.
  func moment(ofMinute minute: Int) -> Int {
    let local = day.number * 86_400 + minute * 60
    for stretch in stretches where (stretch.start..<stretch.end).contains(local - stretch.offset) {
      return local - stretch.offset
    }
    // It lies in the gap before the first stretch that begins later on the wall.
    let next = stretches.first { $0.start + $0.offset > local }!
    return (next.start + 59) / 60 * 60
  }

  private static func offset(at moment: Int, in zone: TimeZone) -> Int {
    zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment)))
  }

  private static func stretches(from start: Int, to end: Int, in zone: TimeZone) -> [Stretch] {
    var found: [Stretch] = []
    var begun = start
    var offset = offset(at: start, in: zone)
    for hour in stride(from: start + 3600, through: end, by: 3600) {
      let next = Self.offset(at: hour, in: zone)
      guard next != offset else { continue }
      // The second of the change, between the hour before and this one.
      var (before, after) = (hour - 3600, hour)
      while after - before > 1 {
        let middle = (before + after) / 2
        if Self.offset(at: middle, in: zone) == offset { before = middle } else { after = middle }
      }
      found.append(Stretch(start: begun, end: after, offset: offset))
      (begun, offset) = (after, next)
    }
    return found + [Stretch(start: begun, end: end, offset: offset)]
  }
}
