import Foundation
import Synchronization
import Testing

@testable import Access

@Suite struct SessionsTests {
  private final class Clock: Sendable {
    private let date = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
    func pass(_ seconds: TimeInterval) { date.withLock { $0 += seconds } }
    var now: Date { date.withLock { $0 } }
  }
  private let clock = Clock()
  private var sessions: Sessions { Sessions { [clock] in clock.now } }

  @Test func `a session is known by its cookie alone, and has a token of its own`() {
    let sessions = sessions
    let (cookie, session) = sessions.begin("jane")
    #expect(sessions.session(cookie)?.user == "jane" && sessions.session(cookie + "x") == nil)
    #expect(session.allows(session.csrf) && !session.allows("") && !session.allows(cookie))
    let other = sessions.begin("jane")
    #expect(other.cookie != cookie && other.session.csrf != session.csrf)
    sessions.end(cookie)
    #expect(sessions.session(cookie) == nil && sessions.session(other.cookie) != nil)
    sessions.endAll(of: "jane", but: other.cookie)
    #expect(sessions.session(other.cookie) != nil)
    sessions.endAll(of: "jane")
    #expect(sessions.session(other.cookie) == nil)
  }

  @Test func `a session ends unused, and in any case`() {
    let sessions = sessions
    let (idle, _) = sessions.begin("jane")
    clock.pass(Sessions.idle - 1)
    #expect(sessions.session(idle) != nil)
    clock.pass(Sessions.idle)
    #expect(sessions.session(idle) == nil)
    let (used, _) = sessions.begin("jane")
    for _ in 0..<24 {
      clock.pass(Sessions.lifetime / 25)
      #expect(sessions.session(used) != nil)
    }
    clock.pass(Sessions.lifetime / 25)
    #expect(sessions.session(used) == nil)
  }

  @Test func `who is wrong too often waits longer and longer, others do not`() throws {
    let limits = SignInLimits { [clock] in clock.now }
    for _ in 0..<SignInLimits.free {
      try limits.check("jane", from: "::1")
      limits.failed("jane", from: "::1")
    }
    #expect(throws: AccessError.self) { try limits.check("jane", from: "::1") }
    try limits.check("joe", from: "::1")
    clock.pass(1)
    try limits.check("jane", from: "::1")
    for _ in 0..<20 { limits.failed("jane", from: "::1") }
    #expect(throws: AccessError.self) { try limits.check("joe", from: "::1") }
    clock.pass(SignInLimits.longest - 1)
    #expect(throws: AccessError.self) { try limits.check("jane", from: "::1") }
    try limits.check("joe", from: "::2")
    clock.pass(2)
    try limits.check("jane", from: "::1")
    limits.failed("joe", from: "::2")
    limits.succeeded("joe")
    try limits.check("joe", from: "::2")
  }
}
