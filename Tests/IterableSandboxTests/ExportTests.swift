import Foundation
import Testing

@testable import IterableSandbox

@Suite struct ExportTests {
  @Test func usersComeAsTheGeneratorWritesThem() async throws {
    let caller = try Caller()
    let reply = try await caller.get("/api/export/data.json?dataTypeName=user&range=All")
    #expect(reply.headers["content-type"] == "text/plain; charset=utf-8")
    var expected: [UInt8] = []
    for index in 0..<200 { SubscriberGenerator(seed: 1).write(index: index, appendingTo: &expected) }
    #expect(reply.text == String(decoding: expected, as: UTF8.self))
    #expect(reply.rows.count == 200)
    let times = reply.rows.map { $0["profileUpdatedAt"] as! String }
    #expect(times != times.sorted())
  }

  @Test func windowsSelectByProfileUpdatedAt() async throws {
    let caller = try Caller()
    let all = try await caller.get("/api/export/data.json?dataTypeName=user&range=All").rows
    let window = "startDateTime=2024-01-01&endDateTime=2024-07-01%2000:00:00%20%2B00:00"
    let some = try await caller.get("/api/export/data.json?dataTypeName=user&\(window)").rows
    let expected = all.filter {
      let time = $0["profileUpdatedAt"] as! String
      return time >= "2024-01-01" && time < "2024-07-01"
    }
    #expect(some.count == expected.count)
    #expect(some.count > 10)
    #expect(try await caller.get("/api/export/data.json?dataTypeName=user").text == "")
    _ = try await caller.post("/api/users/update", #"{"email": "today@example.com", "dataFields": {"points": 1}}"#)
    let today = try await caller.get("/api/export/data.json?dataTypeName=user&range=Today").rows
    #expect(today.map { $0["email"] as? String } == ["today@example.com"])
    for bad in ["dataTypeName=nothing", "dataTypeName=user&range=Now", "dataTypeName=user&startDateTime=x", ""] {
      #expect(try await caller.get("/api/export/data.json?\(bad)").code == "BadParams", "\(bad)")
    }
  }

  @Test func fieldsAreChosen() async throws {
    let caller = try Caller()
    let only = try await caller.get(
      "/api/export/data.json?dataTypeName=user&range=All&onlyFields=email&onlyFields=points"
    ).rows
    #expect(only.count == 200)
    #expect(only.allSatisfy { Set($0.keys).isSubset(of: ["email", "points"]) && $0["points"] is Int })
    let omitted = try await caller.get(
      "/api/export/data.json?dataTypeName=user&range=All&omitFields=email,homeAddress,itblInternal.emailDomain"
    ).rows
    #expect(omitted.allSatisfy { $0["email"] == nil && $0["homeAddress"] == nil && $0["locale"] is String })
  }

  @Test func tables() async throws {
    let caller = try Caller()
    let reply = try await caller.get("/api/export/data.csv?dataTypeName=user&range=All&onlyFields=email,points")
    #expect(reply.headers["content-type"]?.hasPrefix("text/csv") == true)
    #expect(reply.headers["content-disposition"]?.contains("filename=\"user_") == true)
    #expect(reply.lines.first == "\"email\",\"points\"")
    #expect(reply.lines.count == 201)
    let purchases = try await caller.get("/api/export/data.csv?dataTypeName=purchase&range=All&onlyFields=total")
    #expect(purchases.lines.first == "\"createdAt\",\"total\"")
  }

  @Test func purchasesAndEventsAreExported() async throws {
    let caller = try Caller()
    let email = caller.knownEmail()
    let tracked = try await caller.post(
      "/api/commerce/trackPurchase",
      """
      {"user": {"email": "\(email)", "dataFields": {"points": 3}}, "id": "order-1", "total": 12.50,
        "items": [{"id": "1", "name": "Tent", "price": 12.5, "quantity": 1, "dataFields": {"colour": "red"}}],
        "createdAt": 1700000000000, "dataFields": {"channel": "web"}}
      """)
    #expect((tracked.json["params"] as? [String: String])?["id"] == "order-1")
    let rows = try await caller.get("/api/export/data.json?dataTypeName=purchase&range=All").rows
    let row = try #require(rows.first { $0["_id"] as? String == "order-1" })
    #expect(rows.count > 20)
    #expect(row["createdAt"] as? String == "2023-11-14 22:13:20 +00:00")
    #expect((row["shoppingCartItems"] as? [[String: Any]])?[0]["colour"] as? String == "red")
    let bad = try await caller.post(
      "/api/commerce/trackPurchase", #"{"user": {"email": "\#(email)"}, "items": [], "total": ""}"#)
    #expect(bad.code == "BadJsonBody")

    let event = try await caller.post(
      "/api/events/track",
      #"{"email": "\#(email)", "eventName": "opened", "id": "e-1", "createdAt": 1700000000, "dataFields": {"n": 5}}"#)
    #expect(event.message == "Event with id: e-1 tracked.")
    let bulk = try await caller.post(
      "/api/events/trackBulk",
      #"{"events": [{"email": "\#(email)", "eventName": "opened", "id": "e-1", "dataFields": {"n": 6}}, {"email": "x@", "eventName": "opened"}]}"#
    )
    #expect(bulk.json["successCount"] as? Int == 1)
    #expect((bulk.json["failedUpdates"] as! [String: [String]])["invalidEmails"] == ["x@"])
    let events = try await caller.get("/api/export/data.json?dataTypeName=customEvent&range=All").rows
    let mine = events.filter { $0["_id"] as? String == "e-1" }
    #expect(mine.map { $0["n"] as? Int } == [6])
    let answered = try await caller.get("/api/events/\(caller.encoded(email))").json["events"] as! [[String: Any]]
    #expect((answered[0]["dataFields"] as? [String: Int])?["n"] == 6)
    let mixed = try await caller.post(
      "/api/events/track", #"{"email": "\#(email)", "eventName": "opened", "dataFields": {"n": "six"}}"#)
    #expect(mixed.code == "RequestFieldsTypesMismatched")
    let other = try await caller.post(
      "/api/events/track", #"{"email": "\#(email)", "eventName": "closed", "dataFields": {"n": "six"}}"#)
    #expect(other.status == 200)
    #expect(try await caller.post("/api/events/trackBulk", #"{"events": [{"eventName": null}]}"#).status == 400)
    #expect(try await caller.post("/api/events/trackBulk", #"{"events": []}"#).json["successCount"] as? Int == 0)
  }

  @Test func jobsLeaveFiles() async throws {
    let caller = try Caller {
      $0.subscriberCount = 1000
      $0.exportFileBytes = 50_000
      $0.exportJobStepSeconds = 30
    }
    let started = try await caller.post(
      "/api/export/start", #"{"dataTypeName": "user", "outputFormat": "application/x-json-stream"}"#)
    let id = started.json["jobId"] as! Int
    func files(after: String = "") async throws -> Caller.Reply {
      try await caller.get("/api/export/\(id)/files" + (after.isEmpty ? "" : "?startAfter=\(after)"))
    }
    #expect(try await files().json["jobState"] as? String == "enqueued")
    _ = try await caller.post("/sandbox/clock", #"{"advance_seconds": 31}"#)
    let running = try await files()
    #expect(running.json["jobState"] as? String == "running")
    #expect((running.json["files"] as! [Any]).isEmpty == false)
    _ = try await caller.post("/sandbox/clock", #"{"advance_seconds": 30}"#)

    var body = ""
    var last = ""
    var address = ""
    while true {
      let page = try await files(after: last)
      #expect(page.json["jobState"] as? String == "completed")
      #expect(page.json["exportTruncated"] as? Bool == false)
      let files = page.json["files"] as! [[String: String]]
      #expect(files.count <= 10)
      if files.isEmpty { break }
      for file in files {
        address = file["url"]!
        let content = try await caller.get(address, key: nil)
        #expect(content.text.utf8.count <= 50_000)
        body += content.text
      }
      last = files.last!["file"]!
    }
    #expect(body == (try await caller.get("/api/export/data.json?dataTypeName=user&range=All").text))
    #expect(try await caller.get(address).status == 400, "an Api-Key has no business here")
    _ = try await caller.post("/sandbox/clock", #"{"advance_seconds": 1801}"#)
    let expired = try await caller.get(address, key: nil)
    #expect((expired.status, expired.text) == (403, "Request has expired"))
    let jobs = try await caller.get("/api/export/jobs?jobState=completed").json["jobs"] as! [[String: Any]]
    #expect(jobs[0]["bytesExported"] as? Int == body.utf8.count)
    #expect(try await caller.delete("/api/export/\(id)").status == 200)
    #expect(try await files().json["jobState"] as? String == "cancelled")
  }

  @Test func aJobCanBeTruncated() async throws {
    let caller = try Caller { $0.exportTruncationBytes = 20_000 }
    let id =
      try await caller.post("/api/export/start", #"{"dataTypeName": "user", "outputFormat": "text/csv"}"#)
      .json["jobId"] as! Int
    let reply = try await caller.get("/api/export/\(id)/files")
    #expect(reply.json["exportTruncated"] as? Bool == true)
  }

  /// 240 MB pass through while the process, in which other tests run too, grows by much less.
  @Test func aLargeExportIsNotHeld() async throws {
    let caller = try Caller { $0.subscriberCount = 200_000 }
    func peak() throws -> Int {
      let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM") })
      return Int(line.filter(\.isNumber))!
    }
    let before = try peak()
    let counted = try caller.curl(
      "curl -sS --compressed -H 'Api-Key: sandbox-key' 'BASE/api/export/data.json?dataTypeName=user&range=All' | wc -lc"
    )
    let numbers = counted.output.split(separator: " ").compactMap { Int($0.filter(\.isNumber)) }
    #expect(numbers.first == 200_000)
    #expect(try #require(numbers.last) > 200_000_000)
    #expect(try peak() - before < 100_000, "kB")
  }
}
