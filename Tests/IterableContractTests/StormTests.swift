import Foundation
import IterableAPI
import IterableSandbox
import TestSupport
import Testing

/// A flood of requests against an Iterable that keeps its limits, in time that passes only by waiting.
@Suite struct StormTests {
  /// An endpoint, so many requests, and one of them.
  struct Flood: Sendable, CustomTestStringConvertible {
    var endpoint: Endpoint
    var requests: Int
    var send: @Sendable (Meeting, _ number: Int, _ email: String) throws -> Void

    var testDescription: String { endpoint.rawValue }
  }

  static let floods = [
    Flood(endpoint: .bulkUpdateUsers, requests: 300) { meeting, number, _ in
      #expect(meeting.client.bulkUpdate([update("u\(number)@example.com", "{}")]).delivered == 1)
    },
    Flood(endpoint: .trackEvents, requests: 400) { meeting, number, email in
      #expect(meeting.client.trackBulk([event("e\(number)", email)]).delivered == 1)
    },
    Flood(endpoint: .userFields, requests: 150) { meeting, _, _ in _ = try meeting.client.fields() },
    Flood(endpoint: .listSize, requests: 150) { meeting, _, _ in _ = try meeting.client.listSize(1001) },
    Flood(endpoint: .exportData, requests: 120) { meeting, _, _ in
      let end = Date(timeIntervalSince1970: 1_700_000_060)
      _ = try meeting.client.export(
        .user, window: ExportWindow(start: end.addingTimeInterval(-60), end: end), to: meeting.spool)
    },
  ]

  /// What came of a flood.
  struct Account {
    /// Of all requests, those that were answered 429.
    var wasted: Double
    /// Of the requests that the limit allows in the time that it took, those that were made.
    var used: Double
  }

  static func flood(
    _ flood: Flood, limit change: (inout RateLimit) -> Void, sendsRetryAfter: Bool = false
  ) throws -> Account {
    let published = try #require(RateLimits.published[flood.endpoint])
    var limits = RateLimits.published
    change(&limits[flood.endpoint]!)
    let meeting = try Meeting(
      sandbox: {
        $0.clean = true
        $0.enforcesRateLimits = true
        $0.stopsClock = true
        $0.sendsRetryAfter = sendsRetryAfter
      },
      client: { $0.rateLimits = limits })
    let email = try #require(meeting.seededSubscribers[0]["email"] as? String)
    let begun = meeting.clock.monotonicSeconds
    for number in 0..<flood.requests { try flood.send(meeting, number, email) }
    let seconds = meeting.clock.monotonicSeconds - begun
    let answers = meeting.answers(flood.endpoint)
    #expect(answers[200] == flood.requests, "everything came through: \(answers)")
    let allowed = Double(published.requests) * (1 + seconds / published.seconds)
    return Account(
      wasted: Double(answers[429] ?? 0) / Double(answers.values.reduce(0, +)),
      used: Double(flood.requests) / allowed)
  }

  @Test func `with the true limits nothing is wasted and little is left unused`() throws {
    var (tally, wasted, used) = (TortureTally("429 storm, the limits known"), 0.0, 1.0)
    for flood in Self.floods {
      let account = try Self.flood(flood, limit: { _ in })
      let isRight = account.wasted <= 0.01 && account.used >= 0.95
      tally.count(flood.requests, wrong: isRight ? 0 : 1)
      #expect(isRight, "\(flood.endpoint.rawValue): \(account)")
      (wasted, used) = (max(wasted, account.wasted), min(used, account.used))
    }
    tally.report(Self.percentages(wasted, used))
  }

  @Test(arguments: [false, true])
  func `with limits that are ten times too high the true ones are learned`(sendsRetryAfter: Bool) throws {
    var tally = TortureTally("429 storm, limits 10 times too high\(sendsRetryAfter ? ", Retry-After" : "")")
    var (wasted, used) = (0.0, 1.0)
    for flood in Self.floods {
      let account = try Self.flood(flood, limit: { $0.requests *= 10 }, sendsRetryAfter: sendsRetryAfter)
      let isRight = account.wasted <= 0.12 && account.used >= 0.6
      tally.count(flood.requests, wrong: isRight ? 0 : 1)
      #expect(isRight, "\(flood.endpoint.rawValue): \(account)")
      (wasted, used) = (max(wasted, account.wasted), min(used, account.used))
    }
    tally.report(Self.percentages(wasted, used))
  }

  private static func percentages(_ wasted: Double, _ used: Double) -> String {
    func percent(_ share: Double) -> String { "\((share * 1_000).rounded() / 10) %" }
    return "at most \(percent(wasted)) refused, at least \(percent(used)) of the rate used"
  }
}
