import Foundation
import TestSupport
import Testing

@testable import IterableAPI

@Suite struct BulkTests {
  typealias Answer = LoopbackServer.Answer
  typealias Request = LoopbackServer.Request

  static func user(_ number: Int) -> UserPayload {
    let email = "user\(number)@example.com"
    return UserPayload(identifier: .email(email), json: Array(#"{"email":"\#(email)"}"#.utf8))
  }

  static func counts(success: Int, fail: Int = 0, more: String = "") -> Answer {
    Answer(#"{"successCount":\#(success),"failCount":\#(fail)\#(more)}"#)
  }

  static func rowCount(_ request: Request) -> Int { request.body.components(separatedBy: "@example.com").count - 1 }

  /// Refuses every request that holds one of these, as Iterable does on a type mismatch.
  static func refusing(_ poison: Set<Int>, status: Int = 400, code: String = "RequestFieldsTypesMismatched")
    -> LoopbackServer
  {
    LoopbackServer { request, _ in
      if poison.contains(where: { request.body.contains("user\($0)@") }) {
        return Answer(status, #"{"msg":"Field 'age' has a data type of 'long'","code":"\#(code)","params":null}"#)
      }
      return counts(success: rowCount(request))
    }
  }

  @Test("rows go in requests of at most 1,000, and as few bytes as allowed")
  func splitting() throws {
    let server = LoopbackServer { request, _ in Self.counts(success: Self.rowCount(request)) }
    defer { server.stop() }
    let outcome = try client(server).bulkUpdate((0..<2_500).map(Self.user), createNewFields: false)
    #expect(outcome.delivered == 2_500 && outcome.failures.isEmpty && outcome.interruption == nil)
    #expect(server.requests.map(Self.rowCount) == [1_000, 1_000, 500])
    #expect(server.requests[0].body.hasPrefix(#"{"users":[{"email":"user0@example.com"},{"#))
    #expect(server.requests[0].body.hasSuffix(#"}],"createNewFields":false}"#))

    let small = try client(server) { $0.bulkByteLimit = 200 }
    var rows = (0..<10).map(Self.user)
    rows[4].json = Array(
      #"{"email":"user4@example.com","dataFields":{"x":"\#(String(repeating: "x", count: 300))"}}"#.utf8)
    let before = server.requests.count
    let result = small.bulkUpdate(rows)
    #expect(result.failures.map(\.index) == [4])
    #expect(result.failures.map(\.reason) == [.tooLarge])
    #expect(server.requests[before...].allSatisfy { $0.body.utf8.count <= 200 })
    #expect(server.requests[before...].map(Self.rowCount).reduce(0, +) == 9)
  }

  @Test("one poison row in 1,000 costs at most 21 requests", arguments: [0, 1, 499, 500, 731, 999])
  func poison(row: Int) throws {
    let server = Self.refusing([row])
    defer { server.stop() }
    let outcome = try client(server).bulkUpdate((0..<1_000).map(Self.user))
    #expect(
      outcome.failures == [
        BulkOutcome.Failure(index: row, reason: .refused, message: "Field 'age' has a data type of 'long'")
      ])
    #expect(outcome.delivered == 999)
    #expect(server.requests.count <= 21)
    #expect(outcome.requests == server.requests.count)
    #expect(Set(server.requests.map(\.body)).count == server.requests.count, "a request was repeated")
  }

  @Test("the last row at fault is found without sending halves that are known to be refused")
  func noWastedRepeats() throws {
    let server = Self.refusing([999])
    defer { server.stop() }
    _ = try client(server).bulkUpdate((0..<1_000).map(Self.user))
    #expect(server.requests.count == 12)
  }

  @Test("several poison rows, and every row delivered once that can be")
  func manyPoisons() throws {
    let poison: Set<Int> = [3, 4, 250, 777, 998]
    let server = Self.refusing(poison)
    defer { server.stop() }
    let outcome = try client(server).bulkUpdate((0..<1_000).map(Self.user))
    #expect(Set(outcome.failures.map(\.index)) == poison)
    let stored = server.requests.filter { request in !poison.contains { request.body.contains("user\($0)@") } }
    #expect(stored.map(Self.rowCount).reduce(0, +) == 995)
  }

  @Test("413 and 409 are halved too", arguments: [(413, "Whatever"), (409, "Conflict"), (400, "BatchTooLarge")])
  func refusedWhole(status: Int, code: String) throws {
    let server = Self.refusing([5], status: status, code: code)
    defer { server.stop() }
    let outcome = try client(server).bulkUpdate((0..<16).map(Self.user))
    #expect(outcome.failures.map(\.index) == [5])
    #expect(outcome.delivered == 15)
  }

  @Test(
    "what is not about a row interrupts, with nothing halved",
    arguments: [(401, "BadApiKey"), (403, "Forbidden"), (404, "NotFound"), (500, "GenericError")])
  func interruptions(status: Int, code: String) throws {
    let server = LoopbackServer { _, number in
      number == 0 ? Self.counts(success: 1_000) : Answer(status, #"{"msg":"no","code":"\#(code)"}"#)
    }
    defer { server.stop() }
    let outcome = try client(server) { $0.retry.tries = 1 }.bulkUpdate((0..<1_500).map(Self.user))
    #expect(outcome.interruption?.iterableCode == code)
    #expect(outcome.delivered == 1_000)
    #expect(outcome.unacknowledged == Array(1_000..<1_500))
    #expect(server.requests.count == 2)
  }

  @Test("failures are found by identifier, e-mail addresses without regard to case")
  func perRow() throws {
    let details = """
      ,"invalidEmails":["BAD@example.com"],"invalidUserIds":[],"createdFields":["new"],"filteredOutFields":["old"],\
      "noOpEmails":["x@y.z"],"failedUpdates":{"invalidEmails":["bad@example.com"],"forgottenEmails":["gone@example.com"],\
      "conflictUserIds":["U1"],"invalidDataEmails":null}
      """
    let server = LoopbackServer(Self.counts(success: 2, fail: 3, more: details))
    defer { server.stop() }
    let outcome = try client(server).bulkUpdate([
      UserPayload(.email("Gone@Example.com")), UserPayload(.email("fine@example.com")), UserPayload(.userID("u1")),
      UserPayload(.email("Bad@example.com")), UserPayload(.userID("U1")),
    ])
    #expect(outcome.failures.map(\.index) == [0, 3, 4])
    #expect(outcome.failures.map(\.reason) == [.forgotten, .invalidEmail, .conflict])
    #expect(outcome.createdFields == ["new"] && outcome.filteredOutFields == ["old"])
    #expect(outcome.failures.allSatisfy { !$0.message.contains("@") })
    #expect(server.requests.count == 1)
  }

  @Test("failures that are counted and not named are found by halving")
  func unnamedFailures() throws {
    let server = LoopbackServer { request, _ in
      let failed = request.body.contains("user5@") ? 1 : 0
      return Self.counts(success: Self.rowCount(request) - failed, fail: failed)
    }
    defer { server.stop() }
    let outcome = try client(server).bulkUpdate((0..<8).map(Self.user))
    #expect(outcome.failures.map(\.index) == [5])
    #expect(outcome.delivered == 7)
  }

  @Test("rows about one person go in separate requests, in their order")
  func duplicates() throws {
    let server = LoopbackServer { request, _ in Self.counts(success: 1) }
    defer { server.stop() }
    let rows = ["a@example.com", "b@example.com", "A@example.com", "a@example.com"].enumerated().map { number, email in
      UserPayload(identifier: .email(email), json: Array(#"{"email":"\#(email)","n":\#(number)}"#.utf8))
    }
    let outcome = try client(server).bulkUpdate(rows)
    #expect(outcome.delivered == 4)
    #expect(server.requests.count == 3)
    #expect(zip(server.requests, ["\"n\":1", "\"n\":2", "\"n\":3"]).allSatisfy { $0.body.contains($1) })
  }

  @Test("an answer without counts is not taken for success")
  func noCounts() throws {
    let server = LoopbackServer(.success)
    defer { server.stop() }
    let outcome = try client(server).bulkUpdate([Self.user(1)])
    #expect(outcome.interruption?.code == .malformed)
    #expect(outcome.delivered == 0)
  }

  @Test("nothing is sent for no rows")
  func empty() throws {
    let server = LoopbackServer(.success)
    defer { server.stop() }
    #expect(try client(server).bulkUpdate([]).delivered == 0)
    #expect(server.requests.isEmpty)
  }

  @Test("unsubscribing is from the list only, and a person who is not there is fine; a forgotten one is told")
  func unsubscribe() throws {
    let server = LoopbackServer(
      Self.counts(
        success: 1, fail: 2,
        more: #","failedUpdates":{"notFoundEmails":["b@example.com"],"forgottenEmails":["c@example.com"]}"#))
    defer { server.stop() }
    let outcome = try client(server).unsubscribe(
      ["a", "b", "c"].map { UserPayload(.email("\($0)@example.com")) }, fromList: 12)
    #expect(outcome.delivered == 2)
    #expect(outcome.failures.map(\.reason) == [.forgotten])
    #expect(
      server.requests[0].body == #"{"listId":12,"channelUnsubscribe":false,"subscribers":[{"email":"a@example.com"},"#
        + #"{"email":"b@example.com"},{"email":"c@example.com"}]}"#)
  }

  @Test("an unknown list interrupts at once; one made a moment ago is waited for")
  func newList() throws {
    let invalid = Answer(400, #"{"msg":"error.lists.invalidListId(7)","code":"Success","params":{"listId":7}}"#)
    let server = LoopbackServer(
      invalid, Answer(#"{"listId":7}"#), invalid, invalid, Self.counts(success: 1))
    defer { server.stop() }
    let client = try client(server)
    let people = [UserPayload(.email("a@example.com"))]
    #expect(client.subscribe(people, toList: 7).interruption?.code == .unknownList)
    #expect(try client.createList(name: "Nieuws \"1\"") == 7)
    #expect(server.requests[1].body == #"{"name":"Nieuws \"1\""}"#)
    #expect(client.subscribe(people, toList: 7, updateExistingUsersOnly: true).delivered == 1)
    #expect(server.requests.count == 5)
    #expect(server.requests[4].body.hasPrefix(#"{"listId":7,"updateExistingUsersOnly":true,"subscribers":["#))
  }

  @Test("events: several of one person together, disallowed names and unknown people by row")
  func events() throws {
    let server = LoopbackServer(
      Self.counts(
        success: 1, fail: 3,
        more: #","disallowedEventNames":["secret"],"failedUpdates":{"notFoundEmails":["b@example.com"]}"#))
    defer { server.stop() }
    let events = [("a", "visit"), ("b", "visit"), ("b", "order"), ("a", "secret")].map { person, name in
      EventPayload(
        identifier: .email("\(person)@example.com"), eventName: name, json: Array(#"{"eventName":"\#(name)"}"#.utf8))
    }
    let outcome = try client(server).trackBulk(events)
    #expect(server.requests.count == 1)
    #expect(outcome.failures.map(\.index) == [1, 2, 3])
    #expect(outcome.failures.map(\.reason) == [.notFound, .notFound, .eventDisallowed])
  }
}
