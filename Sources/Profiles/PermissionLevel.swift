/// What may be kept and used of a profile. New profiles are `personal`.
public enum PermissionLevel: Int, Sendable, Comparable, CaseIterable, CustomStringConvertible {
  case doNotTrack = 0
  case anonymous = 1
  case personal = 2

  /// From `do_not_track`, `anonymous`, `personal`, in any case.
  public init?(_ name: String) {
    guard let level = Self.allCases.first(where: { $0.description == name.lowercased() }) else { return nil }
    self = level
  }

  public var description: String {
    switch self {
    case .doNotTrack: "do_not_track"
    case .anonymous: "anonymous"
    case .personal: "personal"
    }
  }

  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
