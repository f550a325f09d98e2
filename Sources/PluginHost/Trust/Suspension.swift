import Foundation

/// What is held against a plugin file whose goals stop because of it, and since when it is not used.
///
/// Three strikes within a day suspend it for an hour. When it fails again in the day after a suspension, the next one is
/// twice as long, up to a day. A goal that it serves without failing clears all.
public struct Suspension: Sendable, Equatable, Codable {
  public let sha256: String
  public internal(set) var plugin: String
  public internal(set) var version: String
  /// When goals stopped because of it, in the last day.
  public internal(set) var strikes: [Date] = []
  /// What was said of the last one.
  public internal(set) var reason = ""
  /// The last time that it was suspended; nil where it never was.
  public internal(set) var since: Date?
  public internal(set) var until: Date?

  static let strikesNeeded = 3
  private static let hour: TimeInterval = 3600
  private static let day: TimeInterval = 24 * hour

  init(_ plugin: PluginDescription, sha256: String) {
    self.sha256 = sha256
    self.plugin = plugin.id
    version = plugin.version
  }

  public func isActive(at now: Date) -> Bool { until.map { now < $0 } ?? false }

  /// Answers whether that suspends it. One that is suspended already stays so until the time that was said.
  mutating func strike(_ reason: String, at now: Date) -> Bool {
    self.reason = reason
    strikes = strikes.filter { now.timeIntervalSince($0) < Self.day } + [now]
    if isActive(at: now) { return false }
    let before = lastLength(at: now)
    guard before != nil || strikes.count >= Self.strikesNeeded else { return false }
    since = now
    until = now.addingTimeInterval(min(Self.day, before.map { 2 * $0 } ?? Self.hour))
    return true
  }

  /// Seconds that a suspension took which ended in the last day.
  private func lastLength(at now: Date) -> TimeInterval? {
    guard let since, let until, now.timeIntervalSince(until) < Self.day else { return nil }
    return until.timeIntervalSince(since)
  }
}

extension PluginHostError {
  /// Why a goal with the plugin does not begin.
  public init(suspended suspension: Suspension) {
    self.init(
      .suspended,
      "plugin \(suspension.plugin) \(suspension.version) is suspended until \(suspension.until!.formatted(.iso8601)), "
        + "since goals stopped because of it \(suspension.strikes.count) times; the last time: \(suspension.reason)",
      hint: "'millrace plugin resume \(suspension.plugin)' lets it run again; a new build of it is not suspended")
  }
}
