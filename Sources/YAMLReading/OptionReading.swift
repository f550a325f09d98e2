import Records

/// The options that a mapping can have, found by reading it.
public struct OptionReading: Sendable, Equatable {
  private var asked: [String] = []
  private var leading: [String] = []
  /// What an option is where it is not written; those that are then nothing are not among them.
  public private(set) var defaults: [String: JSONValue] = [:]

  /// In the order in which they are written.
  public var keys: [String] {
    leading.filter(asked.contains) + asked.filter { !leading.contains($0) }
  }

  func knows(_ key: String) -> Bool { asked.contains(key) }

  mutating func note(_ key: String) {
    if !asked.contains(key) { asked.append(key) }
  }

  mutating func note(_ key: String, default value: JSONValue) { defaults[key] = value }

  mutating func lead(with keys: [String]) { leading = keys }

  func merging(_ other: OptionReading) -> OptionReading {
    var merged = self
    for key in other.asked { merged.note(key) }
    if merged.leading.isEmpty { merged.leading = other.leading }
    merged.defaults.merge(other.defaults) { $1 }
    return merged
  }
}
