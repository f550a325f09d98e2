import Connections
import Foundation
import Testing

@testable import Console

@Suite struct NewConnectionTests {
  private let served: Served
  private let client: PageClient
  private let key = "a0b1c2d3e4f5"

  init() throws {
    served = try Served(now: Example.now, environment: Example.environment)
    client = try PageClient(served, as: .operator)
  }

  private func text(_ id: String) throws -> String { try served.workspace.library.text(of: id, version: nil) }
  private var secret: URL { served.home.appending(path: "secrets/daily-news-iterable") }

  @Test func `a person enters the key once`() throws {
    try GoldenPage.expect(client.get("/connections/new"), "connection-new", home: served.home)
    let answer = try client.post(
      "/connections/new",
      ["name": "Daily: Néws!", "id": "", "data_center": "eu", "base_url": "", "project_type": "hybrid", "key": key])
    #expect(answer.status == 303 && answer.location == "/connections/daily-news")
    #expect(
      try text("daily-news") == """
        connection: daily-news
        name: "Daily: Néws!"
        iterable: { data_center: eu, project_type: hybrid, api_key: "${file:\(secret.path)}" }
        goals: []

        """)
    #expect(try String(contentsOf: secret, encoding: .utf8) == key + "\n")
    let mode = try FileManager.default.attributesOfItem(atPath: secret.path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    for path in ["", "/set-up", "/yaml"] {
      #expect(try !client.get("/connections/daily-news\(path)").body.contains(key), "\(path)")
    }
    #expect(try client.get("/connections/daily-news/set-up").body.contains("Set, from the file "))
    let audit = try String(contentsOf: served.home.appending(path: "audit.jsonl"), encoding: .utf8)
    #expect(audit.contains("\"console_user\":\"operator\"") && !audit.contains(key))
  }

  @Test func `what is wrong is told with the field`() throws {
    let wrong = try client.post(
      "/connections/new",
      ["name": "", "id": "No Id", "data_center": "other", "base_url": "", "project_type": "email", "key": ""])
    #expect(wrong.status == 400)
    try GoldenPage.expect(wrong, "connection-new-wrong", home: served.home)
    for (address, key) in [
      ("http://example.com", key), ("https://example.com", "two words"), ("http://127.0.0.1:1", "${x}"),
    ] {
      let answer = try client.post(
        "/connections/new",
        ["name": "x", "id": "x", "data_center": "other", "base_url": address, "project_type": "email", "key": key])
      #expect(answer.status == 400 && answer.body.contains("id=\"problems\""), "\(address)")
    }
    #expect(try served.workspace.library.members().members.isEmpty)
    let kept = try? FileManager.default.contentsOfDirectory(atPath: served.home.appending(path: "secrets").path)
    #expect(kept ?? [] == [], "a refused form left its key")
  }

  @Test func `a reference stays one`() throws {
    _ = try client.post(
      "/connections/new",
      ["name": "x", "id": "daily-news", "data_center": "us", "project_type": "email", "key": "${env:ITERABLE}"])
    #expect(try text("daily-news").contains("api_key: \"${env:ITERABLE}\""))
    #expect(!FileManager.default.fileExists(atPath: secret.path))
    #expect(
      try client.post(
        "/connections/new", ["name": "x", "id": "daily-news", "data_center": "us", "key": key]
      ).body.contains("There is a connection &#39;daily-news&#39; already."))
    #expect(!FileManager.default.fileExists(atPath: secret.path))
  }

  @Test func `a copy is off and has the same goals; a deleted one comes back`() throws {
    try Example.apply("newsletter", Example.newsletter, to: served)
    try GoldenPage.expect(client.get("/connections/newsletter/copy"), "connection-copy", home: served.home)
    let copied = try client.post("/connections/newsletter/copy", ["id": "second", "name": "Second"])
    #expect(copied.location == "/connections/second")
    let copy = try served.workspace.library.connection("second")
    #expect(!copy.enabled && copy.name == "Second" && copy.goals.map(\.name) == ["subscribers", "audience"])
    try GoldenPage.expect(client.get("/connections/second/delete"), "connection-delete", home: served.home)
    #expect(try client.post("/connections/second/delete", [:]).location == "/connections")
    #expect(try !client.get("/connections").body.contains("/connections/second\""))
    let history = try client.get("/connections/second/yaml")
    try GoldenPage.expect(history, "connection-yaml-deleted", home: served.home)
    #expect(try client.post("/connections/second/yaml/restore", ["version": "1"]).status == 303)
    #expect(try client.get("/connections/second").status == 200)
  }

  @Test func `a connection that a file rules is deleted with its file`() throws {
    try Example.write("shop", "connection: shop\niterable: { api_key: \"${env:KEY}\" }\ngoals: []\n", to: served)
    let page = try client.get("/connections/shop/delete").body
    #expect(page.contains("Remove the file") && !page.contains("<button class=\"danger\">"))
    #expect(try client.post("/connections/shop/delete", [:]).status == 409)
  }
}
