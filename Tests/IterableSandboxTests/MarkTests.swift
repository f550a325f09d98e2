import Testing

@Test func aSandboxGoesBackToItsMarkAndBeforeOneToItsBeginning() async throws {
  let caller = try Caller { $0.projectType = .email }
  func lists() async throws -> Int { try await caller.get("/sandbox/counts").json["lists"] as? Int ?? -1 }
  func change(_ name: String) async throws {
    #expect(try await caller.post("/api/lists", #"{"name": "\#(name)"}"#).status == 200)
    let user = #"{"email": "\#(name)@example.com", "dataFields": {"points": 1}}"#
    #expect(try await caller.post("/api/users/update", user).status == 200)
    #expect(try await caller.post("/sandbox/clock", #"{"advance_seconds": 60}"#).status == 200)
  }
  func isKnown(_ name: String) async throws -> Bool {
    try await caller.get("/sandbox/user?email=\(name)%40example.com").status == 200
  }
  let before = try await lists()
  try await change("one")
  _ = try await caller.post("/sandbox/mark", "")
  try await change("two")
  #expect(try await lists() == before + 2)
  for _ in 1...2 {
    _ = try await caller.post("/sandbox/reset", "")
    #expect(try await lists() == before + 1)
    #expect(try await isKnown("one"))
    #expect(try await !isKnown("two"))
    try await change("two")
  }
  let other = try Caller()
  _ = try await other.post("/api/lists", #"{"name": "one"}"#)
  _ = try await other.post("/sandbox/reset", "")
  #expect(try await other.get("/sandbox/counts").json["lists"] as? Int == before)
  #expect(try await other.get("/sandbox/requests").json.isEmpty)
}
