import Foundation
import Records
import YAMLReading
import Yams

/// When a connection runs by itself.
public struct Schedule: Sendable, Equatable {
  public enum Day: String, Sendable, CaseIterable { case mon, tue, wed, thu, fri, sat, sun }
  public enum Week: String, Sendable, CaseIterable { case first, second, third, fourth, last }

  public enum MonthDay: Sendable, Equatable {
    case day(Int)
    case last
  }

  public struct TimeOfDay: Sendable, Equatable {
    public var hour: Int
    public var minute: Int
  }

  public enum Rule: Sendable, Equatable {
    case everyMinutes(Int)
    case timesPerDay(Int)
    case daysOfWeek([Day], at: TimeOfDay)
    case daysOfMonth([MonthDay], at: TimeOfDay)
    case weekdayOfMonth(Week, Day, at: TimeOfDay)
    case cron(CronExpression)
  }

  public var rule: Rule
  /// IANA name.
  public var timeZone: String
}

// MARK: - Reading

extension Schedule {
  private static let kinds = [
    "every_minutes", "times_per_day", "days_of_week", "days_of_month", "weekday_of_month", "cron",
  ]

  /// Nil where it is wrong, which is reported.
  static func read(_ reader: MappingReader) -> Schedule? {
    reader.writesFirst(
      "every_minutes", "times_per_day", "days_of_week", "days_of_month", "weekday_of_month", "cron", "at")
    let zone = reader.text("time_zone", "An IANA time zone, such as Europe/Amsterdam.", default: "UTC")
    if TimeZone(identifier: zone) == nil, let node = reader.value("time_zone") {
      reader.diagnostics.error(
        at: node, "'\(zone)' is no time zone",
        hint: Suggestion.question(for: zone, among: TimeZone.knownTimeZoneIdentifiers)
          ?? "use an IANA name such as Europe/Amsterdam")
    }
    let at = reader.value("at", "The time of day, such as \"06:30\"; with days.")
    let time = at.flatMap { readTime($0, reader) }
    let rules = kinds.filter { reader.value($0) != nil }
    guard rules.count == 1, let kind = rules.first else {
      reader.diagnostics.error(
        at: reader.node, "a schedule has exactly one rule, this has \(rules.count)",
        hint: "one of \(kinds.joined(separator: ", "))")
      return nil
    }
    if let list = reader.value(kind), list.sequence?.isEmpty == true {
      reader.diagnostics.error(at: list, "'\(kind)' names no day", hint: "name one, or remove the schedule")
    }
    let takesTime = kind.hasPrefix("day") || kind.hasPrefix("weekday")
    if takesTime, at == nil {
      reader.diagnostics.error(at: reader.node, "'\(kind)' needs a time of day", hint: "add 'at: \"06:30\"'")
    } else if !takesTime, let at {
      reader.diagnostics.error(at: at, "'at' has no meaning with '\(kind)'", hint: "remove it")
    }
    return readRule(kind, at: time ?? TimeOfDay(hour: 0, minute: 0), reader)
      .map { Schedule(rule: $0, timeZone: zone) }
  }

  private static func readRule(_ kind: String, at time: TimeOfDay, _ reader: MappingReader) -> Rule? {
    switch kind {
    case "every_minutes":
      return reader.integer(kind, "Minutes between two starts.", in: 1...44_640).map(Rule.everyMinutes)
    case "times_per_day":
      return reader.integer(kind, "Starts a day, evenly spread.", in: 1...1440).map(Rule.timesPerDay)
    case "days_of_week":
      let sentence = "Days: mon, tue, wed, thu, fri, sat, sun."
      return .daysOfWeek(reader.list(kind, sentence) { reader.choice(of: $0, "a day", sentence) }, at: time)
    case "days_of_month":
      let sentence = "Days from 1 to 31, or last."
      let days = reader.list(kind, sentence) { node -> MonthDay? in
        node.string == "last" ? .last : reader.integer(of: node, "a day", sentence, in: 1...31).map(MonthDay.day)
      }
      return .daysOfMonth(days, at: time)
    case "weekday_of_month":
      return reader.mapping(kind) {
        .weekdayOfMonth(
          $0.choice("week", "Which of the month's: first, second, third, fourth, last.", default: .first),
          $0.choice("day", "Which weekday.", default: .mon), at: time)
      }
    default:
      let text = reader.requiredText("cron", "Five fields: minute, hour, day of month, month, day of week.")
      do {
        return .cron(try CronExpression(text))
      } catch {
        let problem = (error as? CronExpression.Problem)?.message ?? "\(error)"
        reader.diagnostics.error(
          at: reader.value("cron")!, "'cron' is not understood: \(problem)",
          hint: "five fields: minute, hour, day of month, month, day of week, such as \"30 6 * * mon-fri\"")
        return nil
      }
    }
  }

  private static func readTime(_ node: Node, _ reader: MappingReader) -> TimeOfDay? {
    if let match = node.string?.wholeMatch(of: /([01]?[0-9]|2[0-3]):([0-5][0-9])/) {
      return TimeOfDay(hour: Int(match.1)!, minute: Int(match.2)!)
    }
    reader.diagnostics.error(at: node, "'at' is a time of day such as \"06:30\"")
    return nil
  }
}
