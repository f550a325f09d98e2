import Connections
import EventTypes
import Foundation
import Profiles
import Records
import Testing

@Suite struct TimelineLookTests {
  static let goal =
    TimelineImportTests.goal
    + "\n      - { type: visit, id: n, date: at, properties: [{ field: where, property: place }] }"

  @Test func `a preview shows the events that rows would bring, purchases too, and writes nothing`() throws {
    let site = try Site()
    var order = Site.order
    order.properties[2].isSensitive = true
    try site.accept(order)
    try site.putUsers([
      ["email": "ann@example.com", "where": "Utrecht", "n": "1", "at": "2026-01-01"],
      ["email": "ben@example.com", "where": "nowhere", "n": "1", "at": "2026-01-01"],
    ])
    let purchases = TimelineImportTests.purchases.replacing(
      "properties: [{ field: total", with: "properties: [{ field: coupon, property: coupon }, { field: total")
    let connection = try site.connection(Self.goal + purchases)
    _ = try site.run(connection)
    try site.buy("ann@example.com", "1", #""items": [], "total": 5, "dataFields": {"coupon": "SECRET"}"#)
    try site.buy("nobody@example.com", "2")
    try site.putUsers([["email": "ann@example.com", "where": "Delft"]])
    let before = try site.events()

    let preview = try Preview.of(connection, in: site.installation())
    let fates = preview.rows.flatMap(\.events).map { "\($0.type) \($0.id ?? "-") \(word($0.fate))" }
    // The purchase of somebody new made a user at Iterable, who has no visit.
    #expect(
      fates.sorted() == ["visit - refused event_no_id ", "visit - refused visits:3 place", "visit 1 replaced"])
    let feed = try #require(preview.feeds.first)
    #expect(preview.feeds.count == 1 && feed.source == "purchases" && feed.steps == ["as read"])
    let event = try #require(feed.rows.flatMap(\.events).first)
    #expect(event.type == "order" && event.id == "1" && word(event.fate) == "added")
    #expect(event.properties?.text == #"{"total_revenue":5,"coupon":"***"}"#, "\(event)")
    #expect(feed.rows.count == 2)
    #expect(
      feed.rows.contains { if case .passedOver = $0.outcome { $0.events.isEmpty } else { false } }, "nobody's purchase")
    #expect(try site.events() == before)
    #expect(try site.store.read { try $0.eventTypes().map(\.type.id) } == ["order", "visit"])
  }

  private func word(_ fate: Preview.Event.Fate) -> String {
    switch fate {
    case .added: "added"
    case .replaced: "replaced"
    case .unchanged: "unchanged"
    case .leftOut: "left out"
    case .refused(let code, let field, _): "refused \(code) \(field)"
    }
  }

  @Test func `a check names the event types, and says which is missing`() throws {
    let site = try Site()
    try site.accept(Site.order)
    func step(_ goals: String) throws -> Check.Step.Result? {
      Check.of(try site.connection(goals), in: site.installation()).steps
        .first { $0.name == "goal people: event types" }?.result
    }
    guard case .ok(let names) = try step(Self.goal + TimelineImportTests.purchases) else {
      Issue.record("\(String(describing: try step(Self.goal)))")
      return
    }
    #expect(names == "visit, order")
    guard case .failed(let message, let hint) = try step(Self.goal.replacing("type: visit", with: "type: visits"))
    else {
      Issue.record("not failed")
      return
    }
    #expect("\(message) \(hint ?? "")".contains("did you mean 'visit'?"), "\(message) \(hint ?? "")")
  }

  @Test func `what does not go with an event type is told by its place in the file`() throws {
    let text = """
      connection: c
      iterable: { api_key: "${env:KEY}" }
      goals:
        - import_profiles: a
          link: [{ field: email, property: email }]
          timeline:
            - type: ordr
              source: purchases
            - type: order
              source: purchases
              properties:
                - { field: x, property: total }
                - { field: x, property: address.town }
                - { field: x, property: product.sku }
                - { field: x, property: coupon }
                - { field: y, property: coupon }
              each:
                - { items: x, property: order_date }
                - { items: x, property: products }
            - type: quiz
              source: custom_events
              event_name: q
      """
    let file = ConnectionFile(parsing: text, name: "c.yaml")
    try #require(file.connection != nil, "\(file.diagnostics)")
    let accepted = [Site.order, Site.quiz].map {
      AcceptedEventType(type: $0, origin: .xml, acceptedAt: Timestamp(microseconds: 0))
    }
    let found = file.diagnostics(with: EventTypeCatalogue(plugins: [], accepted: accepted)).map {
      "\($0)".replacing("\n  hint: ", with: " | ")
    }
    let expected = [
      "c.yaml:7:15: error: there is no event type 'ordr'; did you mean 'order'? | 'millrace event-type list' shows them",
      "c.yaml:12:35: error: event type 'order' has no property 'total' | known here: total_revenue, order_date, coupon, product, address",
      "c.yaml:13:35: error: event type 'order' has no property 'address.town' | known here: city, postal_code",
      "c.yaml:14:35: error: property 'product' may have several values | map the list that they come from with 'each: { items: FIELD, property: product, properties: […] }'",
      "c.yaml:16:35: error: property 'coupon' is mapped twice | let one field go to it",
      "c.yaml:18:35: error: property 'order_date' of event type 'order' is a date-time, no object | map a field to it under 'properties'",
      "c.yaml:19:35: error: event type 'order' has no property 'products' | did you mean 'product'?",
      "c.yaml:20:15: error: property 'score' is required, and nothing is mapped to it | map a field to it, or say all_properties: true",
    ]
    #expect(found.sorted() == expected.sorted())
  }

  @Test func `events that are given as JSON are read into the form of the store`() throws {
    let reader = EventReader([Site.order, Site.quiz])
    func read(_ json: String) -> String {
      Array(json.utf8).withUnsafeBytes { bytes in
        reader.read(bytes) { result in
          switch result {
          case .refused(let reason): reason
          case .event(let event, _):
            "\(event.typeText) \(event.idText) \(event.date) \(String(decoding: event.properties, as: UTF8.self))"
          }
        }
      }
    }
    #expect(
      read(
        #"{"event_type":"order","id":"a\"b","date":"2026-01-31 08:00:00","properties":{"coupon":"x","total_revenue":1.50, "product":{"sku":"A"}}}"#
      ) == #"order a"b 2026-01-31T08:00:00Z {"total_revenue":1.5,"coupon":"x","product":[{"sku":"A"}]}"#)
    #expect(read(#"{"event_type":"order","id":"1","date":"2026-01-31"}"#) == "order 1 2026-01-31T00:00:00Z {}")
    #expect(read(#"{"event_type":"none","id":"1","date":"2026-01-31"}"#).contains("'event_type'"))
    #expect(read(#"{"event_type":"order","id":"","date":"2026-01-31"}"#).contains("'id'"))
    #expect(read(#"{"event_type":"order","id":"1","date":"soon"}"#).contains("'date'"))
    #expect(read(#"{"event_type":"order","id":"1","date":"2026-01-31","properties":{"cupon":"x"}}"#).contains("cupon"))
    #expect(read(#"{"event_type":"quiz","id":"1","date":"2026-01-31","properties":{}}"#).hasPrefix("score: "))
    #expect(read("3").contains("'event_type'"))
  }
}
