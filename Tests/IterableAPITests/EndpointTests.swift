import Foundation
import TestSupport
import Testing

@testable import IterableAPI

@Suite struct EndpointTests {
  typealias Answer = LoopbackServer.Answer

  @Test("lists are read whatever else Iterable adds")
  func lists() throws {
    let server = LoopbackServer(
      Answer(
        #"{"lists":[{"id":7,"name":"News","createdAt":1508872840000,"listType":"Standard","later":{}},{"id":8,"name":"Ü","description":"d","listType":"Dynamic","createdAt":1}],"x":1}"#
      ))
    defer { server.stop() }
    let lists = try client(server).lists()
    #expect(
      lists[0]
        == IterableList(
          id: 7, name: "News", description: "", type: "Standard", createdAt: Date(timeIntervalSince1970: 1_508_872_840))
    )
    #expect(lists[1].description == "d")
  }

  @Test("list size is bare text; deleting uses the path")
  func sizeAndDelete() throws {
    let server = LoopbackServer(Answer(200, "1500\n", type: "text/plain"), .success)
    defer { server.stop() }
    let client = try client(server)
    #expect(try client.listSize(31) == 1_500)
    try client.deleteList(31)
    #expect(server.requests.map { "\($0.method) \($0.target)" } == ["GET /api/lists/31/size", "DELETE /api/lists/31"])
  }

  @Test("a list is not made twice when the answer was lost, and is when none was made")
  func createList() throws {
    let server = LoopbackServer(
      Answer(429, "{}"), Answer(raw: "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"), Answer(#"{"listId":1}"#))
    defer { server.stop() }
    let client = try client(server)
    #expect(iterableError { _ = try client.createList(name: "News") }.code == .incomplete)
    #expect(server.requests.count == 2)
  }

  @Test("addresses in queries are encoded, plus and all")
  func encoding() throws {
    let server = LoopbackServer(Answer("{}"))
    defer { server.stop() }
    let client = try client(server)
    _ = try client.user(.email("jane+x/y%&é@example.com"))
    #expect(server.requests[0].target == "/api/users/getByEmail?email=jane%2Bx%2Fy%25%26%C3%A9%40example.com")
  }

  @Test("a user who is there")
  func user() throws {
    let server = LoopbackServer(
      Answer(#"{"user":{"email":"jane@example.com","userId":"u1","dataFields":{"firstName":"Jane","n":[1,2]}}}"#))
    defer { server.stop() }
    let user = try client(server).user(.userID("u1"))
    #expect(user?.email == "jane@example.com" && user?.userID == "u1")
    #expect(user?.dataFields["firstName"]?.string == "Jane")
    #expect(server.requests[0].target == "/api/users/byUserId?userId=u1")
  }

  @Test(
    "a user who is not, in every shape",
    arguments: [
      Answer("{}"), Answer(#"{"user":{}}"#), Answer(400, "No user with that id exists!", type: "text/plain"),
      Answer(500, #"{"msg":"No user","code":"error.users.noUserWithIdExists","params":null}"#),
      Answer(400, #"{"msg":"x","code":"error.users.noUserWithIdExists"}"#),
    ])
  func noUser(answer: Answer) throws {
    let server = LoopbackServer(answer)
    defer { server.stop() }
    #expect(try client(server).user(.userID("nobody")) == nil)
    #expect(server.requests.count == 1)
  }

  @Test("a malformed address is an error, not an absent user")
  func malformedAddress() throws {
    let server = LoopbackServer(Answer(400, #"{"msg":"Invalid email: foo@","code":"InvalidEmailAddressError"}"#))
    defer { server.stop() }
    let client = try client(server)
    #expect(iterableError { _ = try client.user(.email("foo@")) }.code == .refused)
  }

  @Test func fields() throws {
    let server = LoopbackServer(Answer(#"{"fields":{"name":"string","a.b":"long"}}"#))
    defer { server.stop() }
    #expect(try client(server).fields() == ["name": "string", "a.b": "long"])
  }

  @Test("members of a list go to a spool, whole or not at all")
  func subscribers() throws {
    let place = try SpoolPlace()
    let server = LoopbackServer(
      .chunked(["a@example.com\nb@exa"], ends: false), .chunked(["a@example.com\nb@exa", "mple.com"]))
    defer { server.stop() }
    let result = try client(server).subscribers(ofList: 5, preferUserID: true, to: place.url)
    #expect(place.text == "a@example.com\nb@example.com\n")
    #expect(result.bytes == 28)
    #expect(place.files == ["spool.ndjson"])
    #expect(server.requests[1].target == "/api/lists/getUsers?listId=5&preferUserId=true")
  }

  @Test("an event's name may be disallowed inside a success")
  func track() throws {
    let server = LoopbackServer(
      Answer(#"{"msg":"Event with id: 1 tracked.","code":"Success","params":{"id":"1"}}"#),
      Answer(#"{"msg":"Event secret is disallowed from tracking.","code":"Success","params":null}"#))
    defer { server.stop() }
    let client = try client(server)
    let event = EventPayload(identifier: .userID("u"), eventName: "e", json: Array("{}".utf8))
    try client.track(event)
    #expect(iterableError { try client.track(event) }.code == .eventDisallowed)
  }

  @Test func purchase() throws {
    let server = LoopbackServer(.success)
    defer { server.stop() }
    try client(server).trackPurchase(json: Array(#"{"total":1.5}"#.utf8))
    #expect(server.requests[0].body == #"{"total":1.5}"#)
    #expect(server.requests[0].headers["content-type"] == "application/json")
  }

  @Test("catalogs page by page, documented or inside the envelope")
  func catalogs() throws {
    let server = LoopbackServer { request, _ in
      if request.target.hasPrefix("/api/catalogs?") {
        return Answer(
          #"{"msg":"","code":"Success","params":{"catalogNames":[{"name":"shops"}],"totalCatalogsCount":1}}"#)
      }
      let page = request.target.contains("page=1&") ? 1 : 2
      return Answer(
        #"{"catalogItemsWithProperties":[{"itemId":"i\#(page)","lastModified":"x","value":{"n":\#(page)}}],"totalItemsCount":2}"#
      )
    }
    defer { server.stop() }
    let client = try client(server)
    #expect(try client.catalogNames() == ["shops"])
    var ids: [String] = []
    try client.catalogItems("my shops") { ids += $0.map(\.id) }
    #expect(ids == ["i1", "i2"])
    #expect(server.requests[1].target == "/api/catalogs/my%20shops/items?page=1&pageSize=1000")
  }

  @Test(
    "every path and method stands in Iterable's published description",
    .enabled(if: reference != nil, "reference not at hand"))
  func published() throws {
    let data = try Data(contentsOf: Self.reference!)
    let description = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let paths = try #require(description["paths"] as? [String: [String: Any]])
    for endpoint in Endpoint.allCases {
      #expect(paths[endpoint.path]?[endpoint.method.lowercased()] != nil, "\(endpoint.rawValue)")
    }
  }

  /// `iterable-openapi.json` in the folder that MILLRACE_REFERENCE names; nil where it is not.
  static let reference: URL? = {
    guard let folder = ProcessInfo.processInfo.environment["MILLRACE_REFERENCE"] else { return nil }
    let file = URL(fileURLWithPath: folder).appendingPathComponent("iterable-openapi.json")
    return FileManager.default.fileExists(atPath: file.path) ? file : nil
  }()
}
