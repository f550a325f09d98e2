import Foundation
import IterableAPI
import IterableSandbox
import Testing

@Suite struct ProjectTests {
  @Test func `the right key opens, a wrong one ends the client`() throws {
    let right = try Meeting()
    try right.client.verifyKey()

    let wrong = try Meeting(client: { $0.apiKey = "not-the-key" })
    let error = iterableError { try wrong.client.verifyKey() }
    #expect(error?.code == .unauthorized && error?.iterableCode == "BadApiKey")
    #expect(error?.description.contains("not-the-key") == false)
    iterableError { _ = try wrong.client.fields() }
    #expect(wrong.client.bulkUpdate([update("a@example.com", "{}")]).interruption?.code == .unauthorized)
    #expect(wrong.allAnswers == [Endpoint.lists.rawValue: [401: 1]])
  }

  @Test(arguments: ProjectType.allCases)
  func `a person is found by the identifiers of the project`(type: ProjectType) throws {
    let meeting = try Meeting {
      $0.projectType = type
      $0.clean = true
    }
    for row in meeting.seededSubscribers.prefix(5) {
      let email = try #require(row["email"] as? String)
      let userID = try #require(row["userId"] as? String)
      for identifier in [Identifier.email(email.uppercased()), .userID(userID)] {
        let user = try #require(try meeting.client.user(identifier))
        #expect(user.email == email && user.userID == userID)
        #expect(user.dataFields["firstName"]?.string == row["firstName"] as? String)
        #expect(user.dataFields["itblInternal"]?["emailDomain"]?.string == row["itblInternal.emailDomain"] as? String)
      }
    }
  }

  @Test(arguments: [Identifier.email("o'neil+x%y@example.com"), .userID("a/b c?d&e=f#g+h%41")])
  func `identifiers arrive as they are`(identifier: Identifier) throws {
    let meeting = try Meeting { $0.projectType = .hybrid }
    #expect(meeting.client.bulkUpdate([UserPayload(identifier)]).delivered == 1)
    let user = try #require(try meeting.client.user(identifier))
    #expect(user.email.map { .email($0) } ?? user.userID.map { .userID($0) } == identifier)
  }

  @Test func `somebody who is not there is no error, in every shape of the answer`() throws {
    let meeting = try Meeting()
    #expect(try meeting.client.user(.email("stranger@example.com")) == nil)  // 200 and {}
    #expect(try meeting.client.user(.userID("stranger")) == nil)  // 400 and a sentence
    try meeting.add(
      Fault(
        endpoint: Endpoint.userByUserID.rawValue, status: 500,
        body: #"{"msg":"error.users.noUserWithIdExists","code":"error.users.noUserWithIdExists","params":null}"#))
    #expect(try meeting.client.user(.userID("stranger")) == nil)
    #expect(meeting.client.traffic.retries == 0)
  }

  @Test func `an address that is none is refused, and never shown`() throws {
    let meeting = try Meeting()
    let error = iterableError { _ = try meeting.client.user(.email("two@@example.com")) }
    #expect(error?.code == .refused && error?.iterableCode == "InvalidEmailAddressError")
    #expect(error?.description.contains("two@@") == false)
  }

  @Test(arguments: ProjectType.allCases)
  func `fields have their types, parts of objects their dotted names`(type: ProjectType) throws {
    let meeting = try Meeting { $0.projectType = type }
    let fields = try meeting.client.fields()
    #expect(fields["email"] == "string")
    #expect(fields["points"] == "long")
    #expect(fields["lifetimeValue"] == "double")
    #expect(fields["newsletterOptIn"] == "boolean")
    #expect(fields["favouriteColours"] == "string")
    #expect(fields["homeAddress"] == "object" && fields["homeAddress.city"] == "string")
    #expect(fields[type == .email ? "emailListIds" : "userListIds"] == "long")
  }

  @Test func `catalogs come page by page`() throws {
    let meeting = try Meeting()
    #expect(try meeting.client.catalogNames() == ["products", "stores"])
    for start in stride(from: 0, to: 2_000, by: 1_000) {
      let documents = (start..<start + 1_000).map { #""S-\#($0)":{"city":"Town \#($0)"}"# }.joined(separator: ",")
      meeting.post("/api/catalogs/stores/items", #"{"documents":{\#(documents)}}"#)
    }
    var pages: [Int] = []
    var items: [String: String] = [:]
    try meeting.client.catalogItems("stores") { page in
      pages.append(page.count)
      for item in page { items[item.id] = item.value["city"]?.string }
    }
    #expect(pages == [1_000, 1_000])
    #expect(items.count == 2_000 && items["S-1999"] == "Town 1999")
    #expect(iterableError { try meeting.client.catalogItems("nothing") { _ in } }?.code == .notFound)

    let spool = FileManager.default.temporaryDirectory.appending(path: "catalog-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: spool) }
    func lines() throws -> [Substring] { try String(contentsOf: spool, encoding: .utf8).split(separator: "\n") }
    #expect(try meeting.client.downloadItems(ofCatalog: "stores", limit: 3, to: spool) == 3)
    #expect(try lines().count == 3)
    meeting.post("/api/catalogs/stores/items", #"{"documents":{"S-0":{"itemId":"other","city":"Town \"0\""}}}"#)
    #expect(try meeting.client.downloadItems(ofCatalog: "stores", to: spool) == 2_000)
    let first = try #require(try lines().first { $0.contains(#""S-0""#) })
    #expect(
      first.hasPrefix(#"{"itemId":"S-0","lastModified":""#) && first.hasSuffix(#","city":"Town \"0\""}"#), "\(first)")
    // What was there before stays where a page does not come.
    try Data("mine".utf8).write(to: spool)
    #expect(iterableError { try meeting.client.downloadItems(ofCatalog: "nothing", to: spool) }?.code == .notFound)
    #expect(try lines() == ["mine"])
  }
}
