/// The most touches of a profile in a stage, in a window that slides with the clock.
public struct TouchThreshold: Sendable, Equatable {
  /// A length of time; a day is 24 hours, a month 30 days and a year 365, whatever the calendar says.
  public struct Window: Sendable, Equatable {
    public enum Unit: String, Sendable, CaseIterable {
      case minutes, hours, days, weeks, months, years

      var seconds: Int64 {
        switch self {
        case .minutes: 60
        case .hours: 3600
        case .days: 86_400
        case .weeks: 7 * 86_400
        case .months: 30 * 86_400
        case .years: 365 * 86_400
        }
      }
    }

    public var count: Int
    public var unit: Unit

    public init(_ count: Int, _ unit: Unit) {
      self.count = count
      self.unit = unit
    }
  }

  /// 1 at least.
  public var touches: Int
  /// Nil: all time.
  public var window: Window?

  public init(touches: Int, per window: Window?) {
    self.touches = touches
    self.window = window
  }

  /// Only touches behind this moment count.
  public func start(at now: Timestamp) -> Timestamp {
    guard let window else { return Timestamp(microseconds: .min) }
    return Timestamp(microseconds: now.microseconds - Int64(window.count) * window.unit.seconds * 1_000_000)
  }
}

extension TouchThreshold: CustomStringConvertible {
  /// `3 per 1 weeks`, `1 always`.
  public var description: String { "\(touches) " + (window.map { "per \($0.count) \($0.unit.rawValue)" } ?? "always") }
}

extension Lifecycle.Stage {
  /// Touches before this moment mean nothing any more. Where there is no threshold they are kept for a year: there may be
  /// one tomorrow.
  public func forgetsTouches(before now: Timestamp) -> Timestamp {
    (threshold ?? TouchThreshold(touches: 1, per: .init(1, .years))).start(at: now)
  }
}
