import Foundation
import Testing

@testable import IterableSandbox

@Suite struct FaultTests {
  private let export = "/api/export/data.json?dataTypeName=user&range=All"
  private let getExport = "curl -sS -H 'Api-Key: sandbox-key' 'BASE/api/export/data.json?dataTypeName=user&range=All'"

  private func caller(_ faults: Fault...) throws -> Caller { try Caller { $0.faults = faults } }

  @Test func answersAreReplacedAndCountedDown() async throws {
    let caller = try caller(
      Fault(
        endpoint: "GET /api/lists", times: 2, after: 1, status: 503, body: "<html>busy</html>",
        contentType: "text/html", retryAfter: "7"))
    #expect(try await caller.get("/api/lists").status == 200)
    let hit = try await caller.get("/api/lists")
    #expect((hit.status, hit.text) == (503, "<html>busy</html>"))
    #expect(hit.headers["retry-after"] == "7")
    #expect(try await caller.get("/api/users/getFields").status == 200)
    #expect(try await caller.get("/api/lists").status == 503)
    #expect(try await caller.get("/api/lists").status == 200)
    let counts = try await caller.get("/sandbox/requests").json["GET /api/lists"] as? [String: Int]
    #expect(counts == ["200": 2, "503": 2])
  }

  @Test func faultsArriveByRequestAndMayTakeEffect() async throws {
    let caller = try Caller()
    let added = try await caller.post(
      "/sandbox/faults", #"{"endpoint": "POST /api/lists", "status": 500, "takes_effect": true}"#)
    #expect(added.status == 200)
    #expect(try await caller.post("/api/lists", #"{"name": "Stored all the same"}"#).status == 500)
    #expect(try await caller.get("/api/lists").text.contains("Stored all the same"))
    #expect(try await caller.post("/sandbox/faults", #"{"status": "x"}"#).status == 400)
  }

  @Test(arguments: ["", "--compressed "]) func connectionsAreCut(_ option: String) throws {
    let caller = try caller(Fault(cutAfterBytes: 10_000))
    let result = try caller.curl(getExport.replacing("-sS", with: "-s \(option)") + " > /dev/null")
    #expect(result.status == 18 || result.status == 56)
  }

  @Test func shortBodiesAreCutToo() throws {
    let caller = try caller(Fault(cutAfterBytes: 5))
    let result = try caller.curl("curl -s -H 'Api-Key: sandbox-key' BASE/api/lists")
    #expect(result.status == 18 || result.status == 56)
    #expect(result.output == "{\"lis")
  }

  @Test func lengthsCanLie() throws {
    let caller = try caller(Fault(excessContentLength: 100))
    #expect(try caller.curl(getExport.replacing("-sS", with: "-s") + " > /dev/null").status == 18)
  }

  @Test func truncationCanBeSilent() throws {
    let caller = try caller(Fault(truncateAfterBytes: 10_000))
    let result = try caller.curl(getExport)
    #expect(result.status == 0)
    #expect(result.output.utf8.count == 10_000)
  }

  @Test func aLineCanBeMalformed() async throws {
    let caller = try caller(Fault(malformedLine: 3))
    let reply = try await caller.get(export)
    #expect(reply.lines.count == 200)
    #expect(reply.rows.count == 199)
    #expect((try? JSONSerialization.jsonObject(with: Data(reply.lines[2].utf8))) == nil)
  }

  @Test func aShortAnswerCanBeMalformed() async throws {
    let caller = try caller(Fault(malformedLine: 1))
    let reply = try await caller.get("/api/lists")
    #expect(reply.text.hasPrefix(#"{"lists":"#))
    #expect(reply.json.isEmpty)
  }

  @Test(
    arguments: [
      #"{"status": 99999}"#, #"{"cut_after_bytes": -1}"#, #"{"delay_seconds": 1e300}"#, #"{"times": -1}"#,
    ]) func faultsThatCannotBeAreRefused(fault: String) async throws
  {
    let caller = try Caller()
    #expect(try await caller.post("/sandbox/faults", fault).code == "BadParams")
    #expect(try await caller.get("/api/lists").status == 200)
  }

  @Test func numbersBeyondReasonAreSurvived() async throws {
    let caller = try Caller()
    let email = caller.knownEmail()
    for (id, createdAt) in [("before", "-1"), ("after", "9223372036854775807")] {
      let reply = try await caller.post(
        "/api/events/track",
        #"{"email": "\#(email)", "eventName": "visited", "id": "\#(id)", "createdAt": \#(createdAt)}"#)
      #expect(reply.status == 200)
    }
    let events = try await caller.get("/api/events/\(caller.encoded(email))").text
    #expect(events.contains("1970-01-01 00:00:00 +00:00") && events.contains("9999-12-31 23:59:59 +00:00"))
    #expect(try await caller.get("/api/catalogs?page=9223372036854775807&pageSize=1000").status == 400)
    #expect(try await caller.post("/sandbox/clock", #"{"advance_seconds": 1e300}"#).status == 400)
  }

  @Test func limitsAreKeptWhenAsked() async throws {
    let caller = try Caller { $0.enforcesRateLimits = true }
    for _ in 1...4 { #expect(try await caller.get(export).status == 200) }
    let refused = try await caller.get(export)
    #expect(refused.status == 429)
    #expect(
      refused.message == "Exceeded rate limit of 4.0 per minute for endpoint: /api/export/data.json, project: 2158 ")
    #expect(refused.code == "RateLimitExceeded")
    #expect(refused.headers["retry-after"] == nil)
    _ = try await caller.post("/sandbox/clock", #"{"advance_seconds": 15.5}"#)
    #expect(try await caller.get(export).status == 200)
    #expect(try await caller.get(export).status == 429)

    let told = try Caller {
      $0.enforcesRateLimits = true
      $0.sendsRetryAfter = true
    }
    for _ in 1...4 { _ = try await told.get(export) }
    #expect(try await told.get(export).headers["retry-after"] == "15")
  }

  @Test func gzipIsTheSameText() throws {
    let caller = try Caller()
    let plain = try caller.curl(getExport)
    #expect(try caller.curl(getExport.replacing("-sS", with: "-sS --compressed")).output == plain.output)
    let headers = try caller.curl(getExport.replacing("-sS", with: "-sS --compressed -o /dev/null -D -"))
    #expect(headers.output.lowercased().contains("content-encoding: gzip"))
  }
}
