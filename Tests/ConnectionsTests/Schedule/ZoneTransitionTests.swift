import Foundation
import Testing

@testable import Connections

/// Every change of offset of every time zone from 2000 to 2040: a local time that is skipped is due at the next minute that
/// there is, one that comes twice is due the first time, and any other when the clock shows it.
@Suite struct ZoneTransitionTests {
  struct Transition: Hashable {
    let moment: Int
    let before: Int
    let after: Int
  }

  /// Found by looking every three days: no zone changes twice in less.
  static func transitions(of zone: TimeZone) -> [Transition] {
    func offset(_ moment: Int) -> Int { zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment))) }
    let (start, end) = (946_684_800, 2_240_524_800)
    var found: [Transition] = []
    var offsetBefore = offset(start)
    for moment in stride(from: start, to: end, by: 3 * 86_400) {
      let offsetAfter = offset(moment)
      guard offsetAfter != offsetBefore else { continue }
      var (before, after) = (moment - 3 * 86_400, moment)
      while after - before > 1 {
        let middle = (before + after) / 2
        if offset(middle) == offsetBefore { before = middle } else { after = middle }
      }
      found.append(Transition(moment: after, before: offsetBefore, after: offsetAfter))
      offsetBefore = offsetAfter
    }
    return found
  }

  /// Each change once, with one of the zones that make it.
  static let all: [(zone: String, transition: Transition)] = {
    var seen: Set<Transition> = []
    return TimeZone.knownTimeZoneIdentifiers.sorted().flatMap { name in
      transitions(of: TimeZone(identifier: name)!).filter { seen.insert($0).inserted }.map { (name, $0) }
    }
  }()

  /// The rule, said by arithmetic around one transition instead of by a calendar.
  static func expected(_ local: Int, _ transition: Transition) -> Int {
    let first = local - transition.before
    if first < transition.moment { return first }
    let second = local - transition.after
    return second >= transition.moment ? second : (transition.moment + 59) / 60 * 60
  }

  @Test func `every change of every zone`() throws {
    for (name, transition) in Self.all {
      let zone = try #require(TimeZone(identifier: name))
      let gap = transition.after - transition.before
      // On both sides of the change, at its ends, and inside of what is skipped or repeated.
      for shift in [-5400, -60, 0, 60, gap / 2, gap - 60, gap, gap + 60, -gap / 2, -gap, 5400] {
        let local = (transition.moment + transition.before + shift) / 60 * 60
        let day = LocalDay(number: local / 86_400)
        let moment = LocalClock(around: day, in: zone).moment(ofMinute: local % 86_400 / 60)
        #expect(moment == Self.expected(local, transition), "\(name) at \(transition.moment), local second \(local)")
      }
    }
    let zones = TimeZone.knownTimeZoneIdentifiers.count
    #expect(zones > 400 && Self.all.count > 2000, "\(zones) zones with \(Self.all.count) changes were looked at")
  }
}
