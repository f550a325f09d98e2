import Foundation
import Testing

@testable import IterableSandbox

@Test func aSandboxSaysWhatItIs() async throws {
  let caller = try Caller()
  let reply = try await caller.get("/", key: nil)
  #expect(reply.status == 200)
  #expect(reply.headers["server"] == "millrace-sandbox")
  #expect(reply.text.contains("not Iterable"))
}

@Test func keysAreAskedForInEverySpelling() async throws {
  let caller = try Caller()
  for header in ["Api-Key", "Api_Key", "api_key"] {
    #expect(try await caller.send("GET", "/api/lists", keyHeader: header).status == 200)
  }
  for key in [nil, "wrong"] {
    let reply = try await caller.get("/api/lists", key: key)
    #expect(reply.status == 401)
    #expect(reply.code == "BadApiKey")
    #expect((reply.json["params"] as? [String: Any])?["endpoint"] as? String == "/api/lists")
  }
}

@Test func anUnknownRouteIsAPageInHTML() async throws {
  let caller = try Caller()
  let reply = try await caller.get("/api/no/such/thing")
  #expect(reply.status == 404)
  #expect(reply.headers["content-type"]?.hasPrefix("text/html") == true)
  #expect(reply.text.contains("<title>Action not found</title>"))
}

@Test func aTakenPortIsTold() throws {
  let caller = try Caller()
  var configuration = SandboxConfiguration()
  configuration.port = caller.server.baseURL.port!
  #expect { try SandboxServer(configuration: configuration).startAndWait() } throws: { error in
    (error as? SandboxError)?.code == .cannotListen
  }
}

@Test func aStoppedSandboxStartsAgainAndRemembers() async throws {
  let caller = try Caller()
  let created = try await caller.post("/api/lists", #"{"name": "Kept"}"#)
  #expect(created.json["listId"] is Int)
  await caller.server.stop()
  try await caller.server.start()
  #expect(try await caller.get("/api/lists").text.contains("Kept"))
  caller.server.stopAndWait()
}
