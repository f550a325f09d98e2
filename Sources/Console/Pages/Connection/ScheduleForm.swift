import Connections
import Foundation
import Records

/// A schedule as a form has it: every kind with its fields, of which one is chosen.
struct ScheduleForm: Sendable {
  /// The option that the rule is, or `none`.
  var kind = "none"
  var minutes = "60"
  var times = "2"
  var daysOfWeek: Set<String> = []
  /// Numbers and `last`, with commas between them.
  var daysOfMonth = "1"
  var week = "first"
  var day = "mon"
  var cron = ""
  var at = "06:30"
  var timeZone = "UTC"

  init(_ schedule: Schedule?) {
    guard let schedule else { return }
    timeZone = schedule.timeZone
    func set(_ kind: String, at time: Schedule.TimeOfDay? = nil) {
      self.kind = kind
      if let time { at = Self.twoDigits(time.hour) + ":" + Self.twoDigits(time.minute) }
    }
    switch schedule.rule {
    case .everyMinutes(let count):
      set("every_minutes")
      minutes = String(count)
    case .timesPerDay(let count):
      set("times_per_day")
      times = String(count)
    case .daysOfWeek(let days, let time):
      set("days_of_week", at: time)
      daysOfWeek = Set(days.map(\.rawValue))
    case .daysOfMonth(let days, let time):
      set("days_of_month", at: time)
      daysOfMonth = days.map { if case .day(let day) = $0 { String(day) } else { "last" } }.joined(separator: ", ")
    case .weekdayOfMonth(let week, let day, let time):
      set("weekday_of_month", at: time)
      (self.week, self.day) = (week.rawValue, day.rawValue)
    case .cron(let expression):
      set("cron")
      cron = expression.text
    }
  }

  /// As it was sent.
  init(_ form: Form) {
    kind = form["kind"] ?? "none"
    minutes = form.text("every_minutes") ?? ""
    times = form.text("times_per_day") ?? ""
    daysOfWeek = Set(form.all("days_of_week"))
    daysOfMonth = form.text("days_of_month") ?? ""
    week = form["week"] ?? "first"
    day = form["day"] ?? "mon"
    cron = form.text("cron") ?? ""
    at = form.text("at") ?? ""
    timeZone = form.text("time_zone") ?? "UTC"
  }

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

  /// The value of the option `schedule`; nil: by hand alone.
  var option: JSONValue? {
    let zone = JSONValue.Member(key: "time_zone", value: .string(timeZone))
    let time = JSONValue.Member(key: "at", value: .string(at))
    func rule(_ value: JSONValue, _ others: JSONValue.Member...) -> JSONValue {
      .object([.init(key: kind, value: value)] + others)
    }
    switch kind {
    case "every_minutes": return rule(Self.number(minutes))
    case "times_per_day": return rule(Self.number(times), zone)
    case "days_of_week":
      let days = Schedule.Day.allCases.map(\.rawValue).filter(daysOfWeek.contains)
      return rule(.array(days.map { .string($0) }), time, zone)
    case "days_of_month":
      let days = daysOfMonth.split { $0 == "," || $0.isWhitespace }.map(String.init)
      return rule(.array(days.map(Self.number)), time, zone)
    case "weekday_of_month": return rule(["week": .string(week), "day": .string(day)], time, zone)
    case "cron": return rule(.string(cron), zone)
    default: return nil
    }
  }

  private static func number(_ text: String) -> JSONValue { Int64(text).map { .integer($0) } ?? .string(text) }

  /// The id of the field that a message of the file's reading is about.
  func field(of message: String) -> String {
    if message.contains("time zone") || message.contains("'time_zone'") { return "time_zone" }
    if message.contains("'at'") || message.contains("time of day") { return "at" }
    return kind == "weekday_of_month" ? "week" : kind == "days_of_week" ? "days_of_week-mon" : kind
  }
}
