import Connections
import Foundation
import Testing

@testable import Console

@Suite struct YAMLPageTests {
  private let served: Served
  private let client: PageClient

  init() throws {
    served = try Served(now: Example.now, environment: Example.environment)
    client = try PageClient(served, as: .operator)
    try Example.apply("newsletter", Example.newsletter, to: served)
  }

  private func text() throws -> String { try served.workspace.library.text(of: "newsletter", version: nil) }

  @Test func `a text is changed after its plan was seen`() throws {
    try GoldenPage.expect(client.get("/connections/newsletter/yaml"), "connection-yaml", home: served.home)
    let new = Example.newsletter.replacing("strategy: set }", with: "strategy: sum }").replacing(
      "favorite: true\n", with: "")
    let plan = try client.post("/connections/newsletter/yaml", ["version": "1", "text": new, "action": "plan"])
    #expect(plan.status == 200)
    try GoldenPage.expect(plan, "connection-yaml-plan", home: served.home)
    #expect(try text() == Example.newsletter)
    let applied = try client.post(
      "/connections/newsletter/yaml", ["version": "1", "text": new, "action": "apply", "note": "no favourite any more"])
    #expect(applied.location == "/connections/newsletter/yaml")
    #expect(try text() == new)
    let version = try #require(try served.workspace.library.member("newsletter").version)
    #expect(version.number == 2 && version.actor == "operator" && version.note == "no favourite any more")
    let difference = try client.get("/connections/newsletter/yaml?from=1&to=2")
    try GoldenPage.expect(difference, "connection-yaml-difference", home: served.home)
    #expect(try client.post("/connections/newsletter/yaml/restore", ["version": "1"]).status == 303)
    #expect(try text() == Example.newsletter)
  }

  @Test func `what is wrong with a text is told with its line, and the text stays`() throws {
    let new = Example.newsletter.replacing("favorite: true", with: "favourite: <maybe>")
    for action in ["plan", "apply"] {
      let wrong = try client.post("/connections/newsletter/yaml", ["version": "1", "text": new, "action": action])
      #expect(wrong.status == 400)
      #expect(wrong.body.contains("Line 3: ") && wrong.body.contains("favourite: &lt;maybe&gt;"))
    }
    let other = try client.post(
      "/connections/newsletter/yaml",
      ["version": "1", "text": new.replacing("connection: newsletter", with: "connection: other"), "action": "apply"])
    #expect(other.status == 400)
    let renamed = Example.newsletter.replacing("connection: newsletter", with: "connection: other")
    let another = try client.post(
      "/connections/newsletter/yaml", ["version": "1", "text": renamed, "action": "apply"])
    #expect(another.status == 400 && another.body.contains("the text is of connection".sentence.dropLast()))
    #expect(try text() == Example.newsletter)
  }

  @Test func `a text that was made from an older version is not applied`() throws {
    _ = try client.post("/connections/newsletter/switch", ["version": "1", "option": "import", "on": "false"])
    let new = Example.newsletter.replacing("favorite: true", with: "favorite: false")
    let late = try client.post("/connections/newsletter/yaml", ["version": "1", "text": new, "action": "apply"])
    #expect(late.status == 412 && late.body.contains("Somebody changed it meanwhile"))
    #expect(try text().contains("import: false"))
  }

  @Test func `texts are taken along`() throws {
    let now = try client.get("/connections/newsletter/yaml/download")
    #expect(now.body == Example.newsletter)
    #expect(now.headers["content-disposition"] == "attachment; filename=\"newsletter.yaml\"")
    let old = try client.get("/connections/newsletter/yaml/download?version=1")
    #expect(old.headers["content-disposition"] == "attachment; filename=\"newsletter-version-1.yaml\"")
    #expect(try client.get("/connections/newsletter/yaml?version=9").status == 404)
  }

  @Test func `a file's connection can be looked at; its change is offered as YAML`() throws {
    try Example.write("shop", "connection: shop\niterable: { api_key: \"${env:KEY}\" }\ngoals: []\n", to: served)
    let page = try client.get("/connections/shop/yaml").body
    #expect(page.contains("readonly") && !page.contains(">Apply<"))
    let answer = try client.post(
      "/connections/shop/yaml",
      ["text": "connection: shop\nenabled: false\niterable: { api_key: \"${env:KEY}\" }\ngoals: []\n"])
    #expect(answer.status == 409 && answer.body.contains("enabled: false"))
  }

  @Test func `differences of texts leave out what is far from them`() throws {
    let old = (1...20).map { "line \($0)" }.joined(separator: "\n")
    let difference = try #require(TextDifference(from: old, to: old.replacing("line 10\n", with: "ten\nand more\n")))
    #expect(
      difference.lines.map { $0.mark + $0.text } == [
        "…", " line 7", " line 8", " line 9", "-line 10", "+ten", "+and more", " line 11", " line 12", " line 13", "…",
      ])
    #expect(TextDifference(from: old, to: old) == nil)
  }
}
