/// The five fields of a cron expression: minute, hour, day of month, month, day of week.
public struct CronExpression: Sendable, Equatable {
  /// As it was written.
  public let text: String
  let minutes: Set<Int>
  let hours: Set<Int>
  let daysOfMonth: Set<Int>
  let months: Set<Int>
  /// 0 is Sunday.
  let daysOfWeek: Set<Int>
  /// Whether a day must be in both day fields. As in cron, it is enough to be in one of them where both say something.
  let needsBothDays: Bool

  /// Why a text is no cron expression.
  struct Problem: Error {
    let message: String
  }

  /// Throws ``Problem``.
  init(_ text: String) throws {
    let parts = text.split(separator: " ").map { $0.lowercased() }
    guard parts.count == Field.all.count else { throw Problem(message: "it has \(parts.count) fields") }
    let sets = try zip(parts, Field.all).map { part, field in
      try part.split(separator: ",", omittingEmptySubsequences: false).reduce(into: Set<Int>()) { values, item in
        guard let more = field.values(of: item) else { throw Problem(message: "'\(item)' is no \(field.name)") }
        values.formUnion(more)
      }
    }
    self.text = text
    (minutes, hours, daysOfMonth, months) = (sets[0], sets[1], sets[2], sets[3])
    daysOfWeek = Set(sets[4].map { $0 % 7 })
    needsBothDays = parts[2].hasPrefix("*") || parts[4].hasPrefix("*")
  }

  /// Whether it runs on this day at all. `weekday` 0 is Sunday.
  func runs(month: Int, day: Int, weekday: Int) -> Bool {
    guard months.contains(month) else { return false }
    let (inMonth, inWeek) = (daysOfMonth.contains(day), daysOfWeek.contains(weekday))
    return needsBothDays ? inMonth && inWeek : inMonth || inWeek
  }

  private struct Field: Sendable {
    let name: String
    let range: ClosedRange<Int>
    var words: [String] = []

    static let all = [
      Field(name: "minute", range: 0...59), Field(name: "hour", range: 0...23),
      Field(name: "day of month", range: 1...31),
      Field(
        name: "month", range: 1...12,
        words: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
      Field(name: "day of week", range: 0...7, words: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
    ]

    /// The values of `*`, `5`, `mon`, `1-5`, and each with a step behind it: `*/10`. Nil where it is none of them.
    func values(of item: Substring) -> [Int]? {
      let halves = item.split(separator: "/", omittingEmptySubsequences: false)
      guard halves.count <= 2 else { return nil }
      var step = 1
      if halves.count == 2 {
        guard let given = Int(halves[1]), given > 0, given <= range.upperBound else { return nil }
        step = given
      }
      if halves[0] == "*" { return Array(stride(from: range.lowerBound, through: range.upperBound, by: step)) }
      let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
        .map { word in words.firstIndex { $0 == word }.map { $0 + range.lowerBound } ?? Int(word) }
      guard ends.count <= 2, let low = ends[0], let high = ends[ends.count - 1], low <= high, range.contains(low),
        range.contains(high)
      else { return nil }
      // As in cron, `5/10` begins at 5 and goes on to the end.
      return Array(stride(from: low, through: ends.count == 1 && step > 1 ? range.upperBound : high, by: step))
    }
  }
}
