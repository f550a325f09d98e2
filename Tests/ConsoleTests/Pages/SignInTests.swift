import Foundation
import Testing

@testable import Console

@Suite struct SignInTests {
  private let served: Served
  private let password = "three words in a row"

  init() throws { served = try Served(now: Example.now) }

  private func post(_ path: String, _ fields: [Form.Field], headers: [String: String] = [:]) throws -> PageClient.Answer
  {
    try PageClient(served).send(
      "POST", path,
      headers: ["Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"].merging(headers) { $1 },
      body: Form(fields).urlEncoded)
  }

  private func signIn(_ name: String, _ password: String, next: String = "") throws -> PageClient.Answer {
    try post(
      "/sign-in",
      [.init(name: "name", value: name), .init(name: "password", value: password), .init(name: "next", value: next)])
  }

  @Test func `whoever knows the code makes the first account, once`() throws {
    try GoldenPage.expect(PageClient(served).get("/set-up"), "set-up", home: served.home, whole: true)
    #expect(try PageClient(served).get("/sign-in").location == "/set-up")
    func setUp(_ code: String, _ password: String, _ again: String) throws -> PageClient.Answer {
      try post(
        "/set-up",
        [
          .init(name: "code", value: code), .init(name: "name", value: "jane"),
          .init(name: "password", value: password), .init(name: "again", value: again),
        ])
    }
    let code = served.console.setUpCode.description
    let wrong = try setUp("AAAA-AAAA-AAAA-AAAA", password, password)
    #expect(wrong.status == 403)
    try GoldenPage.expect(wrong, "set-up-wrong", home: served.home)
    #expect(try setUp(code, password, password + "!").status == 400)
    #expect(try setUp(code, "short", "short").status == 400)
    #expect(try served.accounts.users().isEmpty)
    let right = try setUp(code.lowercased().replacing("-", with: " "), password, password)
    #expect(right.status == 303 && right.location == "/connections")
    #expect(right.headers["set-cookie"]?.contains("HttpOnly; SameSite=Strict") == true)
    #expect(try served.accounts.user("jane")?.role == .admin)
    #expect(try setUp(code, password, password).status == 409)
    #expect(try PageClient(served).get("/set-up").location == "/sign-in")
  }

  @Test func `name and password open a session, and it ends with signing out`() throws {
    try served.accounts.addUser("jane", role: .admin, password: password)
    try GoldenPage.expect(PageClient(served).get("/sign-in"), "sign-in", home: served.home)
    let wrong = try signIn("jane", "three words in a raw")
    #expect(wrong.status == 401 && wrong.headers["set-cookie"] == nil)
    try GoldenPage.expect(wrong, "sign-in-wrong", home: served.home)
    let right = try signIn("jane", password, next: "/runs?state=failed")
    #expect(right.status == 303 && right.location == "/runs?state=failed")
    let cookie = try #require(right.headers["set-cookie"]?.split(separator: ";").first.map(String.init))
    let client = PageClient(served, cookie: cookie)
    #expect(try client.get("/connections").status == 200)
    let out = try client.post("/sign-out", [:])
    #expect(out.status == 303 && out.location == "/sign-in")
    #expect(try client.get("/connections").location == "/sign-in?next=%2Fconnections")
  }

  @Test(arguments: ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nX: b"])
  func `signing in leads to this console alone`(_ next: String) throws {
    try served.accounts.addUser("jane", role: .admin, password: password)
    #expect(try signIn("jane", password, next: next).location == "/connections")
  }

  @Test func `another site's page signs nobody in`() throws {
    let foreign = try post(
      "/sign-in", [.init(name: "name", value: "jane")], headers: ["Sec-Fetch-Site": "cross-site"])
    #expect(foreign.status == 403)
    #expect(try post("/sign-in", [], headers: ["Origin": "https://evil.example"]).status == 403)
  }

  @Test func `a form without the session's token is refused`() throws {
    let client = try PageClient(served, as: .admin)
    let other = try PageClient(served, as: .viewer)
    #expect(try client.post("/sign-out", [:], csrf: "").status == 403)
    #expect(try client.post("/sign-out", [:], csrf: other.csrf()).status == 403)
    #expect(try client.get("/connections").status == 200)
  }

  @Test func `what is not there is told on a page`() throws {
    let missing = try PageClient(served, as: .viewer).get("/nothing")
    #expect(missing.status == 404)
    try GoldenPage.expect(missing, "problem", home: served.home)
  }
}
