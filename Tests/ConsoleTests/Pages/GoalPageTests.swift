import Connections
import Foundation
import Records
import Testing

@testable import Console

@Suite struct GoalPageTests {
  private let served: Served

  init() throws { served = try Served(now: Example.now, environment: Example.environment) }

  private static let rich = """
    connection: rich
    iterable: { data_center: eu, api_key: "${env:KEY}" }
    goals:
      # Who comes in.
      - import_profiles: subscribers
        active: false
        source: { lists: [News, 12345] }
        link: [{ field: email, property: email }, { field: userId, property: user_id }]
        create_profiles: true
        on_multiple_matches: newest
        prefix: it_
        mappings:
          - { field: firstName, property: it_first_name, strategy: set_if_empty }
          - { field: points, property: it_points, strategy: sum, type: number }
        timeline:
          - type: order
            source: purchases
            id: _id
            date: createdAt
            properties: [{ field: total, property: total_revenue }]
            each: { items: shoppingCartItems, property: product, properties: [{ field: id, property: id }] }
            all_properties: true
      - export_profiles: audience   # who goes out
        segment: everybody
        lists: [{ list: News, clean_up: true, clean_up_limit_percent: 10 }]
        link: [{ property: email, field: email }]
        mappings:
          - { from: { property: first_name }, field: firstName }
          - { from: { segments: [a, b] }, field: some }
          - { from: { lifecycles: all }, field: stages }
          - { from: permission_level, field: level }
          - { from: { text: " x " }, field: source }
        timeline: { types: [order], period: { last_days: 30 } }
        lifecycle: { count_touch: true }
      - import_groups: shops
        catalog: shops
        group_type: shop
        create_groups: false
        mappings: [{ field: name, property: name }]

    """

  @Test(arguments: ["subscribers", "audience", "shops"])
  func `a goal that goes through its form means what it meant`(_ name: String) throws {
    try Example.apply("rich", Self.rich, to: served)
    let library = served.workspace.library
    let active = try #require(library.connection("rich").goals.first { $0.name == name }).active
    let changed = try library.edited("rich") { editor in
      let form = GoalForm(try editor.goal(name))
      let goal = try form.goal(
        named: name, active: active, catalogue: served.workspace.installation.catalogue)
      try editor.replaceGoal(name, with: goal)
    }
    #expect(changed.diagnostics.filter { $0.severity == .error }.isEmpty, "\(changed.diagnostics)")
    let plan = try library.plan(changed)
    #expect(plan.changes.isEmpty, "\(plan.changes)")
    #expect(changed.source.text.contains("# Who comes in."))
  }

  @Test func `the steps are shown, and what was entered is saved`() throws {
    try Example.apply("newsletter", Example.newsletter, to: served)
    let client = try PageClient(served, as: .operator)
    let path = "/connections/newsletter/goals"
    try GoldenPage.expect(client.get("\(path)/subscribers"), "goal-import", home: served.home)
    try GoldenPage.expect(client.get("\(path)/audience"), "goal-export", home: served.home)
    let viewer = try PageClient(served, as: .viewer)
    #expect(try viewer.get("\(path)/subscribers").body.contains("<fieldset class=\"bare\" disabled>"))
    #expect(try viewer.post("\(path)/subscribers", ["action": "save"]).status == 403)
    let fields: KeyValuePairs<String, String> = [
      "version": "1", "source.all": "yes", "create_profiles": "on", "link.0.field": "email",
      "link.0.property": "email", "mappings.0.field": "lastName", "mappings.0.property": "last_name",
      "mappings.0.strategy": "set", "action": "save",
    ]
    let saved = try client.post("\(path)/subscribers", fields)
    #expect(saved.status == 303, "\(saved.body)")
    let text = try served.workspace.library.text(of: "newsletter", version: nil)
    #expect(
      text.contains("{ field: lastName, property: last_name, strategy: set }") && !text.contains("firstName, property"))
    // Of version 1 still: somebody else changed it meanwhile, and goes on having done so.
    let late = try client.post("\(path)/subscribers", fields)
    #expect(late.status >= 400, "\(late.status)")
    #expect(try served.workspace.library.history(of: "newsletter").count == 2)
  }

  @Test func `buttons change the form and keep nothing`() throws {
    try Example.apply("newsletter", Example.newsletter, to: served)
    let client = try PageClient(served, as: .operator)
    let added = try client.post(
      "/connections/newsletter/goals/subscribers", ["mappings.0.field": "a", "action": "add mappings"])
    #expect(
      added.status == 200 && added.body.contains("name=\"mappings.1.field\"") && added.body.contains("not saved yet"))
    let wrong = try client.post(
      "/connections/newsletter/goals/subscribers", ["source.all": "yes", "action": "save"])
    #expect(wrong.status == 400 && wrong.body.contains("This was not saved"))
    #expect(try served.workspace.library.history(of: "newsletter").count == 1)
  }
}
