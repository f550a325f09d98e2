import Foundation
import IterableAPI
import IterableSandbox
import Testing

@Suite struct BulkTests {
  @Test func `what is sent is stored, and read back the same`() throws {
    let meeting = try Meeting()
    let fields =
      #"{"firstName":"Zoë 🌸","points":7,"lifetimeValue":1.5,"newsletterOptIn":true,"favouriteColours":["red","blue"],"#
      + #""homeAddress":{"city":"Köln"},"shoeSize":42}"#
    let outcome = meeting.client.bulkUpdate([update("Jane+News@Example.com", fields)])
    #expect(outcome.delivered == 1)
    #expect(outcome.createdFields == ["shoeSize"])
    let user = try #require(try meeting.client.user(.email("jane+news@example.com")))
    #expect(user.email == "jane+news@example.com")
    let sent = object(fields)
    let read = object(user.dataFields.text).filter { sent.keys.contains($0.key) }
    #expect(NSDictionary(dictionary: read) == NSDictionary(dictionary: sent))
    #expect(try meeting.client.fields()["shoeSize"] == "long")
  }

  @Test func `unknown fields are dropped and told where none shall be made`() throws {
    let meeting = try Meeting()
    let outcome = meeting.client.bulkUpdate(
      [update("jane@example.com", #"{"points":7,"shoeSize":42}"#)], createNewFields: false)
    #expect(outcome.delivered == 1)
    #expect(outcome.filteredOutFields == ["shoeSize"])
    let user = try #require(meeting.user(.email("jane@example.com")))
    #expect(user["points"] as? Int == 7 && user["shoeSize"] == nil)
  }

  @Test func `rows at fault are named in an answer of 200, and the others are stored`() throws {
    let meeting = try Meeting()
    meeting.post("/api/users/forget", #"{"email":"gone@example.com"}"#)
    let faulty: [(UserPayload, BulkOutcome.Reason)] = [
      (update("no address", "{}"), .invalidEmail), (update("Gone@example.com", "{}"), .forgotten),
      (update("two@@example.com", "{}"), .invalidEmail), (UserPayload(.userID("nobody")), .notFound),
      (update("", "{}"), .invalidEmail),
    ]
    let rows = faulty.enumerated().flatMap { [update("good\($0)@example.com", "{}"), $1.0] }
    let outcome = meeting.client.bulkUpdate(rows)
    #expect(outcome.failures.map(\.index) == [1, 3, 5, 7, 9])
    #expect(outcome.failures.map(\.reason) == faulty.map(\.1))
    #expect(outcome.requests == 1)
    #expect(meeting.count("created") == 5)
    #expect(outcome.failures.allSatisfy { !$0.message.contains("@") })
  }

  @Test func `two identifiers of two people are a conflict`() throws {
    let meeting = try Meeting { $0.projectType = .hybrid }
    let rows = ["a", "b"].map {
      UserPayload(
        identifier: .email("\($0)@example.com"), json: Array(#"{"email":"\#($0)@example.com","userId":"\#($0)"}"#.utf8))
    }
    #expect(meeting.client.bulkUpdate(rows).delivered == 2)
    let crossed = UserPayload(
      identifier: .email("a@example.com"), json: Array(#"{"email":"a@example.com","userId":"b"}"#.utf8))
    #expect(meeting.client.bulkUpdate([crossed]).failures.map(\.reason) == [.conflict])
  }

  @Test(arguments: [[0], [731], [999], [3, 4, 998]])
  func `values of the wrong type cost their own rows alone`(poison: [Int]) throws {
    let meeting = try Meeting { $0.subscriberCount = 0 }
    let rows = (0..<1_000).map {
      update("u\($0)@example.com", poison.contains($0) ? #"{"points":"many"}"# : #"{"points":1}"#)
    }
    let outcome = meeting.client.bulkUpdate(rows)
    #expect(outcome.failures.map(\.index) == poison)
    #expect(outcome.failures.allSatisfy { $0.reason == .refused && $0.message.contains("'points'") })
    #expect(meeting.count("created") == 1_000 - poison.count)
    for row in [0, 3, 500, 731, 999] {
      #expect((meeting.user(.email("u\(row)@example.com")) == nil) == poison.contains(row))
    }
    let calls = meeting.answers(.bulkUpdateUsers).values.reduce(0, +)
    #expect(calls == outcome.requests)
    #expect(calls <= 21 * poison.count)
  }

  @Test func `more than 4 MB go in several requests`() throws {
    let meeting = try Meeting()
    let note = String(repeating: "x", count: 700_000)
    let outcome = meeting.client.bulkUpdate((0..<7).map { update("u\($0)@example.com", #"{"notes":"\#(note)"}"#) })
    #expect(outcome.delivered == 7)
    #expect(meeting.answers(.bulkUpdateUsers) == [200: 2])
    #expect(meeting.count("created") == 7)
  }

  @Test func `a request that is too large after all is halved`() throws {
    let meeting = try Meeting { $0.maximumBodyBytes = 2_000 }
    let rows =
      (0..<20).map { update("u\($0)@example.com", #"{"notes":"\#(String(repeating: "x", count: 300))"}"#) }
      + [update("large@example.com", #"{"notes":"\#(String(repeating: "x", count: 3_000))"}"#)]
    let outcome = meeting.client.bulkUpdate(rows)
    #expect(outcome.failures.map(\.index) == [20])
    #expect(meeting.count("created") == 20)
    #expect(meeting.answers(.bulkUpdateUsers)[413] ?? 0 > 2)
  }

  @Test func `the last of several rows about one person stands`() throws {
    let meeting = try Meeting()
    let rows = (0..<5).map { update($0 % 2 == 0 ? "jane@example.com" : "JANE@example.com", #"{"points":\#($0)}"#) }
    #expect(meeting.client.bulkUpdate(rows).delivered == 5)
    #expect(meeting.count("created") == 1)
    #expect(meeting.user(.email("jane@example.com"))?["points"] as? Int == 4)
  }

  // MARK: Events

  @Test func `events are tracked by name and person`() throws {
    let meeting = try Meeting { $0.clean = true }
    let email = try #require(meeting.seededSubscribers[0]["email"] as? String)
    let outcome = meeting.client.trackBulk([
      event("e1", email), event("e2", email, name: "ordered"), event("e3", "stranger@example.com"), event("e1", email),
    ])
    #expect(outcome.failures.map(\.index) == [2])
    #expect(outcome.failures.map(\.reason) == [.notFound])
    #expect(meeting.count("events") == 2)
  }

  @Test func `one event may be refused in the words of the sandbox`() throws {
    let meeting = try Meeting()
    let error = iterableError { try meeting.client.track(event("no id!", "jane@example.com")) }
    #expect(error?.code == .refused && error?.httpStatus == 400)
    try meeting.add(
      Fault(
        endpoint: Endpoint.trackEvent.rawValue, status: 200,
        body: #"{"msg":"Event visited is disallowed from tracking","code":"Success","params":null}"#))
    #expect(iterableError { try meeting.client.track(event("e1", "jane@example.com")) }?.code == .eventDisallowed)
  }

  @Test func `a purchase makes its buyer known`() throws {
    let meeting = try Meeting()
    try meeting.client.trackPurchase(json: purchase(id: "p-1", email: "buyer@example.com"))
    #expect(meeting.count("purchases") == 1)
    #expect(try meeting.client.user(.email("buyer@example.com")) != nil)
  }
}
