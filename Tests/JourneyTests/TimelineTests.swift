import Foundation
import Testing

/// Purchases and custom events of Iterable on profiles' timelines, with the program as it is built.
@Suite(.serialized) struct TimelineTests {
  static let quiz = """
    <event-type xmlns="urn:millrace:event-type:1" id="quiz" version="1.0.0" icon="question">
      <name>Quiz</name>
      <properties>
        <number key="score" name="Score" required="true"/>
        <text key="card" name="Card" sensitive="true"/>
      </properties>
    </event-type>
    """

  static let goal =
    ConnectionText.importGoal.replacing("points, strategy: sum", with: "points, strategy: set") + """

          timeline:
            - type: order
              source: purchases
              properties: [{ field: total, property: total_revenue }]
              each:
                items: shoppingCartItems
                property: product
                properties:
                  - { field: name, property: name }
                  - { field: quantity, property: quantity }
            - type: quiz
              source: custom_events
              event_name: quizFinished
              id: [_id, eventName]
              all_properties: true
              properties: [{ field: transactionalData.card, property: card }]
      """

  private func site() throws -> (site: Site, file: String) {
    let site = try Site(subscribers: 3000)
    let imported = try site.millrace("event-type", "import", try site.write(Self.quiz, to: "quiz.xml"))
    try #require(imported.status == 0, "\(imported.messages)")
    let text = ConnectionText.both(address: site.address, importing: Self.goal, exporting: "")
    return (site, try site.write(text, to: "c.yaml"))
  }

  /// Every profile's line without its number and moments, in order.
  private func lines(_ site: Site) throws -> [String] {
    let export = try site.millrace("profile", "export")
    try #require(export.status == 0, "\(export.messages)")
    return try export.output.split(separator: "\n").map { line in
      let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let kept = row.filter { ["properties", "timeline"].contains($0.key) }
      return String(decoding: try JSONSerialization.data(withJSONObject: kept, options: .sortedKeys), as: UTF8.self)
    }.sorted()
  }

  private func counters(_ site: Site) throws -> [String: Int] {
    let runs = try #require(try site.json("runs") as? [[String: Any]])
    let goals = try #require(runs.first?["goals"] as? [[String: Any]])
    return try #require(goals.first?["counters"] as? [String: Int])
  }

  @Test func `purchases become orders and custom events a custom type, once, also when the run is killed`() throws {
    let calm = try site()
    let validated = try calm.site.millrace("validate", calm.file)
    #expect(validated.status == 0, "\(validated.output)")
    let run = try calm.site.millrace("run", calm.file)
    try #require(run.status == 0 || run.status == 3, "\(run.output)\(run.messages)")
    let expected = try lines(calm.site)
    #expect(expected.count { $0.contains("timeline") } > 500)
    #expect(try #require(counters(calm.site)["events"]) > 500)

    // The second time nothing changes.
    let again = try calm.site.millrace("run", calm.file, "--full")
    try #require(again.status == 0 || again.status == 3, "\(again.messages)")
    #expect(try counters(calm.site)["events"] == 0)
    #expect(try lines(calm.site) == expected)

    let rough = try site()
    let kills = try KillTests().killUntilOver(["run", rough.file], in: rough.site)
    #expect(kills >= 1)
    #expect(try lines(rough.site) == expected)

    try lookAround(calm.site, expected)
  }

  /// What a person sees of it, and takes elsewhere.
  private func lookAround(_ site: Site, _ expected: [String]) throws {
    let segment = try site.write(
      """
      segment: buyers
      where: { all: [{ event: order, where: { total_revenue: { at_least: 1 } } }, { event: quiz }] }
      """, to: "buyers.yaml")
    let applied = try site.millrace("segment", "apply", segment)
    #expect(applied.status == 0, "\(applied.messages)")
    let buyers = try #require(try site.json("profile", "list", "--segment", "buyers") as? [[String: Any]])
    let buyer = try #require(buyers.first?["id"] as? String)
    let shown = try site.millrace("profile", "timeline", buyer)
    #expect(shown.output.contains("[receipt] Order"), "\(shown.output)\(shown.messages)")
    #expect(shown.output.contains("product") && shown.output.contains("Score "), "\(shown.output)")
    #expect(shown.output.contains("***") && !shown.output.contains("transactionalData"))
    let orders = try #require(
      try site.json("profile", "timeline", buyer, "--type", "order", "--limit", "1") as? [[String: Any]])
    #expect(orders.count == 1 && orders[0]["event_type"] as? String == "order")
    let profile = try #require(try site.json("profile", "show", buyer) as? [String: Any])
    #expect((profile["timeline"] as? [Any])?.count ?? 0 >= 2)
    let misspelt = try site.millrace("profile", "timeline", buyer, "--type", "ordr")
    #expect(misspelt.status == 1 && misspelt.messages.contains("did you mean 'order'?"), "\(misspelt.messages)")
    let deleted = try site.millrace("event-type", "delete", "quiz")
    #expect(deleted.status == 1 && deleted.messages.contains("quiz"), "\(deleted.messages)")

    // Into another home and out again it is the same.
    let other = try Site(subscribers: 1)
    _ = try other.millrace("event-type", "import", try other.write(Self.quiz, to: "quiz.xml"))
    let names = try #require(try site.json("property", "list") as? [[String: Any]])
    for property in names {
      guard let name = property["property"] as? String, let type = property["type"] as? String, name != "email" else {
        continue
      }
      _ = try other.millrace("property", "add", name, "--type", type)
    }
    let export = try site.millrace("profile", "export").output
    let imported = try other.millrace("profile", "import", try other.write(export, to: "people.ndjson"))
    #expect(imported.status == 0, "\(imported.output)\(imported.messages)")
    #expect(try lines(other) == expected)
    let twice = try other.millrace("profile", "import", try other.write(export, to: "people.ndjson"))
    #expect(!twice.output.contains("events"), "\(twice.output)")
  }
}
