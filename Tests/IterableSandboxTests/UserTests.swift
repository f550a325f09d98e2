import Foundation
import Testing

@testable import IterableSandbox

@Suite struct UserTests {
  @Test func aSeededSubscriberIsFound() async throws {
    let caller = try Caller()
    let email = caller.knownEmail(3)
    let reply = try await caller.get("/api/users/getByEmail?email=\(caller.encoded(email.uppercased()))")
    let user = reply.json["user"] as! [String: Any]
    #expect(user["email"] as? String == email)
    let fields = user["dataFields"] as! [String: Any]
    #expect(fields["profileUpdatedAt"] is String)
    #expect((fields["itblInternal"] as? [String: Any])?["emailDomain"] is String)
    #expect(try await caller.get("/api/users/\(caller.encoded(email))").text == reply.text)
    let absent = try await caller.get("/api/users/getByEmail?email=nobody%40example.com")
    #expect((absent.status, absent.text) == (200, "{}"))
    #expect(try await caller.get("/api/users/getByEmail?email=nobody").code == "InvalidEmailAddressError")
    let unknown = try await caller.get("/api/users/byUserId/nobody")
    #expect((unknown.status, unknown.text) == (400, "No user with that id exists!"))
  }

  @Test func updatesMergeReplaceAndDelete() async throws {
    let caller = try Caller()
    let email = caller.knownEmail()
    func update(_ fields: String, merge: Bool = false) async throws -> Caller.Reply {
      try await caller.post(
        "/api/users/bulkUpdate",
        #"{"users": [{"email": "\#(email)", "dataFields": \#(fields), "mergeNestedObjects": \#(merge)}]}"#)
    }
    func stored() async throws -> [String: Any] {
      try await caller.get("/sandbox/user?email=\(caller.encoded(email))").json
    }
    let before = try await stored()
    let first = try await update(#"{"points": 7, "thing": {"a": 1, "b": "x"}}"#)
    #expect(first.json["successCount"] as? Int == 1)
    #expect(first.json["createdFields"] as? [String] == ["thing"])
    #expect(try await stored()["points"] as? Int == 7)
    #expect(try await stored()["firstName"] as? String == before["firstName"] as? String)
    _ = try await update(#"{"thing": {"b": null, "c": true}}"#, merge: true)
    #expect(try await stored()["thing"] as? NSDictionary == ["a": 1, "c": true])
    _ = try await update(#"{"thing": {"d": 2}, "points": null}"#)
    #expect(try await stored()["thing"] as? NSDictionary == ["d": 2])
    #expect(try await stored()["points"] == nil)
    let fields = try await caller.get("/api/users/getFields").json["fields"] as! [String: String]
    #expect(fields["thing"] == "object")
    #expect(fields["thing.d"] == "long")
    #expect(fields["homeAddress.city"] == "string")
    #expect(fields["emailListIds"] == "long")
    #expect(fields["lifetimeValue"] == "double")
  }

  @Test func aTypeMismatchRefusesTheWholeBatch() async throws {
    let caller = try Caller()
    let reply = try await caller.post(
      "/api/users/bulkUpdate",
      """
      {"users": [{"email": "one@example.com", "dataFields": {"fresh": 1}},
        {"email": "two@example.com", "dataFields": {"signupDate": "GGG"}}]}
      """)
    #expect(reply.status == 400)
    #expect(reply.code == "RequestFieldsTypesMismatched")
    #expect(
      reply.message
        == "Project 2158: The request does not have the same data types as the data previously submitted. Field "
        + "'signupDate' already exists for type 'user' and has a data type of 'date' but possible types 'string, "
        + "keyword' in the request.")
    let errors = (reply.json["params"] as! [String: Any])["validationErrors"] as! [String: [String: Any]]
    #expect(errors["signupDate"]?["incomingTypes"] as? [String] == ["string", "keyword"])
    #expect(errors["signupDate"]?["expectedType"] as? String == "date")
    #expect(errors["signupDate"]?["_type"] as? String == "UnexpectedType")
    #expect(errors["signupDate"]?["offendingValue"] as? String == "GGG")
    #expect(errors["signupDate"]?["category"] as? String == "user")
    #expect(try await caller.get("/api/users/getByEmail?email=one%40example.com").text == "{}")
    #expect(try await caller.get("/api/users/getFields").text.contains("fresh") == false)
    // Another case is another field.
    let other = try await caller.post(
      "/api/users/update", #"{"email": "a@example.com", "dataFields": {"SignupDate": "GGG"}}"#)
    #expect(other.status == 200)
  }

  @Test func malformedBodiesAreNamed() async throws {
    let caller = try Caller()
    let reply = try await caller.post(
      "/api/users/bulkUpdate", #"{"users": [{"email": "a@b.de"}, {"email": "c@d.de", "preferUserId": "yes"}]}"#)
    #expect(reply.status == 400)
    #expect(reply.message == "[/api/users/bulkUpdate] Invalid JSON body")
    #expect(reply.json["params"] as? [String: String] == ["obj.users[1].preferUserId": "Boolean value expected"])
    for bad in ["{", "[]", #"{"users": [}"#, "{\"users\": 01}", "{} x", "\"\u{1}\""] {
      #expect(try await caller.post("/api/users/bulkUpdate", bad).code == "BadJsonBody", "\(bad)")
    }
    let empty = try await caller.post("/api/users/bulkUpdate", #"{"users": []}"#)
    #expect(empty.code == "InvalidEmailAddressError")
    #expect(try await caller.post("/api/users/update", #"{"dataFields": {}}"#).code == "BadParams")
  }

  @Test func bodiesHaveALimit() async throws {
    let caller = try Caller()
    let filler = String(repeating: "x", count: 4 * 1024 * 1024)
    let reply = try await caller.post(
      "/api/users/bulkUpdate", #"{"users": [{"email": "a@b.de", "dataFields": {"f": "\#(filler)"}}]}"#)
    #expect(reply.status == 413)
    #expect(reply.code == "BatchTooLarge")
  }

  @Test func unknownFieldsCanBeFilteredOut() async throws {
    let caller = try Caller()
    let reply = try await caller.post(
      "/api/users/bulkUpdate",
      #"{"users": [{"email": "a@b.de", "dataFields": {"odd": 1, "points": 2}}], "createNewFields": false}"#)
    #expect(reply.json["filteredOutFields"] as? [String] == ["odd"])
    let stored = try await caller.get("/sandbox/user?email=a%40b.de").json
    #expect(stored["odd"] == nil)
    #expect(stored["points"] as? Int == 2)
  }

  @Test func deletingAndForgetting() async throws {
    let caller = try Caller()
    let email = caller.encoded(caller.knownEmail())
    #expect(try await caller.delete("/api/users/\(email)").code == "Success")
    #expect(try await caller.get("/api/users/\(email)").text == "{}")
    #expect(
      try await caller.delete("/api/users/byUserId/rudder2").message == "User does not exist. Email:  UserId: rudder2")
    _ = try await caller.post("/api/users/forget", #"{"email": "gone@example.com"}"#)
    let reply = try await caller.post("/api/users/bulkUpdate", #"{"users": [{"email": "Gone@example.com"}]}"#)
    #expect((reply.json["failedUpdates"] as! [String: [String]])["forgottenEmails"] == ["Gone@example.com"])
    #expect(try await caller.post("/api/users/update", #"{"email": "gone@example.com"}"#).status == 409)
  }

  @Test func emailsChange() async throws {
    let caller = try Caller()
    let (old, taken) = (caller.knownEmail(0), caller.knownEmail(1))
    let refused = try await caller.post(
      "/api/users/updateEmail", #"{"currentEmail": "\#(old)", "newEmail": "\#(taken)"}"#)
    #expect(refused.code == "EmailAlreadyExists")
    let done = try await caller.post(
      "/api/users/updateEmail", #"{"currentEmail": "\#(old)", "newEmail": "New@Example.com"}"#)
    #expect(done.code == "Success")
    #expect(try await caller.get("/api/users/getByEmail?email=new%40example.com").text.contains("firstName"))
    #expect(try await caller.get("/api/users/getByEmail?email=\(caller.encoded(old))").text == "{}")
  }

  @Test func projectTypesDifferInIdentity() async throws {
    let byUserID = try Caller { $0.projectType = .userID }
    let emailOnly = try await byUserID.post("/api/users/bulkUpdate", #"{"users": [{"email": "a@b.de"}]}"#)
    #expect(emailOnly.json["failCount"] as? Int == 1)
    let created = try await byUserID.post("/api/users/bulkUpdate", #"{"users": [{"userId": "n1", "email": "a@b.de"}]}"#)
    #expect(created.json["successCount"] as? Int == 1)
    #expect(try await byUserID.get("/api/users/byUserId/n1").text.contains("itblUserId"))

    let hybrid = try Caller { $0.projectType = .hybrid }
    _ = try await hybrid.post("/api/users/update", #"{"userId": "n1", "email": "one@example.com"}"#)
    _ = try await hybrid.post("/api/users/update", #"{"userId": "n2", "email": "two@example.com"}"#)
    let conflict = try await hybrid.post(
      "/api/users/bulkUpdate", #"{"users": [{"userId": "n1", "email": "two@example.com"}]}"#)
    #expect((conflict.json["failedUpdates"] as! [String: [String]])["conflictEmails"] == ["two@example.com"])
    let members = try await hybrid.get("/api/lists/getUsers?listId=1001&preferUserId=true").lines
    #expect(members.allSatisfy { $0.hasPrefix("cust-") })

    let byEmail = try Caller()
    let placeholder = try await byEmail.post(
      "/api/users/bulkUpdate", #"{"users": [{"userId": "n1", "preferUserId": true}]}"#)
    #expect(placeholder.json["successCount"] as? Int == 1)
    #expect(try await byEmail.get("/api/users/byUserId?userId=n1").text.contains("@placeholder.email"))
  }

  @Test func writesBecomeVisibleLater() async throws {
    let caller = try Caller { $0.visibilityDelaySeconds = 60 }
    _ = try await caller.post("/api/users/bulkUpdate", #"{"users": [{"email": "late@example.com"}]}"#)
    #expect(try await caller.get("/api/users/getByEmail?email=late%40example.com").text == "{}")
    #expect(try await caller.get("/sandbox/counts").json["waiting"] as? Int == 1)
    #expect(try await caller.post("/sandbox/clock", #"{"advance_seconds": 61}"#).status == 200)
    #expect(try await caller.get("/api/users/getByEmail?email=late%40example.com").text != "{}")
  }

  @Test func subscriptionsAreOverwritten() async throws {
    let caller = try Caller()
    let email = caller.knownEmail()
    let reply = try await caller.post(
      "/api/users/updateSubscriptions",
      #"{"email": "\#(email)", "emailListIds": [1003], "unsubscribedChannelIds": [1]}"#)
    #expect(reply.code == "Success")
    let stored = try await caller.get("/sandbox/user?email=\(caller.encoded(email))").json
    #expect(stored["emailListIds"] as? [Int] == [1003])
    #expect(stored["unsubscribedChannelIds"] as? [Int] == [1])
    #expect(try await caller.get("/sandbox/lists/1003", key: nil).lines.contains(Substring(email)))
  }

  @Test func twoUsersMerge() async throws {
    let caller = try Caller()
    let kept = caller.knownEmail()
    _ = try await caller.post(
      "/api/users/update", #"{"email": "twin@example.com", "dataFields": {"onlyHere": 1, "points": 9}}"#)
    let before = try await caller.get("/sandbox/user?email=\(caller.encoded(kept))").json
    let reply = try await caller.post(
      "/api/users/merge", #"{"sourceEmail": "twin@example.com", "destinationEmail": "\#(kept)"}"#)
    #expect(reply.code == "Success")
    let after = try await caller.get("/sandbox/user?email=\(caller.encoded(kept))").json
    #expect(after["onlyHere"] as? Int == 1)
    #expect(after["points"] as? Int == before["points"] as? Int)
    #expect(try await caller.get("/sandbox/user?email=twin%40example.com").status == 404)
  }
}
