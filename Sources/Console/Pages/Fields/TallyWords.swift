import Profiles
import Records

/// How long pages look for what they count.
enum LookingTime {
  static let page = Duration.milliseconds(250)
  /// For whoever asks for all of it.
  static let whole = Duration.seconds(30)

  /// `?count=all` takes longer.
  static func of(_ visit: Visit) -> Duration { visit.query["count"] == "all" ? whole : page }
}

extension ProfileTally {
  /// `1,234`, or `at least 1,234`.
  func words(_ kind: Int) -> String { (isWhole ? "" : "at least ") + counts[kind].grouped }

  /// Said below counts that are not whole.
  var seenWords: String? {
    isWhole ? nil : "Counted among the \(seen.grouped) profiles with the smallest ids; there are more."
  }
}

extension Int {
  /// `1 profile`, `2 profiles`.
  func counted(_ one: String, _ many: String? = nil) -> String {
    "\(grouped) \(self == 1 ? one : many ?? one + "s")"
  }
}
