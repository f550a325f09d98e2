import Foundation
import Profiles
import Testing

@testable import Console

@Suite struct ConnectionsPageTests {
  private let served: Served

  init() throws { served = try Served(now: Example.now, environment: Example.environment) }

  @Test func `nobody sees it without signing in`() throws {
    let answer = try PageClient(served).get("/connections?q=a b".replacing(" ", with: "%20"))
    #expect(answer.status == 303 && answer.location == "/set-up")
    _ = try PageClient(served, as: .viewer)
    let again = try PageClient(served).get("/connections?q=a%20b")
    #expect(again.location == "/sign-in?next=%2Fconnections%3Fq%3Da%2520b")
  }

  @Test func `an installation without connections says what they are`() throws {
    let page = try PageClient(served, as: .operator).get("/connections")
    try GoldenPage.expect(page, "connections-empty", home: served.home)
    try GoldenPage.expect(page, "frame", home: served.home, whole: true)
  }

  @Test func `connections are shown with how they do`() throws {
    try Example.fill(served)
    try GoldenPage.expect(
      PageClient(served, as: .operator).get("/connections"), "connections-many", home: served.home)
    try GoldenPage.expect(
      PageClient(served, as: .viewer).get("/connections?q=NEWS&label=email"), "connections-viewer", home: served.home)
  }

  @Test func `what connections are called is text, whatever it holds`() throws {
    try Example.write(
      "x", "connection: x\nname: <script>alert(1)</script>\niterable: { api_key: \"${env:KEY}\" }\ngoals: []\n",
      to: served)
    let page = try PageClient(served, as: .viewer).get("/connections?q=%22%3E%3Cscript%3E").body
    #expect(!page.contains("<script>alert") && !page.contains("\"><script>"))
    #expect(try PageClient(served, as: .viewer).get("/connections").body.contains("&lt;script&gt;alert(1)"))
  }
}
