import Foundation

/// What Iterable takes for an e-mail address and for a user ID.
enum Identifiers {
  /// Format and top-level domain, after Apache Commons' validator; no surrounding spaces.
  static func isEmail(_ text: String) -> Bool {
    let halves = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard halves.count == 2, isLocalPart(halves[0]), halves[1].count <= 253 else { return false }
    let labels = halves[1].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard labels.count >= 2, labels.allSatisfy(isLabel) else { return false }
    let top = String(decoding: labels.last!, as: UTF8.self).lowercased()
    return (top.utf8.count == 2 && top.utf8.allSatisfy { $0 >= 0x61 }) || genericTopLevelDomains.contains(top)
      || top.hasPrefix("xn--")
  }

  /// The generic ones that addresses use; countries have two letters.
  private static let genericTopLevelDomains: Set<String> = [
    "aero", "agency", "app", "art", "asia", "bank", "berlin", "biz", "blog", "business", "cat", "center", "city",
    "cloud", "club", "com", "community", "company", "coop", "design", "dev", "digital", "edu", "email", "events",
    "family", "fit", "fun", "fyi", "global", "gmbh", "gov", "group", "guru", "health", "house", "info", "int", "jobs",
    "land", "life", "live", "london", "ltd", "marketing", "media", "mil", "mobi", "museum", "name", "net", "network",
    "news", "nyc", "one", "online", "org", "page", "paris", "photo", "post", "press", "pro", "school", "services",
    "shop", "site", "social", "software", "solutions", "space", "store", "studio", "swiss", "team", "tech", "tel",
    "today", "tokyo", "tools", "top", "travel", "video", "wien", "wiki", "work", "works", "world", "xyz", "zone",
  ]

  private static func isLocalPart(_ text: Substring.UTF8View) -> Bool {
    let marks = Set("!#$%&'*+/=?^_`{|}~-.".utf8)
    return !text.isEmpty && text.count <= 64 && text.first != 0x2E && text.last != 0x2E
      && text.allSatisfy { isAlphanumeric($0) || marks.contains($0) }
      && !zip(text, text.dropFirst()).contains { $0 == 0x2E && $1 == 0x2E }
  }

  private static func isLabel(_ text: Substring.UTF8View) -> Bool {
    !text.isEmpty && text.count <= 63 && text.first != 0x2D && text.last != 0x2D
      && text.allSatisfy { isAlphanumeric($0) || $0 == 0x2D }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
  }

  /// 1 to 52 printable ASCII characters without a space at the end.
  static func isUserID(_ text: String) -> Bool {
    (1...52).contains(text.utf8.count) && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && text.last != " "
  }
}
