import Connections
import Foundation
import Profiles
import Testing

@testable import Console

@Suite struct ConnectionPageTests {
  private let served: Served

  init() throws {
    served = try Served(now: Example.now, environment: Example.environment)
    try Example.apply("newsletter", Example.newsletter, to: served)
    try served.store.write { try $0.putObjective(Objective(id: "personalisation", title: "Personalisation")) }
  }

  private var library: ConnectionLibrary { served.workspace.library }
  private func text(_ id: String = "newsletter") throws -> String { try library.text(of: id, version: nil) }
  private func version(_ id: String = "newsletter") throws -> String {
    String(try #require(library.member(id).version?.number))
  }

  // MARK: Looking

  @Test func `a connection is shown with its picture, its goals and what is said of it`() throws {
    try GoldenPage.expect(
      PageClient(served, as: .operator).get("/connections/newsletter"), "connection", home: served.home)
    try GoldenPage.expect(
      PageClient(served, as: .viewer).get("/connections/newsletter"), "connection-viewer", home: served.home)
  }

  @Test func `one without goals says so, and what is not there is told`() throws {
    try Example.apply(
      "empty", "connection: empty\niterable: { api_key: \"${env:KEY}\" }\nimport: false\ngoals: []\n", to: served)
    let client = try PageClient(served, as: .operator)
    try GoldenPage.expect(client.get("/connections/empty"), "connection-empty", home: served.home)
    #expect(try client.get("/connections/nothing").status == 404)
  }

  // MARK: Changing

  @Test func `details are saved, and the rest of the text stays as it is written`() throws {
    let commented = Example.newsletter.replacing("goals:\n", with: "# What it does.\ngoals:\n")
    try Example.apply("newsletter", commented, to: served)
    let client = try PageClient(served, as: .operator)
    let answer = try client.post(
      "/connections/newsletter/details",
      [
        "version": version(), "name": "News: daily", "labels": "email, , nl", "description": "Every\nday",
        "objective": "personalisation",
      ])
    #expect(answer.status == 303 && answer.location == "/connections/newsletter")
    let changed = try text()
    #expect(
      changed.hasPrefix(
        """
        connection: newsletter
        name: "News: daily"
        favorite: true
        labels: [email, nl]
        description: "Every\\nday"
        objectives: [personalisation]
        iterable: { data_center: eu, api_key: "${env:KEY}" }

        """), "\(changed)")
    #expect(changed.contains("# What it does.\ngoals:\n"))
    let version = try #require(library.member("newsletter").version)
    #expect(version.origin == .edit && version.actor == "operator" && version.note == "details")
  }

