/// The five fields of a cron expression.
enum CronExpression {
  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
  private static let days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
  private static let fields: [(name: String, range: ClosedRange<Int>, words: [String])] = [
    ("minute", 0...59, []), ("hour", 0...23, []), ("day of month", 1...31, []), ("month", 1...12, months),
    ("day of week", 0...7, days),
  ]

  /// What is wrong with it; nil where nothing is.
  static func problem(in text: String) -> String? {
    let parts = text.split(separator: " ").map { $0.lowercased() }
    guard parts.count == fields.count else { return "it has \(parts.count) fields" }
    for (part, field) in zip(parts, fields) {
      for item in part.split(separator: ",", omittingEmptySubsequences: false)
      where !isItem(item, field.range, field.words) {
        return "'\(item)' is no \(field.name)"
      }
    }
    return nil
  }

  /// `*`, `5`, `mon`, `1-5`, and each with a step behind it: `*/10`.
  private static func isItem(_ item: Substring, _ range: ClosedRange<Int>, _ words: [String]) -> Bool {
    let halves = item.split(separator: "/", omittingEmptySubsequences: false)
    guard halves.count <= 2 else { return false }
    if halves.count == 2 {
      guard let step = Int(halves[1]), step > 0, step <= range.upperBound else { return false }
    }
    if halves[0] == "*" { return true }
    let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
      .map { word in words.firstIndex { $0 == word }.map { $0 + range.lowerBound } ?? Int(word) }
    guard ends.count <= 2, let low = ends[0], let high = ends[ends.count - 1] else { return false }
    return range.contains(low) && range.contains(high) && low <= high
  }
}
