import Connections
import Foundation
import Records

/// A schedule as a form has it: one kind, and what each kind needs.
struct ScheduleForm: Sendable {
  var kind: String
  var minutes: String
  var times: String
  var days: Set<String>
  var monthDays: String
  var week: String
  var weekday: String
  var cron: String
  var at: String
  var zone: String

  /// As the guide has them, and cron.
  static let kinds = [
    ("none", "Only by hand"), ("every_minutes", "Every X minutes"), ("times_per_day", "Number of times per day"),
    ("days_of_week", "Days of the week"), ("days_of_month", "Days of the month"),
    ("weekday_of_month", "Weekday of the month"), ("cron", "As cron has it"),
  ]
  static let weekdays = [
    ("mon", "Monday"), ("tue", "Tuesday"), ("wed", "Wednesday"), ("thu", "Thursday"), ("fri", "Friday"),
    ("sat", "Saturday"), ("sun", "Sunday"),
  ]

  /// From the connection's option `schedule`; nil: by hand.
  init(_ option: JSONValue?) {
    func text(_ key: String) -> String { option?[key].map { $0.string ?? $0.text } ?? "" }
    kind = Self.kinds.map(\.0).first { option?[$0] != nil } ?? "none"
    minutes = text("every_minutes")
    times = text("times_per_day")
    days = Set((option?["days_of_week"]?.array ?? []).compactMap(\.string))
    monthDays = (option?["days_of_month"]?.array ?? []).map { $0.string ?? $0.text }.joined(separator: ", ")
    week = option?["weekday_of_month"]?["week"]?.string ?? "first"
    weekday = option?["weekday_of_month"]?["day"]?.string ?? "mon"
    cron = text("cron")
    at = text("at")
    zone = text("time_zone").isEmpty ? "UTC" : text("time_zone")
  }

  init(_ form: Form) {
    kind = form["kind"] ?? "none"
    minutes = form.text("minutes") ?? ""
    times = form.text("times") ?? ""
    days = Set(form.all("day"))
    monthDays = form.text("month_days") ?? ""
    week = form["week"] ?? "first"
    weekday = form["weekday"] ?? "mon"
    cron = form.text("cron") ?? ""
    at = form.text("at") ?? ""
    zone = form.text("zone") ?? "UTC"
  }

  /// The option; nil: by hand.
  var option: JSONValue? {
    func number(_ text: String) -> JSONValue { Int64(text).map { .integer($0) } ?? .string(text) }
    var members: [JSONValue.Member]
    switch kind {
    case "every_minutes": members = [.init(key: kind, value: number(minutes))]
    case "times_per_day": members = [.init(key: kind, value: number(times))]
    case "days_of_week":
      let chosen = Self.weekdays.map(\.0).filter(days.contains)
      members = [.init(key: kind, value: .array(chosen.map { .string($0) }))]
    case "days_of_month":
      let chosen = monthDays.split(separator: ",").map { number($0.trimmingCharacters(in: .whitespaces)) }
      members = [.init(key: kind, value: .array(chosen))]
    case "weekday_of_month": members = [.init(key: kind, value: ["week": .string(week), "day": .string(weekday)])]
    case "cron": members = [.init(key: kind, value: .string(cron))]
    default: return nil
    }
    if ["days_of_week", "days_of_month", "weekday_of_month"].contains(kind) {
      members.append(.init(key: "at", value: .string(at)))
    }
    members.append(.init(key: "time_zone", value: .string(zone)))
    return .object(members)
  }
}
