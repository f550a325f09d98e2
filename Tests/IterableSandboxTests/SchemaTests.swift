import Foundation
import Testing

@testable import IterableSandbox

/// The sandbox's answers against Iterable's own description of its API.
@Test func answersFitTheDescription() async throws {
  guard let schema = try Schema.atHand() else {
    print("skipped: iterable-openapi.json is not at hand (MILLRACE_REFERENCE names its folder)")
    return
  }
  let caller = try Caller()
  let email = caller.knownEmail()
  let coded = caller.encoded(email)
  let list = try await caller.post("/api/lists", #"{"name": "Checked"}"#).json["listId"] as! Int
  let job =
    try await caller.post("/api/export/start", #"{"dataTypeName": "user", "outputFormat": "text/csv"}"#)
    .json["jobId"] as! Int

  let calls: [(method: String, described: String, path: String, body: String?, status: Int)] = [
    ("GET", "/api/lists", "/api/lists", nil, 200),
    ("POST", "/api/lists", "/api/lists", #"{"name": "Another"}"#, 200),
    (
      "POST", "/api/lists/subscribe", "/api/lists/subscribe",
      #"{"listId": \#(list), "subscribers": [{"email": "\#(email)"}, {"email": "x@"}]}"#, 200
    ),
    (
      "POST", "/api/lists/unsubscribe", "/api/lists/unsubscribe",
      #"{"listId": \#(list), "subscribers": [{"email": "\#(email)"}]}"#, 200
    ),
    ("DELETE", "/api/lists/{listId}", "/api/lists/\(list)", nil, 200),
    (
      "POST", "/api/users/bulkUpdate", "/api/users/bulkUpdate",
      #"{"users": [{"email": "\#(email)", "dataFields": {"points": 1, "fresh": true}}, {"userId": "who"}]}"#, 200
    ),
    ("POST", "/api/users/update", "/api/users/update", #"{"email": "\#(email)"}"#, 200),
    ("GET", "/api/users/getByEmail", "/api/users/getByEmail?email=\(coded)", nil, 200),
    ("GET", "/api/users/{email}", "/api/users/\(coded)", nil, 200),
    ("GET", "/api/users/getFields", "/api/users/getFields", nil, 200),
    (
      "POST", "/api/users/bulkUpdateSubscriptions", "/api/users/bulkUpdateSubscriptions",
      #"{"updateSubscriptionsRequests": [{"email": "\#(email)", "emailListIds": [1002]}]}"#, 200
    ),
    ("POST", "/api/events/track", "/api/events/track", #"{"email": "\#(email)", "eventName": "seen"}"#, 200),
    (
      "POST", "/api/events/trackBulk", "/api/events/trackBulk",
      #"{"events": [{"email": "\#(email)", "eventName": "seen"}, {"email": "x", "eventName": "seen"}]}"#, 200
    ),
    ("GET", "/api/events/{email}", "/api/events/\(coded)", nil, 200),
    (
      "POST", "/api/commerce/trackPurchase", "/api/commerce/trackPurchase",
      #"{"user": {"email": "\#(email)"}, "items": [], "total": 1.5}"#, 200
    ),
    (
      "POST", "/api/commerce/updateCart", "/api/commerce/updateCart", #"{"user": {"email": "\#(email)"}, "items": []}"#,
      200
    ),
    (
      "POST", "/api/export/start", "/api/export/start", #"{"dataTypeName": "purchase", "outputFormat": "text/csv"}"#,
      200
    ),
    ("GET", "/api/export/{jobId}/files", "/api/export/\(job)/files", nil, 200),
    ("GET", "/api/export/jobs", "/api/export/jobs", nil, 200),
    ("GET", "/api/catalogs", "/api/catalogs", nil, 200),
    ("GET", "/api/catalogs/{catalogName}/items", "/api/catalogs/products/items?page=2&pageSize=10", nil, 200),
    ("GET", "/api/catalogs/{catalogName}/items/{itemId}", "/api/catalogs/products/items/P-003", nil, 200),
    ("GET", "/api/catalogs/{catalogName}/fieldMappings", "/api/catalogs/products/fieldMappings", nil, 200),
    ("DELETE", "/api/users/{email}", "/api/users/\(coded)", nil, 200),
  ]
  for call in calls {
    let reply = try await caller.send(call.method, call.path, call.body.map { Data($0.utf8) })
    #expect(reply.status == call.status, "\(call.method) \(call.path): \(reply.text)")
    #expect(schema.problems(call.method, call.described, status: call.status, reply.json) == [], "\(call.path)")
  }
  // The walker itself can see a fault.
  #expect(schema.problems("POST", "/api/lists", status: 200, ["listId": "1"]).count == 1)
  #expect(schema.problems("GET", "/api/export/jobs", status: 200, ["jobs": [["id": true]]]).isEmpty == false)
}

@Test func catalogsArePaged() async throws {
  let caller = try Caller()
  var ids: [String] = []
  var path: String? = "/api/catalogs/products/items?pageSize=10"
  while let next = path {
    let page = try await caller.get(next).json
    #expect(page["totalItemsCount"] as? Int == 25)
    ids += (page["catalogItemsWithProperties"] as! [[String: Any]]).map { $0["itemId"] as! String }
    path = page["nextPageUrl"] as? String
  }
  #expect(ids.count == 25 && ids == ids.sorted())
  #expect(try await caller.get("/api/catalogs/none/items").status == 404)
  #expect(try await caller.post("/api/catalogs/fresh", "{}").status == 201)
  let put = try await caller.post("/api/catalogs/fresh/items", #"{"documents": {"a-1": {"x": 1}}}"#)
  #expect(put.status == 202)
  #expect(try await caller.get("/api/catalogs/fresh/items/a-1").text.contains(#""value":{"x":1}"#))
}
