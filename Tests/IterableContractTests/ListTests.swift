import Foundation
import IterableAPI
import IterableSandbox
import Testing

@Suite struct ListTests {
  @Test func `lists are made, counted, listed and deleted`() throws {
    let meeting = try Meeting()
    let seeded = try meeting.client.lists()
    #expect(seeded.map(\.id) == [1001, 1002, 1003, 1004])
    #expect(seeded[0].name == "All customers" && seeded[0].type == "Dynamic")
    #expect(seeded[0].createdAt == Date(timeIntervalSince1970: 1_672_531_200))

    let list = try meeting.client.createList(name: #"Été "24""#, description: "those who came")
    let made = try #require(try meeting.client.lists().first { $0.id == list })
    #expect(made.name == #"Été "24""# && made.description == "those who came")
    #expect(try meeting.client.listSize(list) == 0)
    #expect(meeting.client.subscribe([UserPayload(.email("a@example.com"))], toList: list).delivered == 1)
    #expect(try meeting.client.listSize(list) == 1)
    try meeting.client.deleteList(list)
    #expect(try meeting.client.lists() == seeded)
  }

  @Test(arguments: ProjectType.allCases)
  func `the members of a list are all there, by their identifier`(type: ProjectType) throws {
    let meeting = try Meeting { $0.projectType = type }
    let field = type == .email ? "emailListIds" : "userListIds"
    let members = meeting.seededSubscribers.filter { ($0[field] as? [Int])?.contains(1001) == true }
    func identifiers(_ first: String, _ second: String) -> [String] {
      members.compactMap { $0[first] as? String ?? $0[second] as? String }
    }
    let byEmail = identifiers("email", "userId")
    let byUserID = identifiers("userId", "email")
    for preferUserID in [false, true] {
      _ = try meeting.client.subscribers(ofList: 1001, preferUserID: preferUserID, to: meeting.spool)
      let expected =
        switch type {
        case .email: byEmail
        case .userID: byUserID
        case .hybrid: preferUserID ? byUserID : byEmail
        }
      #expect(meeting.spooledLines == expected)
    }
    #expect(try meeting.client.listSize(1001) == byEmail.count)
  }

  @Test func `unsubscribing is from the one list and from no channel`() throws {
    let meeting = try Meeting { $0.clean = true }
    let emails = meeting.seededSubscribers.compactMap { $0["email"] as? String }.prefix(20)
    let people = emails.map { UserPayload(.email($0)) }
    let lists = try (meeting.client.createList(name: "Spring"), meeting.client.createList(name: "Summer"))
    #expect(meeting.client.subscribe(people, toList: lists.0).delivered == 20)
    #expect(meeting.client.subscribe(people, toList: lists.1).delivered == 20)
    func channels() -> [[Int]] {
      emails.map { meeting.user(.email($0))?["unsubscribedChannelIds"] as? [Int] ?? [-1] }
    }
    let before = channels()
    #expect(before.contains([]))

    let stranger = UserPayload(.email("stranger@example.com"))
    let outcome = meeting.client.unsubscribe(people + [stranger], fromList: lists.0)
    #expect(outcome.delivered == 21, "who is not there need not be taken off")
    #expect(meeting.members(ofList: lists.0).isEmpty)
    #expect(meeting.members(ofList: lists.1).count == 20)
    #expect(channels() == before)
  }

  @Test func `people at fault join no list, and the others do`() throws {
    let meeting = try Meeting()
    let list = try meeting.client.createList(name: "Spring")
    let people = ["a@example.com", "no address", "B@example.com"].map { UserPayload(.email($0)) }
    let outcome = meeting.client.subscribe(people, toList: list)
    #expect(outcome.failures.map(\.index) == [1])
    #expect(meeting.members(ofList: list) == ["a@example.com", "b@example.com"])
  }

  @Test func `only known people join where strangers are not wanted`() throws {
    let meeting = try Meeting {
      $0.projectType = .userID
      $0.clean = true
    }
    let known = try #require(meeting.seededSubscribers[3]["userId"] as? String)
    let list = try meeting.client.createList(name: "Spring")
    let people = [UserPayload(.userID(known)), UserPayload(.userID("stranger"))]
    _ = meeting.client.subscribe(people, toList: list, updateExistingUsersOnly: true)
    #expect(try meeting.client.listSize(list) == 1)
    #expect(meeting.count("created") == 0)
  }

  @Test func `a list that is not there is named as the trouble`() throws {
    let meeting = try Meeting()
    let people = [UserPayload(.email("a@example.com"))]
    #expect(meeting.client.subscribe(people, toList: 5).interruption?.code == .unknownList)
    #expect(meeting.client.unsubscribe(people, fromList: 5).interruption?.code == .unknownList)
    #expect(iterableError { _ = try meeting.client.listSize(5) }?.code == .unknownList)
    let error = iterableError { _ = try meeting.client.subscribers(ofList: 5, to: meeting.spool) }
    #expect(error?.code == .unknownList)
    #expect(meeting.files.isEmpty)
    #expect(meeting.count("created") == 0)
  }
}
