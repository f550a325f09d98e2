import Foundation

/// A day of the Gregorian calendar, wherever it is.
struct LocalDay {
  /// Days since 1970-01-01.
  let number: Int
  let month: Int
  let day: Int
  let lengthOfMonth: Int
  /// 0 is Sunday.
  var weekday: Int { ((number + 4) % 7 + 7) % 7 }

  init(number: Int) {
    self.number = number
    let noon = Date(timeIntervalSince1970: Double(number) * 86_400 + 43_200)
    let parts = Self.calendar.dateComponents([.month, .day], from: noon)
    (month, day) = (parts.month!, parts.day!)
    lengthOfMonth = Self.calendar.range(of: .day, in: .month, for: noon)!.count
  }

  private static let calendar: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar
  }()
}
