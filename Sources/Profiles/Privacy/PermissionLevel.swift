/// What may be kept and used of a profile. New profiles are `personal`. Identifiers stay at every level, or nobody would know
/// whose choice it was.
public enum PermissionLevel: Int, Sendable, Comparable, CaseIterable, CustomStringConvertible {
  /// Nothing is taken in and nothing goes out.
  case doNotTrack = 0
  /// Counts in segments and is kept up to date, except for identifiers and e-mail addresses; goes out without any e-mail
  /// address, so only to who is known by another name.
  case anonymous = 1
  case personal = 2

  /// From `do_not_track`, `anonymous`, `personal`, in any case.
  public init?(_ name: String) {
    guard let level = Self.allCases.first(where: { $0.description == name.lowercased() }) else { return nil }
    self = level
  }

  /// From a record's value: a name in any case, or 0, 1 or 2.
  public init?(_ value: PropertyValue) {
    guard value.kind == .text || value.kind == .number else { return nil }
    let spelling = value.bytes.trimmed
    let level = Self.allCases.first { level in
      if spelling.count == 1 { return spelling[0] == UInt8(ascii: "0") + UInt8(level.rawValue) }
      let name = level.name
      return spelling.count == name.utf8CodeUnitCount
        && spelling.indices.allSatisfy { index in
          let byte = spelling[index]
          return ((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) == name.utf8Start[index]
        }
    }
    guard let level else { return nil }
    self = level
  }

  public var description: String { "\(name)" }

  private var name: StaticString {
    switch self {
    case .doNotTrack: "do_not_track"
    case .anonymous: "anonymous"
    case .personal: "personal"
    }
  }

  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
