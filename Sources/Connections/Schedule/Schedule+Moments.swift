import Foundation

extension Schedule {
  /// The first moment behind `date` at which it is due, to the minute; nil where there is none within forty years, as for
  /// 30 February.
  ///
  /// A local time that a change of the zone's offset skips is due at the next minute that there is; one that comes twice
  /// is due the first time; a month that lacks the day is passed over. `every_minutes` counts from 1970 UTC and knows no
  /// local time.
  public func next(after date: Date) -> Date? {
    let moment = Int(date.timeIntervalSince1970.rounded(.down))
    if case .everyMinutes(let minutes) = rule {
      return Date(timeIntervalSince1970: Double((moment / (minutes * 60) + 1) * minutes * 60))
    }
    // A zone of this name was there when the file was read.
    let zone = TimeZone(identifier: timeZone) ?? .gmt
    // What the day before has left over: a time of it that was skipped may be due on this one.
    let first = LocalClock.day(at: moment, in: zone) - 1
    for number in first..<first + 40 * 366 {
      let day = LocalDay(number: number)
      let minutes = minutes(of: day)
      if minutes.isEmpty { continue }
      let clock = LocalClock(around: day, in: zone)
      let due = minutes.lazy.map(clock.moment(ofMinute:)).filter { $0 > moment }.min()
      if let due { return Date(timeIntervalSince1970: Double(due)) }
    }
    return nil
  }

  /// The next `count` moments behind `date`.
  public func upcoming(_ count: Int, after date: Date) -> [Date] {
    var moments: [Date] = []
    while moments.count < count, let next = next(after: moments.last ?? date) { moments.append(next) }
    return moments
  }

  /// The minutes of the day at which it is due.
  private func minutes(of day: LocalDay) -> [Int] {
    switch rule {
    case .everyMinutes: []
    case .timesPerDay(let times): (0..<times).map { $0 * 1440 / times }
    case .daysOfWeek(let days, let at): days.contains(day.name) ? [at.minutes] : []
    case .daysOfMonth(let days, let at): days.contains { $0.is(day) } ? [at.minutes] : []
    case .weekdayOfMonth(let week, let name, let at): day.name == name && week.has(day) ? [at.minutes] : []
    case .cron(let cron):
      cron.runs(month: day.month, day: day.day, weekday: day.weekday)
        ? cron.hours.flatMap { hour in cron.minutes.map { hour * 60 + $0 } } : []
    }
  }
}

extension Schedule.TimeOfDay {
  fileprivate var minutes: Int { hour * 60 + minute }
}

extension Schedule.MonthDay {
  fileprivate func `is`(_ date: LocalDay) -> Bool {
    switch self {
    case .day(let day): day == date.day
    case .last: date.day == date.lengthOfMonth
    }
  }
}

extension Schedule.Week {
  fileprivate func has(_ date: LocalDay) -> Bool {
    switch self {
    case .first: date.day <= 7
    case .second: (8...14).contains(date.day)
    case .third: (15...21).contains(date.day)
    case .fourth: (22...28).contains(date.day)
    case .last: date.day > date.lengthOfMonth - 7
    }
  }
}

extension LocalDay {
  fileprivate var name: Schedule.Day { [.sun, .mon, .tue, .wed, .thu, .fri, .sat][weekday] }
}
