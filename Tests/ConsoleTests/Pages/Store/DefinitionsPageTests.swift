import Foundation
import Profiles
import Testing

@testable import Console

@Suite struct DefinitionsPageTests {
  private let served: Served

  init() throws { served = try Served(now: Example.now, environment: Example.environment) }

  private func expect(_ client: PageClient, _ path: String, _ name: String) throws {
    try GoldenPage.expect(client.get(path), name, home: served.home)
  }

  // MARK: Objectives and zones

  @Test func `objectives are shown, added, changed and deleted`() throws {
    let client = try PageClient(served, as: .operator)
    try expect(client, "/objectives", "objectives-empty")
    try StoreExample.fill(served)
    try Example.apply(
      "newsletter", Example.newsletter.replacing("goals:", with: "objectives: [newsletter]\ngoals:"), to: served)
    try expect(client, "/objectives", "objectives-many")
    try expect(try PageClient(served, as: .viewer), "/objectives", "objectives-viewer")
    try expect(client, "/objectives/newsletter/edit", "objective-form")
    #expect(
      try client.post(
        "/objectives/new", ["id": "ads", "title": "Advertising", "needs": "opt_out", "zones": "CCPA"]
      ).status == 303)
    #expect(
      try served.store.read { try $0.objectives().first { $0.id == "ads" } }
        == Objective(id: "ads", title: "Advertising", needs: .optOut, zones: ["CCPA"]))
    try GoldenPage.expect(
      client.post("/objectives/new", ["id": "no good", "needs": "opt_in"]), "objective-form-problem", home: served.home)
    #expect(try client.post("/objectives/new", ["id": "ads"]).status == 400)
    #expect(try client.post("/objectives/ads/edit", ["title": "Ads", "needs": "opt_in"]).status == 303)
    #expect(try client.post("/objectives/newsletter/delete", [:]).status == 303)
    #expect(try client.get("/objectives").body.contains("is linked to objective"))
    #expect(try client.get("/objectives/newsletter/delete").body.contains("change that first"))
    #expect(try client.post("/objectives/ads/delete", [:]).status == 303)
    #expect(try served.store.read { try $0.objectives().map(\.id) } == ["newsletter", "statistics"])
    #expect(try served.audited("objective.delete").count == 1)
  }

  @Test func `zones are added, changed and deleted`() throws {
    try StoreExample.fill(served)
    let client = try PageClient(served, as: .operator)
    #expect(try client.post("/zones", ["zone": "pipeda", "needs": "opt_in"]).location == "/objectives")
    #expect(try served.store.read { try $0.zones().map(\.id) }.contains("PIPEDA"))
    #expect(try client.post("/zones/PIPEDA/delete", [:]).status == 303)
    #expect(try client.post("/zones/GDPR/delete", [:]).status == 303)
    #expect(try client.get("/objectives").body.contains("is one of objective"))
    #expect(try served.store.read { try $0.zones().map(\.id) } == ["CCPA", "GDPR", "UK_GDPR"])
  }

  // MARK: Properties and groups

  @Test func `properties are shown, added and changed`() throws {
    try StoreExample.fill(served)
    let client = try PageClient(served, as: .operator)
    try expect(client, "/properties", "properties-many")
    try expect(try PageClient(served, as: .viewer), "/properties", "properties-viewer")
    #expect(
      try client.post("/properties/new", ["name": "score", "type": "decimal", "title": "Score"]).location
        == "/properties")
    #expect(
      try served.store.read { try $0.properties().first { $0.name == "score" } }
        == Property(name: "score", type: .decimal, title: "Score"))
    let conflict = try client.post("/properties/points/edit", ["type": "text"])
    #expect(conflict.status == 400)
    try GoldenPage.expect(conflict, "property-form-problem", home: served.home)
    #expect(try client.post("/properties/new", ["name": "points"]).status == 400)
    #expect(try client.post("/properties/country/edit", ["type": "text", "identifier": "yes"]).status == 303)
    #expect(try client.get("/profiles?q=NL").body.contains("by country"))
    #expect(try client.get("/properties/nothing/edit").status == 404)
  }

  @Test func `group types are shown with their groups, added and deleted`() throws {
    let client = try PageClient(served, as: .operator)
    try expect(client, "/groups", "group-types-empty")
    try StoreExample.fill(served)
    try expect(client, "/groups", "group-types-many")
    try expect(client, "/groups/store", "groups-many")
    try expect(try PageClient(served, as: .viewer), "/groups/store?after=AMS-1", "groups-viewer")
    try expect(client, "/groups/store/edit", "group-type-form")
    #expect(try client.get("/groups/shop").status == 404)
    #expect(
      try client.post(
        "/groups/new", ["id": "home", "name": "Household", "joined_by": "country", "joined_by_more": "household"]
      ).location == "/groups/home")
    #expect(try served.store.read { try $0.requireGroupType("home").joinedBy } == ["country", "household"])
    let wrong = try client.post("/groups/new", ["id": "bad"])
    #expect(wrong.status == 400 && wrong.body.contains("href=\"#joined_by\""))
    #expect(try client.post("/groups/store/edit", ["name": "Shop", "joined_by": "favourite_store"]).status == 303)
    #expect(try served.store.read { try $0.requireGroupType("store").properties.map(\.name) } == ["city"])
    // Its groups go only where somebody says so.
    try expect(client, "/groups/store/delete", "group-type-delete")
    #expect(try client.post("/groups/store/delete", [:]).location == "/groups/store")
    #expect(try client.post("/groups/store/delete", ["sure": "yes"]).location == "/groups")
    #expect(try served.store.read { try $0.groupTypes().map(\.id) } == ["home"])
  }

  @Test func `groups are paged`() throws {
    try StoreExample.fill(served)
    try served.store.write { writer in
      let editor = DocumentEditor(properties: [])
      for number in 100..<160 {
        editor.begin()
        var id = "g/\(number)"
        try id.withUTF8 { try writer.insertGroup("store", UnsafeRawBufferPointer($0), editor) }
      }
    }
    let client = try PageClient(served, as: .viewer)
    let first = try client.get("/groups/store").body
    #expect(first.contains("g/147") && !first.contains("g/148<"))
    #expect(try client.get("/groups/store?after=g%2F147").body.contains("g/159"))
  }

  // MARK: Event types

  @Test func `event types come in from text, and go out as XML`() throws {
    let client = try PageClient(served, as: .operator)
    try expect(client, "/event-types", "event-types-empty")
    try expect(client, "/event-types/import", "event-type-import")
    let tried = try client.post("/event-types/import", ["definition": StoreExample.shopVisit, "do": "check"])
    #expect(tried.body.contains("shop-visit 1.0.0: would be new"))
    #expect(try served.store.read { try $0.eventTypes() }.isEmpty)
    let done = try client.post("/event-types/import", ["definition": StoreExample.shopVisit, "do": "import"])
    #expect(done.location == "/event-types/shop-visit")
    let export = try client.get("/event-types/shop-visit/export")
    #expect(export.headers["content-disposition"] == "attachment; filename=\"shop-visit.xml\"")
    #expect(export.body.contains("id=\"shop-visit\""))
    try GoldenPage.expect(
      client.post(
        "/event-types/import",
        [
          "definition": StoreExample.shopVisit.replacing("key=\"shop\"", with: "key=\"Shop\"").replacing(
            "730", with: "x")
        ]),
      "event-type-import-problems", home: served.home)
    // Not an upgrade.
    let other = StoreExample.shopVisit.replacing("<text key=\"shop\"", with: "<number key=\"shop\"")
    #expect(try client.post("/event-types/import", ["definition": other]).status == 400)
    #expect(try client.post("/event-types/shop-visit/delete", [:]).location == "/event-types")
    #expect(try client.get("/event-types/shop-visit").status == 404)
  }

  @Test func `event types are shown with their own icons`() throws {
    try StoreExample.fill(served)
    let client = try PageClient(served, as: .operator)
    try expect(client, "/event-types", "event-types-many")
    try expect(try PageClient(served, as: .viewer), "/event-types/shop-visit", "event-type-viewer")
    #expect(try client.post("/event-types/shop-visit/delete", [:]).location == "/event-types/shop-visit")
    #expect(try client.get("/event-types/shop-visit").body.contains("have events of type"))
    let icons = try String(
      contentsOf: Self.web.appending(path: "icons.svg"), encoding: .utf8)
    for name in EventIcon.names { #expect(icons.contains("id=\"\(EventIcon.symbol(name))\"")) }
    #expect(EventIcon.symbol("\"><script>") == "events" && icons.contains("id=\"events\""))
  }

  private static let web = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../Sources/Console/Web").standardizedFileURL

  // MARK: Lifecycles

  @Test func `lifecycles are shown, made and changed`() throws {
    let client = try PageClient(served, as: .operator)
    try expect(client, "/lifecycles", "lifecycles-empty")
    try StoreExample.fill(served)
    try StoreExample.connect(served)
    try expect(client, "/lifecycles", "lifecycles-many")
    try expect(try PageClient(served, as: .viewer), "/lifecycles/customer", "lifecycle-viewer")
    try expect(client, "/lifecycles/customer/edit", "lifecycle-form")
    let stage: KeyValuePairs<String, String> = [
      "id": "fan", "name": "Fan", "s.0.id": "one", "s.0.touches": "2", "s.0.count": "3", "s.0.unit": "days",
      "s.0.touchpoints": "newsletter/other\r\n", "s.0.c.kind": "all", "s.0.c.0.kind": "event",
      "s.0.c.0.name": "shop-visit", "s.1.id": "two", "s.1.c.kind": "all", "s.1.c.0.kind": "property",
      "s.1.c.0.name": "points", "s.1.c.0.test": "exists",
    ]
    #expect(try client.post("/lifecycles/new", stage).location == "/lifecycles/fan")
    let fan = try served.store.read { try $0.lifecycle("fan") }
    #expect(fan.stages.map(\.id) == ["one", "two"])
    #expect(fan.stages[0].threshold == TouchThreshold(touches: 2, per: .init(3, .days)))
    #expect(fan.stages[0].touchpoints == [Touchpoint(connection: "newsletter", goal: "other")])
    #expect(fan.stages[0].condition == .event(EventCondition(type: "shop-visit")))
    #expect(try client.get("/lifecycles/fan").body.contains("At most 2 touches in 3 days"))
    // Another stage's touchpoint.
    let taken = try client.post(
      "/lifecycles/fan/edit",
      [
        "s.0.id": "one", "s.0.touchpoints": "newsletter/audience", "s.0.c.kind": "all", "s.0.c.0.kind": "consented",
        "s.0.c.0.name": "newsletter",
      ])
    #expect(taken.status == 400 && taken.body.contains("href=\"#s.0.touchpoints\""), "\(taken.body)")
    #expect(try client.post("/lifecycles/fan/delete", [:]).location == "/lifecycles")
    #expect(try served.audited("lifecycle.put").count == 1)
  }

  @Test func `stages are added, moved and removed without a script`() throws {
    try StoreExample.fill(served)
    let client = try PageClient(served, as: .operator)
    func post(_ button: String) throws -> String {
      try client.post(
        "/lifecycles/new",
        [
          "id": "x", "s.0.id": "one", "s.0.c.kind": "all", "s.0.c.add": "viewed", "s.1.id": "two", "s.1.c.kind": "all",
          "do": button,
        ]
      ).body
    }
    #expect(try post("add-stage").contains("id=\"s.2.id\""))
    #expect(try post("later s.0").contains("id=\"s.0.id\" name=\"s.0.id\" value=\"two\""))
    #expect(try post("earlier s.1").contains("id=\"s.0.id\" name=\"s.0.id\" value=\"two\""))
    #expect(try !post("remove s.0").contains("id=\"s.1.id\""))
    #expect(try post("add s.0.c").contains("name=\"s.0.c.0.kind\" value=\"viewed\""))
    let wrong = try client.post(
      "/lifecycles/new", ["id": "", "s.0.id": "", "s.0.touches": "often", "s.0.c.kind": "all", "do": "save"])
    try GoldenPage.expect(wrong, "lifecycle-form-problems", home: served.home)
    let text = try client.post("/lifecycles/customer/edit", ["yaml": StoreExample.customer.yaml, "do": "fields"])
    #expect(text.body.contains("id=\"s.1.c.0.lower\""))
    let bad = try client.post("/lifecycles/customer/edit", ["yaml": "lifecycle: customer\nstages: []\n"])
    #expect(bad.status == 400 && bad.body.contains("href=\"#yaml\""))
  }

  // MARK: Who may

  static let operatorPages = [
    "/segments/new", "/segments/everybody/edit", "/segments/everybody/copy", "/segments/everybody/delete",
    "/objectives/new", "/objectives/newsletter/edit", "/objectives/newsletter/delete", "/properties/new",
    "/properties/points/edit", "/groups/new", "/groups/store/edit", "/groups/store/delete", "/event-types/import",
    "/event-types/shop-visit/delete", "/lifecycles/new", "/lifecycles/customer/edit", "/lifecycles/customer/delete",
  ]
  static let actions = [
    "/segments/new", "/segments/everybody/edit", "/segments/everybody/delete", "/segments/count", "/objectives/new",
    "/objectives/newsletter/edit", "/objectives/newsletter/delete", "/zones", "/zones/CCPA/delete", "/properties/new",
    "/properties/points/edit", "/groups/new", "/groups/store/edit", "/groups/store/delete", "/event-types/import",
    "/event-types/shop-visit/delete", "/lifecycles/new", "/lifecycles/customer/edit", "/lifecycles/customer/delete",
    "/profiles/1/permission", "/profiles/1/erase",
  ]

  @Test func `a viewer sees no form and changes nothing`() throws {
    try StoreExample.fill(served)
    let viewer = try PageClient(served, as: .viewer)
    for path in Self.operatorPages { #expect(try viewer.get(path).status == 403, "\(path)") }
    for path in Self.actions { #expect(try viewer.post(path, ["sure": "yes"]).status == 403, "\(path)") }
    for path in [
      "/segments", "/segments/everybody", "/objectives", "/properties", "/groups", "/groups/store", "/event-types",
      "/event-types/shop-visit", "/lifecycles", "/lifecycles/customer", "/profiles", "/profiles/1",
    ] {
      let page = try viewer.get(path).body
      for path in Self.operatorPages + Self.actions {
        #expect(!page.contains("href=\"\(path)\"") && !page.contains("action=\"\(path)\""), "\(path)")
      }
    }
  }

  @Test func `nothing is changed without the session's token`() throws {
    try StoreExample.fill(served)
    let admin = try PageClient(served, as: .admin)
    for path in Self.actions + ["/profiles/1/export"] {
      #expect(try admin.post(path, ["sure": "yes"], csrf: "guess").status == 403, "\(path)")
    }
  }
}
