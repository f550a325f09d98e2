import Foundation
import TestSupport
import Testing

@testable import IterableAPI

@Suite struct PaceTests {
  typealias Answer = LoopbackServer.Answer
  static let okay = Answer(#"{"lists":[]}"#)
  static let tooMany = #"{"msg":"Exceeded rate limit","code":"RateLimitExceeded","params":{}}"#

  @Test("pauses double, half of each left to chance")
  func backoff() throws {
    let server = LoopbackServer(Answer(500, "{}"))
    defer { server.stop() }
    let clock = ManualClock()
    let client = try client(server, clock: clock) {
      $0.retry = RetryPolicy(tries: 6, firstDelaySeconds: 1, longestDelaySeconds: 10)
    }
    iterableError { _ = try client.lists() }
    #expect(clock.waits.count == 5)
    for (wait, full) in zip(clock.waits, [1.0, 2, 4, 8, 10]) { #expect(wait >= full / 2 && wait <= full) }
  }

  @Test(
    "Retry-After is waited for, as seconds and as a date",
    arguments: [("7", 7.0), ("Wed, 01 Jan 2025 00:00:30 GMT", 30.0), ("Wed, 01 Jan 2020 00:00:30 GMT", 0.0)])
  func retryAfter(header: String, seconds: Double) throws {
    let server = LoopbackServer(Answer(429, Self.tooMany, headers: ["Retry-After: \(header)"]), Self.okay)
    defer { server.stop() }
    let clock = ManualClock()
    _ = try client(server, clock: clock).lists()
    #expect(clock.waits.count == 1)
    #expect(clock.waits[0] >= seconds && clock.waits[0] <= seconds + 1)
  }

  @Test("a Retry-After beyond patience ends the matter; one that is nonsense does not count")
  func oddRetryAfter() throws {
    let server = LoopbackServer(
      Answer(503, "{}", headers: ["Retry-After: soon"]), Answer(503, "{}", headers: ["Retry-After: 86400"]), Self.okay)
    defer { server.stop() }
    let clock = ManualClock()
    let client = try client(server, clock: clock)
    let error = iterableError { _ = try client.lists() }
    #expect(error.retryAfterSeconds == 86_400)
    #expect(clock.waits.count == 1)
  }

  @Test("a 429 of a slow endpoint is not tried again faster than the endpoint's pace")
  func slowEndpoint() throws {
    let server = LoopbackServer(Answer(429, Self.tooMany), Answer(429, Self.tooMany), Answer("3"))
    defer { server.stop() }
    let clock = ManualClock()
    let client = try client(server, clock: clock) { $0.rateLimits = .published }
    #expect(try client.listSize(1) == 3)
    #expect(clock.waits[0] >= 6)
    #expect(clock.monotonicSeconds - 1_000 >= 18)
  }

  @Test("no window of the limit's length sees more than a bucketful and its leak")
  func rateLimiter() throws {
    let (limiter, clock) = (RateLimiter(), ManualClock())
    var times: [Double] = []
    for _ in 0..<12 {
      try limiter.acquire(
        .exportData, project: "a", limits: .published, clock: clock, cancellation: Cancellation())
      times.append(clock.monotonicSeconds)
    }
    #expect(times[..<4].allSatisfy { $0 == times[0] })
    for index in 4..<12 { #expect(times[index] - times[index - 1] >= 15) }
    #expect(limiter.waits.count == 8)
    #expect(limiter.waits.seconds >= 8 * 15)
    // Another project has its own bucket, and endpoints do not share one.
    let now = clock.monotonicSeconds
    try limiter.acquire(.exportData, project: "b", limits: .published, clock: clock, cancellation: Cancellation())
    try limiter.acquire(.listUsers, project: "a", limits: .published, clock: clock, cancellation: Cancellation())
    #expect(clock.monotonicSeconds == now)
    clock.pass(seconds: 120)
    for _ in 0..<4 {
      try limiter.acquire(.exportData, project: "a", limits: .published, clock: clock, cancellation: Cancellation())
    }
    #expect(clock.monotonicSeconds == now + 120)
  }

  @Test(
    "requests that overtake each other on the way still keep the limit",
    arguments: [(1, 1.0), (2, 1.0), (5, 1.0), (10, 1.0), (100, 1.0), (5, 60.0)], [0.0, 0.07, 0.3, 1.1])
  func jitter(limit: (requests: Int, seconds: Double), thinkingSeconds: Double) throws {
    let (limiter, clock) = (RateLimiter(), ManualClock())
    let limits = RateLimits([.lists: RateLimit(limit.requests, perSeconds: limit.seconds)])
    var arrivals: [Double] = []
    for number in 0..<300 {
      try limiter.acquire(.lists, project: "a", limits: limits, clock: clock, cancellation: Cancellation())
      arrivals.append(clock.monotonicSeconds + [0.2, 0, 0.11, 0.03, 0.19][number * number % 5])
      clock.pass(seconds: thinkingSeconds)
    }
    var (level, last) = (0.0, 0.0)
    for arrival in arrivals.sorted() {
      level = max(0, level - (arrival - last) * Double(limit.requests) / limit.seconds) + 1
      last = arrival
      #expect(level <= Double(limit.requests) + 0.000_001)
    }
  }

  @Test("a long pause that one caller was told is not cut short by another's")
  func longestHold() throws {
    let (limiter, clock) = (RateLimiter(), ManualClock())
    for seconds in [60.0, 1.0] {
      limiter.hold(.lists, project: "a", limits: .published, seconds: seconds, clock: clock)
    }
    try limiter.acquire(.lists, project: "a", limits: .published, clock: clock, cancellation: Cancellation())
    #expect(clock.waits == [60])
  }

  @Test("each 429 teaches a slower pace, and what passes forgets it by and by")
  func learning() throws {
    let (limiter, clock) = (RateLimiter(), ManualClock())
    let limits = RateLimits([.lists: RateLimit(10, perSeconds: 1)])
    func secondsOfHundred() throws -> Double {
      let begun = clock.monotonicSeconds
      for _ in 0..<100 {
        try limiter.acquire(.lists, project: "a", limits: limits, clock: clock, cancellation: Cancellation())
      }
      return clock.monotonicSeconds - begun
    }
    let asPublished = try secondsOfHundred()
    // The second one is of the same moment, told to another caller.
    for _ in 1...2 { limiter.hold(.lists, project: "a", limits: limits, seconds: 1, clock: clock) }
    clock.pass(seconds: 60)
    let once = try secondsOfHundred()
    #expect(once > asPublished * 1.05)
    for _ in 1...4 {
      limiter.hold(.lists, project: "a", limits: limits, seconds: 1, clock: clock)
      clock.pass(seconds: 60)
    }
    #expect(try secondsOfHundred() > once * 1.5)
    for _ in 1...5 { _ = try secondsOfHundred() }
    clock.pass(seconds: 60)
    #expect(try secondsOfHundred() <= asPublished)
  }

  @Test("export jobs share the organisation's bucket")
  func organization() throws {
    let (limiter, clock) = (RateLimiter(), ManualClock())
    for project in ["a", "b"] {
      try limiter.acquire(
        .startExport, project: project, limits: .published, clock: clock, cancellation: Cancellation())
    }
    #expect(clock.waits.count == 1)
  }

  @Test("limits can be overridden")
  func override() throws {
    let server = LoopbackServer(Self.okay)
    defer { server.stop() }
    let clock = ManualClock()
    let client = try client(server, clock: clock) { $0.rateLimits[.lists] = RateLimit(1, perSeconds: 10) }
    for _ in 0..<3 { _ = try client.lists() }
    #expect(clock.waits.count == 2)
    #expect(client.rateLimitWaits.count == 2)
  }
}
