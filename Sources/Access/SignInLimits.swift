import Foundation
import Synchronization

/// How often somebody may be wrong. For a name and for where they ask from; in memory.
///
/// Thread: any.
public final class SignInLimits: Sendable {
  private struct Failures {
    var count: Int
    var last: Date
  }
  private let failures = Mutex<[String: Failures]>([:])
  private let now: @Sendable () -> Date

  /// So many wrong passwords cost nothing but themselves.
  static let free = 5
  static let longest: TimeInterval = 15 * 60
  /// More are forgotten, the oldest first.
  private static let limit = 10_000

  public init(now: @escaping @Sendable () -> Date = { Date() }) { self.now = now }

  /// Throws ``AccessError`` `throttled` where this name, or the one who asks, has to wait.
  public func check(_ user: String, from address: String) throws(AccessError) {
    let wait = max(seconds(Self.key(user)), seconds(Self.place(address), free: Self.free * 4))
    guard wait > 0 else { return }
    throw AccessError(
      .throttled, "there were too many wrong passwords", hint: "try again in \(Int(wait.rounded(.up))) s")
  }

  public func failed(_ user: String, from address: String) {
    let now = now()
    failures.withLock { failures in
      if failures.count > Self.limit {
        let latest = failures.sorted { $0.value.last > $1.value.last }.prefix(Self.limit / 2)
        failures = Dictionary(uniqueKeysWithValues: latest.map { ($0.key, $0.value) })
      }
      for key in [Self.key(user), Self.place(address)] {
        failures[key, default: Failures(count: 0, last: now)].count += 1
        failures[key]?.last = now
      }
    }
  }

  public func succeeded(_ user: String) { failures.withLock { $0[Self.key(user)] = nil } }

  private static func key(_ user: String) -> String { "user " + Randomness.digest(user) }
  private static func place(_ address: String) -> String { "from " + address }

  /// How long to wait still; 1, 2, 4, … seconds after each that was too many, for a quarter of an hour at most.
  private func seconds(_ key: String, free: Int = SignInLimits.free) -> TimeInterval {
    let now = now()
    return failures.withLock { failures in
      guard let entry = failures[key], entry.count >= free else { return 0 }
      let passed = now.timeIntervalSince(entry.last)
      if passed >= Self.longest {
        failures[key] = nil
        return 0
      }
      return min(pow(2, Double(min(entry.count - free, 20))), Self.longest) - passed
    }
  }
}
