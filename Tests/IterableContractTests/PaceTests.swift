import Foundation
import IterableAPI
import IterableSandbox
import Testing

/// The client's table of limits against the sandbox's, which were written apart.
@Suite struct PaceTests {
  /// More calls of every endpoint than its bucket holds.
  private func callEverything(_ meeting: Meeting) throws {
    let client = meeting.client
    let window = ExportWindow(
      start: Date(timeIntervalSince1970: 1_700_000_000), end: Date(timeIntervalSince1970: 1_700_000_060))
    let email = try #require(meeting.seededSubscribers[0]["email"] as? String)
    for _ in 0..<7 { _ = try client.listSize(1001) }
    for _ in 0..<7 { _ = try client.subscribers(ofList: 1001, to: meeting.spool) }
    for _ in 0..<7 { _ = try client.export(.user, window: window, to: meeting.spool) }
    for _ in 0..<7 { _ = try client.fields() }
    for number in 0..<9 { _ = client.bulkUpdate([update("u\(number)@example.com", "{}")]) }
    for _ in 0..<3 { _ = try client.export(.user, window: window, to: meeting.spool, mode: .job) }
    for number in 0..<20 { _ = client.trackBulk([event("e\(number)", email)]) }
    #expect(meeting.count("events") == 20)
  }

  @Test func `with the published limits the sandbox never has to say 429`() throws {
    let meeting = try Meeting(
      sandbox: {
        $0.clean = true
        $0.enforcesRateLimits = true
        $0.stopsClock = true
        $0.exportJobStepSeconds = 5
      }, client: { $0.rateLimits = .published })
    try callEverything(meeting)
    #expect(meeting.allAnswers.values.allSatisfy { $0[429] == nil }, "\(meeting.allAnswers)")
    #expect(meeting.client.rateLimitWaits.count >= 7)
    #expect(meeting.client.traffic.retries == 0)
  }

  @Test(arguments: [false, true])
  func `without limits of its own the client is told, waits, and gets there`(sendsRetryAfter: Bool) throws {
    let meeting = try Meeting {
      $0.clean = true
      $0.enforcesRateLimits = true
      $0.stopsClock = true
      $0.sendsRetryAfter = sendsRetryAfter
    }
    try callEverything(meeting)
    for endpoint in [Endpoint.listSize, .listUsers, .exportData, .userFields, .bulkUpdateUsers, .trackEvents] {
      #expect(meeting.answers(endpoint)[429] ?? 0 > 0, "\(endpoint)")
    }
    #expect(meeting.count("created") == 9)
  }
}