  @Test func `notifications take addresses and webhooks, and never a secret itself`() throws {
    let client = try PageClient(served, as: .operator)
    func post(_ to: String, _ secret: String) throws -> PageClient.Answer {
      try client.post(
        "/connections/newsletter/notifications",
        [
          "version": version(), "notify": "on", "when": "every_run", "to": to,
          "webhook_url": "https://example.com/hook", "webhook_secret": secret, "webhook_url": "", "webhook_secret": "",
        ])
    }
    let secret = try post("ops@example.com", "the-secret-itself")
    #expect(secret.status == 400 && !secret.body.contains("the-secret-itself"))
    let wrong = try post("nobody", "${env:HOOK}")
    #expect(wrong.status == 400 && wrong.body.contains("is not an e-mail address"))
    #expect(wrong.body.contains(">nobody</textarea>"), "what was entered is gone")
    #expect(try post("ops@example.com\nteam@example.com", "${env:HOOK}").status == 303)
    #expect(
      try text().contains(
        """
        notifications: { when: every_run, to: [ops@example.com, team@example.com], webhooks: [{ url: \
        https://example.com/hook, secret: "${env:HOOK}" }] }
        """))
    let page = try client.get("/connections/newsletter").body
    #expect(page.contains("value=\"https://example.com/hook\"") && page.contains("value=\"${env:HOOK}\""))
    let off = try client.post("/connections/newsletter/notifications", ["version": version()])
    #expect(off.status == 303, "\(off.body)")
    let last = try text()
    #expect(!last.contains("notifications:"), "\(last)")
  }

  @Test(arguments: [
    ("enabled", ConnectionVersion.Origin.disable), ("import", .edit), ("export", .edit), ("favorite", .edit),
  ])
  func `switches`(_ option: String, _ origin: ConnectionVersion.Origin) throws {
    let client = try PageClient(served, as: .operator)
    let answer = try client.post(
      "/connections/newsletter/switch", ["version": version(), "option": option, "on": "false", "back": "list"])
    #expect(answer.location == "/connections")
    #expect(try text().contains("\(option): false\n"))
    #expect(try library.member("newsletter").version?.origin == origin)
    #expect(try client.post("/connections/newsletter/switch", ["option": "goals", "on": "false"]).status == 400)
  }

  @Test func `goals are added, copied, moved, switched and deleted`() throws {
    let client = try PageClient(served, as: .operator)
    func names() throws -> [String] { try library.connection("newsletter").goals.map(\.name) }
    let added = try client.post(
      "/connections/newsletter/goals", ["version": version(), "kind": "import_profiles", "name": "vip / gold"])
    #expect(added.location == "/connections/newsletter/goals/vip%20%2F%20gold")
    #expect(try names() == ["subscribers", "audience", "vip / gold"])
    #expect(try library.connection("newsletter").goals.last?.active == false)
    let again = try client.post("/connections/newsletter/goals", ["kind": "export_profiles", "name": "audience"])
    #expect(again.location == "/connections/newsletter")
    #expect(try client.get("/connections/newsletter").body.contains("already"))
    func act(_ goal: String, _ action: String) throws {
      let answer = try client.post(
        "/connections/newsletter/goals/\(Form.encoded(goal))/do", ["version": version(), "action": action])
      #expect(answer.status == 303, "\(action): \(answer.body)")
    }
    try act("vip / gold", "up")
    #expect(try names() == ["vip / gold", "subscribers", "audience"])
    try act("vip / gold", "down")
    #expect(try names() == ["subscribers", "vip / gold", "audience"])
    try act("subscribers", "copy")
    #expect(try names() == ["subscribers", "subscribers copy", "vip / gold", "audience"])
    try act("vip / gold", "activate")
    try act("subscribers", "deactivate")
    #expect(try library.connection("newsletter").goals.map(\.active) == [false, false, true, true])
    try act("subscribers copy", "delete")
    #expect(try names() == ["subscribers", "vip / gold", "audience"])
    let order = try client.post(
      "/connections/newsletter/goals/order",
      ["version": version(), "goal": "vip / gold", "goal": "subscribers", "goal": "audience"])
    #expect(order.status == 303)
    #expect(try names() == ["vip / gold", "subscribers", "audience"])
  }

  // MARK: What may not be

  @Test func `a form of an older version changes nothing, and shows both changes`() throws {
    let client = try PageClient(served, as: .operator)
    let old = try version()
    _ = try client.post("/connections/newsletter/switch", ["version": old, "option": "import", "on": "false"])
    let late = try client.post(
      "/connections/newsletter/details", ["version": old, "name": "Mine", "labels": "email", "description": "<b>"])
    #expect(late.status == 412)
    try GoldenPage.expect(late, "outdated", home: served.home)
    #expect(try !text().contains("Mine"))
    let again = try client.post(
      "/connections/newsletter/details",
      ["version": version(), "name": "Mine", "labels": "email", "description": "<b>"])
    #expect(again.status == 303)
    #expect(try text().contains("name: Mine\n") && text().contains("import: false\n"))
  }

  @Test func `what a file rules is not changed, and the change is offered as YAML`() throws {
    try Example.write("shop", "connection: shop\niterable: { api_key: \"${env:KEY}\" }\ngoals: []\n", to: served)
    let client = try PageClient(served, as: .operator)
    try GoldenPage.expect(client.get("/connections/shop"), "connection-locked", home: served.home)
    let answer = try client.post("/connections/shop/switch", ["option": "enabled", "on": "false"])
    #expect(answer.status == 409)
    try GoldenPage.expect(answer, "locked", home: served.home)
    #expect(try !text("shop").contains("enabled"))
    let file = try client.post("/connections/shop/yaml/file", ["text": "connection: shop\n"])
    #expect(file.headers["content-disposition"] == "attachment; filename=\"shop.yaml\"")
    #expect(file.body == "connection: shop\n")
  }

  @Test(
    arguments: [
      "new", "newsletter/copy", "newsletter/delete", "newsletter/details", "newsletter/notifications",
      "newsletter/switch",
      "newsletter/goals", "newsletter/goals/order", "newsletter/goals/subscribers/do", "newsletter/key",
      "newsletter/project", "newsletter/check", "newsletter/schedule", "newsletter/run", "newsletter/yaml",
      "newsletter/yaml/restore", "newsletter/yaml/file",
    ])
  func `viewers and foreign forms change nothing`(_ path: String) throws {
    let before = try version()
    #expect(try PageClient(served, as: .viewer).post("/connections/\(path)", [:]).status == 403)
    #expect(try PageClient(served, as: .operator).post("/connections/\(path)", [:], csrf: "x").status == 403)
    #expect(try version() == before)
  }
}
