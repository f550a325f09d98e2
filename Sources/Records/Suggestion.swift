/// The likely word behind a misspelt one, for every part's messages.
public enum Suggestion {
  /// The nearest of `known`; nil where none is near enough to be meant.
  public static func nearest(to word: String, among known: some Sequence<String>) -> String? {
    // Words come from files and plugins, too: nobody mistypes one of this length, and comparing costs its length.
    guard word.utf8.count <= 256 else { return nil }
    let limit = max(1, word.count / 3)
    let lowered = Array(word.lowercased())
    return known.map { ($0, distance(lowered, Array($0.lowercased()))) }
      .filter { $0.1 <= limit }
      .min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
  }

  /// `did you mean 'x'?`; nil where none of `known` is near enough to be meant.
  public static func question(for word: String, among known: some Sequence<String>) -> String? {
    nearest(to: word, among: known).map { "did you mean '\($0)'?" }
  }

  /// The question as the end of a message, `; did you mean 'x'?`; empty where none is near.
  public static func clause(for word: String, among known: some Sequence<String>) -> String {
    question(for: word, among: known).map { "; \($0)" } ?? ""
  }

  /// `did you mean 'x'?`, or the known words where none is near; nil where nothing is known.
  public static func hint(for word: String, among known: [String]) -> String? {
    if let question = question(for: word, among: known) { return question }
    guard !known.isEmpty else { return nil }
    let shown = known.prefix(20).joined(separator: ", ")
    return "known here: \(shown)" + (known.count > 20 ? " and \(known.count - 20) more" : "")
  }

  /// Edits between two words: a letter more, less, another one, or two neighbours swapped.
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var before: [Int] = []
    var above = Array(0...b.count)
    for i in 1...a.count {
      var row = [i]
      for j in 1...b.count {
        var best = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, before[j - 2] + 1) }
        row.append(best)
      }
      (before, above) = (above, row)
    }
    return above[b.count]
  }
}
