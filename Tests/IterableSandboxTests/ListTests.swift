import Foundation
import Testing

@testable import IterableSandbox

@Suite struct ListTests {
  @Test func seededListsAreTold() async throws {
    let caller = try Caller()
    let reply = try await caller.get("/api/lists")
    let lists = reply.json["lists"] as! [[String: Any]]
    #expect(lists.count == 4)
    #expect(lists[0]["id"] as? Int == 1001)
    #expect(lists.map { $0["listType"] as? String } == ["Dynamic", "Standard", "Standard", "Standard"])
    #expect((lists[0]["createdAt"] as? Int).map { $0 > 1_000_000_000_000 } == true)
  }

  @Test func createAndDelete() async throws {
    let caller = try Caller()
    let id = try await caller.post("/api/lists", #"{"name": "New"}"#).json["listId"] as! Int
    let deleted = try await caller.delete("/api/lists/\(id)")
    #expect(deleted.message == "List \(id) in Project 2158 was successfully deleted.")
    let again = try await caller.delete("/api/lists/\(id)")
    #expect(again.status == 400)
    #expect(again.message == "Unable to delete list \(id) in Project 2158, which does not exist.")
    #expect(try await caller.post("/api/lists", #"{"name": null}"#).code == "BadJsonBody")
  }

  @Test func membersStreamAsLines() async throws {
    let caller = try Caller()
    let reply = try await caller.get("/api/lists/getUsers?listId=1001")
    #expect(reply.headers["content-type"] == "text/plain; charset=utf-8")
    #expect(reply.text.hasSuffix("\n"))
    let export = try await caller.get("/api/export/data.json?dataTypeName=user&range=All").rows
    let expected = export.filter { ($0["emailListIds"] as! [Int]).contains(1001) }
      .compactMap { ($0["email"] ?? $0["userId"]) as? String }
    #expect(reply.lines.map(String.init) == expected)
    #expect(try await caller.get("/api/lists/1001/size").text == "\(expected.count)")
    let preview = try await caller.get("/api/lists/previewUsers?listId=1001&size=10").lines.count
    #expect((8...10).contains(preview))
    let bad = try await caller.get("/api/lists/getUsers?listId=42")
    #expect(bad.message == "Invalid email list id")
    #expect((bad.json["params"] as? [String: String])?["listId"] == "42")
  }

  @Test func subscribeTellsEachFailureAndTakesTheRest() async throws {
    let caller = try Caller()
    let known = caller.knownEmail()
    let id = try await caller.post("/api/lists", #"{"name": "New"}"#).json["listId"] as! Int
    let reply = try await caller.post(
      "/api/lists/subscribe",
      """
      {"listId": \(id), "subscribers": [{"email": "\(known.uppercased())"}, {"email": "foo@"},
        {"email": "New+Tag@Example.com", "dataFields": {"firstName": "Zoë"}}, {"userId": "nobody"}]}
      """)
    #expect(reply.status == 200)
    #expect(reply.json["successCount"] as? Int == 2)
    #expect(reply.json["failCount"] as? Int == 2)
    #expect(reply.json["invalidEmails"] as? [String] == ["foo@"])
    let failed = reply.json["failedUpdates"] as! [String: [String]]
    #expect(failed["invalidEmails"] == ["foo@"])
    #expect(failed["notFoundUserIds"] == ["nobody"])
    #expect(
      Set(failed.keys) == [
        "invalidEmails", "invalidUserIds", "notFoundEmails", "notFoundUserIds", "invalidDataEmails",
        "invalidDataUserIds", "conflictEmails", "conflictUserIds", "forgottenEmails", "forgottenUserIds",
      ])
    let members = try await caller.get("/api/lists/getUsers?listId=\(id)").lines.map(String.init)
    #expect(members == [known, "new+tag@example.com"])

    let left = try await caller.post(
      "/api/lists/unsubscribe",
      #"{"listId": \#(id), "subscribers": [{"email": "\#(known)"}, {"email": "new+tag@example.com"}, {"email": "who@example.org"}], "channelUnsubscribe": false}"#
    )
    #expect(left.json["successCount"] as? Int == 2)
    #expect((left.json["failedUpdates"] as! [String: [String]])["notFoundEmails"] == ["who@example.org"])
    #expect(try await caller.get("/api/lists/getUsers?listId=\(id)").text == "")
  }

  @Test func aWrongListIsABadRequestThatSaysSuccess() async throws {
    let caller = try Caller()
    let reply = try await caller.post("/api/lists/subscribe", #"{"listId": 999999999, "subscribers": []}"#)
    #expect(reply.status == 400)
    #expect(reply.code == "Success")
    #expect(reply.message == "error.lists.invalidListId(999999999)")
    let empty = try await caller.post("/api/lists/subscribe", #"{"listId": 1001, "subscribers": []}"#)
    #expect(empty.json["successCount"] as? Int == 0)
  }
}
