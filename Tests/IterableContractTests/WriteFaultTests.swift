import Foundation
import IterableAPI
import IterableSandbox
import Testing

/// Answers that are lost before the request took effect, and after: the client cannot tell which.
@Suite struct WriteFaultTests {
  static let troubles = Trouble.allCases.filter { $0 != .cut }

  private func fault(_ endpoint: Endpoint, _ trouble: Trouble, takesEffect: Bool) -> Fault {
    var fault = trouble.fault(endpoint.rawValue, times: 2)
    fault.takesEffect = takesEffect
    return fault
  }

  @Test(arguments: troubles, [false, true])
  func `every row of a bulk update arrives`(trouble: Trouble, takesEffect: Bool) throws {
    let meeting = try Meeting()
    try meeting.add(fault(.bulkUpdateUsers, trouble, takesEffect: takesEffect))
    let outcome = meeting.client.bulkUpdate((0..<50).map { update("u\($0)@example.com", #"{"points":\#($0)}"#) })
    #expect(outcome.delivered == 50 && outcome.interruption == nil)
    #expect(meeting.count("created") == 50)
    #expect(meeting.user(.email("u49@example.com"))?["points"] as? Int == 49)
  }

  @Test(arguments: troubles, [false, true])
  func `every event and purchase with an id is there once`(trouble: Trouble, takesEffect: Bool) throws {
    let meeting = try Meeting { $0.clean = true }
    let emails = meeting.seededSubscribers.compactMap { $0["email"] as? String }
    for endpoint in [Endpoint.trackEvents, .trackEvent, .trackPurchase] {
      try meeting.add(fault(endpoint, trouble, takesEffect: takesEffect))
    }
    let outcome = meeting.client.trackBulk(emails.enumerated().map { event("bulk-\($0)", $1) })
    #expect(outcome.delivered == 60)
    try meeting.client.track(event("one", emails[0]))
    try meeting.client.trackPurchase(json: purchase(id: "p-1", email: emails[0]))
    #expect(meeting.count("events") == 61)
    #expect(meeting.count("purchases") == 1)
  }

  @Test(arguments: [false, true])
  func `subscribing and unsubscribing survive a lost answer`(takesEffect: Bool) throws {
    let meeting = try Meeting()
    let list = try meeting.client.createList(name: "Spring")
    let people = (0..<5).map { UserPayload(.email("u\($0)@example.com")) }
    for endpoint in [Endpoint.subscribe, .unsubscribe] {
      try meeting.add(fault(endpoint, .failed, takesEffect: takesEffect))
    }
    #expect(meeting.client.subscribe(people, toList: list).delivered == 5)
    #expect(meeting.members(ofList: list).count == 5)
    #expect(meeting.client.unsubscribe(people, fromList: list).delivered == 5)
    #expect(meeting.members(ofList: list).isEmpty)
  }

  @Test(arguments: [Trouble.failed, .cutAtOnce, .wrongLength])
  func `a list whose answer was lost is not made twice`(trouble: Trouble) throws {
    let meeting = try Meeting()
    try meeting.add(fault(.createList, trouble, takesEffect: true))
    iterableError { _ = try meeting.client.createList(name: "Only one") }
    #expect(try meeting.client.lists().count { $0.name == "Only one" } == 1)
  }

  @Test(arguments: [Trouble.failed, .cutAtOnce, .wrongLength])
  func `a list whose deletion was done and not told is gone`(trouble: Trouble) throws {
    let meeting = try Meeting()
    let list = try meeting.client.createList(name: "Old")
    var lost = fault(.deleteList, trouble, takesEffect: true)
    lost.times = 1
    try meeting.add(lost)
    try meeting.client.deleteList(list)
    #expect(try meeting.client.lists().allSatisfy { $0.id != list })
  }

  @Test func `an update that is never answered is not called delivered`() throws {
    let meeting = try Meeting(client: { $0.bulkRowLimit = 10 })
    try meeting.add(Trouble.page.fault(Endpoint.bulkUpdateUsers.rawValue, times: 1_000, after: 1))
    let outcome = meeting.client.bulkUpdate((0..<30).map { update("u\($0)@example.com", "{}") })
    #expect(outcome.delivered == 10)
    #expect(outcome.unacknowledged == Array(10..<30))
    #expect(outcome.interruption?.code == .server)
    #expect(meeting.count("created") == 10)
  }
}
