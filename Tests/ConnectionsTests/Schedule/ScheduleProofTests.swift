import Foundation
import Testing

@testable import Connections

/// Whole schedules on an injected clock, around every change of offset of every time zone from 2000 to 2040, against a
/// walk through the minutes that a clock on the wall shows.
///
/// Each change is looked at with one kind of schedule, in turn; `MILLRACE_TORTURE=1` looks at all kinds.
@Suite struct ScheduleProofTests {
  typealias Transition = ZoneTransitionTests.Transition

  static let isLong = ProcessInfo.processInfo.environment["MILLRACE_TORTURE"] != nil

  /// A schedule, and when it is due as the wall clock has it: `local` and `utc` are minutes since 1970.
  struct Kind {
    let schedule: Schedule
    let isDue: (_ local: Int, _ utc: Int) -> Bool
  }

  static func floored(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : (a - b + 1) / b }

  /// One of each kind; those with a time of day are due in the middle of what is skipped or comes twice.
  static func kinds(_ zone: String, _ transition: Transition) throws -> [Kind] {
    let gap = transition.after - transition.before
    let minute = floored(transition.moment + transition.before + gap / 2, 60)
    let day = LocalDay(number: floored(minute, 1440))
    let ofDay = minute - day.number * 1440
    let at = Schedule.TimeOfDay(hour: ofDay / 60, minute: ofDay % 60)
    let name = [Schedule.Day.sun, .mon, .tue, .wed, .thu, .fri, .sat][day.weekday]
    let week = [Schedule.Week.first, .second, .third, .fourth, .last][(day.day - 1) / 7]
    let isThen = { (local: Int, _: Int) in local == minute }
    let daily = { (local: Int, _: Int) in local - floored(local, 1440) * 1440 == ofDay }
    func kind(_ rule: Schedule.Rule, _ isDue: @escaping (Int, Int) -> Bool) -> Kind {
      Kind(schedule: Schedule(rule: rule, timeZone: zone), isDue: isDue)
    }
    return [
      kind(.daysOfWeek([name], at: at), isThen),
      kind(.timesPerDay(48)) { local, _ in floored(local, 30) * 30 == local },
      kind(.daysOfMonth([.day(day.day)], at: at), isThen), kind(.everyMinutes(37)) { _, utc in utc % 37 == 0 },
      kind(.weekdayOfMonth(week, name, at: at), isThen),
      kind(.cron(try CronExpression("\(at.minute) \(at.hour) * * *")), daily),
      kind(.cron(try CronExpression("*/20 * * * *"))) { local, _ in floored(local, 20) * 20 == local },
    ]
  }

  /// Seconds on both sides of a change that are looked at.
  static func reach(_ transition: Transition) -> Int { 3 * 3600 + abs(transition.after - transition.before) }

  /// The moments within reach at which the wall clock first shows a minute that is due, or would have, had it not been
  /// skipped: found by walking, knowing nothing of calendars.
  static func walk(_ kind: Kind, _ transition: Transition) -> [Int] {
    let start = floored(transition.moment - reach(transition), 60) + 1
    let end = floored(transition.moment + reach(transition), 60)
    var due: Set<Int> = []
    var shown: Set<Int> = []
    for minute in start...end {
      let offset = minute * 60 < transition.moment ? transition.before : transition.after
      let local = floored(minute * 60 + offset, 60)
      if kind.schedule.isUTC {
        if kind.isDue(local, minute) { due.insert(minute * 60) }
      } else if shown.insert(local).inserted, kind.isDue(local, minute) {
        due.insert(minute * 60)
      }
    }
    if transition.after > transition.before, !kind.schedule.isUTC {
      let skipped =
        floored(transition.moment + transition.before + 59, 60)..<floored(transition.moment + transition.after, 60)
      let next = (transition.moment + 59) / 60 * 60
      if skipped.contains(where: { !shown.contains($0) && kind.isDue($0, 0) }) { due.insert(next) }
    }
    return due.sorted()
  }

  static func moments(_ schedule: Schedule, _ transition: Transition) -> [Int] {
    let start = floored(transition.moment - reach(transition), 60) * 60
    let end = transition.moment + reach(transition)
    var found: [Int] = []
    var last = Date(timeIntervalSince1970: Double(start))
    while let next = schedule.next(after: last), Int(next.timeIntervalSince1970) <= end {
      found.append(Int(next.timeIntervalSince1970))
      last = next
    }
    return found
  }

  @Test func `every kind of schedule is due as the wall clock has it`() throws {
    var looks = 0
    for (index, (zone, transition)) in ZoneTransitionTests.all.enumerated() {
      let kinds = try Self.kinds(zone, transition)
      for kind in Self.isLong ? kinds : [kinds[index % kinds.count]] {
        looks += 1
        #expect(
          Self.moments(kind.schedule, transition) == Self.walk(kind, transition),
          "\(kind.schedule) at \(transition)")
      }
    }
    #expect(looks > 2000, "\(looks) looks")
  }

  /// Runs of 45 minutes, due every half hour, and nobody there from the change on for 100 minutes.
  @Test
  func `around every change each due moment starts one run, a late one runs once, and missed ones are caught up once`()
    throws
  {
    let connection = try TimetableTests.connection("a", every: 1)
    var starts = 0
    for (index, (zone, transition)) in ZoneTransitionTests.all.enumerated() where Self.isLong || index % 10 == 0 {
      let kind = try Self.kinds(zone, transition)[1]
      var scheduled = connection
      scheduled.schedule = kind.schedule
      let begin = Self.floored(transition.moment - Self.reach(transition), 60)
      let end = (transition.moment + Self.reach(transition)) / 60
      let away = transition.moment / 60..<transition.moment / 60 + 100
      let due = Self.walk(kind, transition).map { $0 / 60 }

      var timetable = Timetable()
      func date(_ minute: Int) -> Date { Date(timeIntervalSince1970: Double(minute) * 60) }
      timetable.set([scheduled], now: date(begin)) { _ in nil }
      var (started, expected): ([Int], [Int]) = ([], [])
      var (endsAt, waits, endsAtExpected): (Int?, Bool, Int?) = (nil, false, nil)
      var seen = begin
      for minute in begin + 1..<end where !away.contains(minute) {
        if let over = endsAt, over <= minute {
          endsAt = timetable.ended("a").map { _ in
            started.append(minute)
            return minute + 45
          }
        }
        if !timetable.due(now: date(minute)).isEmpty {
          started.append(minute)
          endsAt = minute + 45
        }
        // The same, said without a timetable.
        if let over = endsAtExpected, over <= minute {
          endsAtExpected = waits ? minute + 45 : nil
          if waits { expected.append(minute) }
          waits = false
        }
        if due.contains(where: { seen < $0 && $0 <= minute }) {
          if endsAtExpected == nil {
            expected.append(minute)
            endsAtExpected = minute + 45
          } else {
            waits = true
          }
        }
        seen = minute
      }
      #expect(started == expected, "\(zone) at \(transition)")
      starts += started.count
    }
    #expect(starts > 1000, "\(starts) starts")
  }
}

extension Schedule {
  fileprivate var isUTC: Bool { if case .everyMinutes = rule { true } else { false } }
}
