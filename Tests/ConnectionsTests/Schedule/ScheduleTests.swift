import Foundation
import Testing

@testable import Connections

@Suite struct ScheduleTests {
  static func date(_ text: String) -> Date { ISO8601DateFormatter().date(from: text)! }
  static func text(_ date: Date) -> String { ISO8601DateFormatter().string(from: date) }

  /// A rule as a connection file has it, the zone, a moment, and the next ones.
  static let known: [(rule: String, zone: String, after: String, next: [String])] = [
    ("every_minutes: 15", "UTC", "2026-01-01T00:07:30Z", ["2026-01-01T00:15:00Z", "2026-01-01T00:30:00Z"]),
    ("every_minutes: 15", "UTC", "2026-01-01T00:15:00Z", ["2026-01-01T00:30:00Z"]),
    (
      "times_per_day: 3", "UTC", "2026-01-01T00:00:00Z",
      ["2026-01-01T08:00:00Z", "2026-01-01T16:00:00Z", "2026-01-02T00:00:00Z"]
    ),
    (
      "days_of_week: [mon, wed], at: \"06:30\"", "Europe/Amsterdam", "2026-11-23T05:30:00Z",
      ["2026-11-25T05:30:00Z", "2026-11-30T05:30:00Z"]
    ),
    (
      "days_of_month: [31, 15], at: \"12:00\"", "UTC", "2026-01-31T12:00:00Z",
      ["2026-02-15T12:00:00Z", "2026-03-15T12:00:00Z", "2026-03-31T12:00:00Z"]
    ),
    (
      "days_of_month: [last], at: \"23:59\"", "UTC", "2028-02-01T00:00:00Z",
      ["2028-02-29T23:59:00Z", "2028-03-31T23:59:00Z"]
    ),
    (
      "days_of_month: [last, 30], at: \"01:00\"", "UTC", "2026-06-01T00:00:00Z",
      ["2026-06-30T01:00:00Z", "2026-07-30T01:00:00Z", "2026-07-31T01:00:00Z"]
    ),
    (
      "weekday_of_month: { week: last, day: fri }, at: \"17:00\"", "America/New_York", "2026-10-01T00:00:00Z",
      ["2026-10-30T21:00:00Z", "2026-11-27T22:00:00Z"]
    ),
    (
      "weekday_of_month: { week: second, day: tue }, at: \"00:00\"", "UTC", "2026-12-08T00:00:00Z",
      ["2027-01-12T00:00:00Z"]
    ),
    ("cron: \"30 6 * * mon-fri\"", "UTC", "2026-11-27T07:00:00Z", ["2026-11-30T06:30:00Z"]),
    (
      "cron: \"*/20 9-10 1 jan,jul *\"", "UTC", "2026-01-01T10:30:00Z",
      ["2026-01-01T10:40:00Z", "2026-07-01T09:00:00Z"]
    ),
    ("cron: \"0 0 13 * fri\"", "UTC", "2026-11-12T00:00:00Z", ["2026-11-13T00:00:00Z", "2026-11-20T00:00:00Z"]),
    ("cron: \"0 12 29 2 *\"", "UTC", "2026-01-01T00:00:00Z", ["2028-02-29T12:00:00Z", "2032-02-29T12:00:00Z"]),
    ("cron: \"0 0 * * 7\"", "UTC", "2026-11-23T00:00:00Z", ["2026-11-29T00:00:00Z"]),
    // The clock goes from 02:00 to 03:00, and in autumn from 03:00 back to 02:00.
    (
      "days_of_week: [sun], at: \"02:30\"", "Europe/Amsterdam", "2026-03-28T00:00:00Z",
      ["2026-03-29T01:00:00Z", "2026-04-05T00:30:00Z"]
    ),
    (
      "days_of_week: [sun], at: \"02:30\"", "Europe/Amsterdam", "2026-10-24T00:00:00Z",
      ["2026-10-25T00:30:00Z", "2026-11-01T01:30:00Z"]
    ),
    (
      "cron: \"0,30 2 * * *\"", "Europe/Amsterdam", "2026-03-28T12:00:00Z",
      ["2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z", "2026-03-30T00:30:00Z"]
    ),
    // Half an hour of change.
    (
      "cron: \"15 2 * * *\"", "Australia/Lord_Howe", "2026-10-03T12:00:00Z",
      ["2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"]
    ),
    // A day that was not: 30 December 2011.
    (
      "days_of_month: [30, 31], at: \"10:00\"", "Pacific/Apia", "2011-12-29T20:00:00Z",
      ["2011-12-30T10:00:00Z", "2011-12-30T20:00:00Z"]
    ),
  ]

  static func schedule(_ rule: String, zone: String) throws -> Schedule {
    let file = ConnectionFile(
      parsing: """
        connection: c
        iterable: { data_center: eu, api_key: "${env:KEY}" }
        schedule: { \(rule), time_zone: \(zone) }
        """, name: "c.yaml")
    return try #require(try file.checkedConnection().schedule)
  }

  @Test(arguments: known)
  func `it is due when the calendar says so`(_ known: (rule: String, zone: String, after: String, next: [String]))
    throws
  {
    let schedule = try Self.schedule(known.rule, zone: known.zone)
    let moments = schedule.upcoming(known.next.count, after: Self.date(known.after))
    #expect(moments.map(Self.text) == known.next)
  }

  @Test func `what is never due has no next moment`() throws {
    #expect(try Self.schedule("cron: \"0 0 30 2 *\"", zone: "UTC").next(after: Date()) == nil)
  }

  @Test(arguments: [
    "* * * *", "60 * * * *", "5-1 * * * *", "*/0 * * * *", "a * * * *", "1, * * * *", "* * 0 * *", "* * * 13 *",
  ])
  func `what is no cron expression is refused`(text: String) {
    #expect(throws: CronExpression.Problem.self) { try CronExpression(text) }
  }
}
