import Foundation

/// How often a torture test did its worst, and how often that did harm. `make torture` makes a table of the lines that it
/// prints.
public struct TortureTally {
  private let what: String
  private let begun = Date()
  public private(set) var points = 0
  public private(set) var wrong = 0

  /// Whether everything is tried, as `make torture` does, or a share of it.
  public static let isLong = ProcessInfo.processInfo.environment["MILLRACE_TORTURE"] == "long"

  /// - Parameter what: what is done to what, in a few words: a row of the table.
  public init(_ what: String) { self.what = what }

  public mutating func count(_ points: Int = 1, wrong: Int = 0) {
    self.points += points
    self.wrong += wrong
  }

  /// To be called at the end: a test that does not come so far has failed.
  /// - Parameter note: what else was measured.
  public func report(_ note: String = "") {
    let seconds = Int(Date().timeIntervalSince(begun).rounded(.up))
    let line = "torture: \(what): \(points) points, \(wrong) wrong, \(seconds) s\(note.isEmpty ? "" : ", " + note)\n"
    FileHandle.standardError.write(Data(line.utf8))
  }

  /// All of them in the long form; else so many, evenly spread, the first and the last among them.
  public static func share<Element>(of all: [Element], atMost count: Int) -> [Element] {
    guard !isLong, all.count > count, count > 1 else { return all }
    return (0..<count).map { all[$0 * (all.count - 1) / (count - 1)] }
  }
}
