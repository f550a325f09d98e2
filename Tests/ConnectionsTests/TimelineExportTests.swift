import Connections
import EventTypes
import Foundation
import IterableAPI
import Profiles
import Records
import Testing

/// Timeline events that go to Iterable with their profiles.
@Suite struct TimelineExportTests {
  static func goal(_ timeline: String = "types: all", _ more: String = "") -> String {
    """
      - export_profiles: audience
        segment: everybody
        link: [{ property: email, field: email }]
        mappings: [{ from: { property: name }, field: fullName }]
        timeline: { \(timeline) }
        \(more)
    """
  }

  static let visit = EventType(
    id: "shop-visit", version: "1.0.0", name: "Visit",
    properties: [
      EventProperty(key: "shop"), EventProperty(key: "left_at", type: .dateTime),
      EventProperty(key: "guide", isSensitive: true),
    ])

  static let order = EventType(
    id: "order", version: "1.0.0", name: "Order",
    properties: [
      EventProperty(key: "order_id"), EventProperty(key: "total_revenue", type: .decimal),
      EventProperty(key: "order_date", type: .dateTime), EventProperty(key: "campaign_id", type: .number),
      EventProperty(
        key: "product", type: .object, isMultiple: true,
        properties: [
          EventProperty(key: "id"), EventProperty(key: "sku"), EventProperty(key: "name"),
          EventProperty(key: "netprice", type: .decimal), EventProperty(key: "quantity", type: .number),
          EventProperty(key: "category", isMultiple: true), EventProperty(key: "brand"),
        ]),
    ])

  static func site(_ profiles: [[String?]] = [["ann@example.com", "Ann"], ["ben@example.com", "Ben"]]) throws -> Site {
    let site = try ExportTests.site(profiles)
    for type in [visit, order] { try site.store.write { _ = try $0.acceptEventType(type, from: .xml) } }
    return site
  }

  static func moment(_ text: String) -> Timestamp {
    var text = text
    return Timestamp(microseconds: text.withUTF8 { DateTimeText.read(UnsafeRawBufferPointer($0)) }!)
  }

  /// Puts an event on a profile's timeline.
  static func put(
    _ type: String, _ id: String, of profile: Int64 = 1, at date: String = "2026-01-31T08:00:00Z",
    _ properties: String = "{}", from source: String = "", in site: Site
  ) throws {
    try site.store.write { writer in
      try Array(type.utf8).withUnsafeBytes { type in
        try Array(id.utf8).withUnsafeBytes { id in
          try Array(properties.utf8).withUnsafeBytes { properties in
            try Array(source.utf8).withUnsafeBytes { source in
              let event = EventRow(
                type: type, id: id, date: moment(date), properties: properties, source: source)
              let outcome = try writer.putEvent(event, of: ProfileID(rawValue: profile))
              #expect(outcome.isChange)
            }
          }
        }
      }
    }
  }

  /// All rows of a data type that Iterable has, the oldest first.
  static func rows(_ type: ExportDataType, in site: Site) throws -> [JSONValue] {
    let file = site.folder.appending(path: "rows.ndjson")
    _ = try site.client().export(type, window: .all(until: Date(timeIntervalSinceNow: 3600)), to: file)
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .map { try JSONValue(parsing: String($0)) }
      .sorted { $0["createdAt"]!.string! < $1["createdAt"]!.string! }
  }

  @Test func `events go as custom events, orders as purchases, each once`() throws {
    let site = try Self.site()
    try Self.put("shop-visit", "v 1", #"{"shop":"Oslo","left_at":"2026-01-31T09:00:00Z"}"#, in: site)
    try Self.put(
      "order", "1001", of: 2,
      #"""
      {"order_id":"A-1","total_revenue":59.90,"campaign_id":7,"order_date":"2026-01-30T00:00:00Z",
      "product":[{"id":"p1","sku":"s1","name":"Tent","netprice":20,"quantity":2,"category":["camp"],"brand":"Nord"},{"name":"Peg"}]}
      """#, in: site)
    let connection = try site.connection(Self.goal())
    let dry = try site.run(connection, RunOptions(dryRun: true))
    #expect(dry.counters("audience").events == 2)
    let run = try site.run(connection)
    #expect(run.state == .succeeded, "\(run)")
    #expect(run.counters("audience").events == 2)
    #expect(run.counters("audience").updated == 2)

    let events = try Self.rows(.customEvent, in: site)
    try #require(events.count == 1)
    #expect(events[0]["eventName"] == "shop-visit")
    #expect(events[0]["email"] == "ann@example.com")
    #expect(events[0]["createdAt"] == "2026-01-31 08:00:00 +00:00")
    #expect(events[0]["shop"] == "Oslo")
    #expect(events[0]["left_at"] == "2026-01-31 09:00:00 +00:00")
    let purchases = try Self.rows(.purchase, in: site)
    try #require(purchases.count == 1)
    #expect(purchases[0]["email"] == "ben@example.com")
    #expect(purchases[0]["total"] == .number(59.9))
    #expect(purchases[0]["campaignId"] == 7)
    #expect(purchases[0]["order_id"] == "A-1")
    #expect(purchases[0]["order_date"] == "2026-01-30 00:00:00 +00:00")
    let items = try #require(purchases[0]["shoppingCartItems"]?.array)
    #expect(items.map { $0["id"] } == ["p1", "Peg"])
    #expect(items.map { $0["name"] } == ["Tent", "Peg"])
    #expect(items.map { $0["price"] } == [20, 0])
    #expect(items.map { $0["quantity"] } == [2, 1])
    #expect(items[0]["categories"] == ["camp"])
    #expect(items[0]["brand"] == "Nord")

    // Nothing is new; a changed event takes the place of the one before.
    #expect(try site.run(connection).counters("audience").events == 0)
    try Self.put("shop-visit", "v 1", #"{"shop":"Bergen"}"#, in: site)
    try Self.put("shop-visit", "v 1", at: "2026-02-01", #"{"shop":"Oslo"}"#, in: site)
    let again = try site.run(connection).counters("audience")
    #expect(again.events == 2)
    #expect(again.unchanged == 2)
    #expect(try Self.rows(.customEvent, in: site).map { $0["shop"] } == ["Bergen", "Oslo"])
    // Everything again changes nothing there.
    #expect(try site.run(connection, RunOptions(full: true)).counters("audience").events == 3)
    #expect(try Self.rows(.customEvent, in: site).count == 2)
    #expect(try Self.rows(.purchase, in: site).count == 1)
  }

  @Test func `types and period choose, and another choice is about all events`() throws {
    let site = try Self.site()
    for (day, id) in [("2026-01-01", "a"), ("2026-02-01", "b"), ("2026-03-01", "c")] {
      try Self.put("shop-visit", id, at: day, in: site)
    }
    try Self.put("order", "o", at: "2026-02-01", in: site)
    func sent(_ timeline: String) throws -> Int {
      try site.run(try site.connection(Self.goal(timeline))).counters("audience").events
    }
    #expect(try sent("types: shop-visit, period: { after: 2026-02-01, before: 2026-03-01 }") == 1)
    #expect(try sent("types: shop-visit, period: { after: 2026-02-01, before: 2026-03-01 }") == 0)
    #expect(try sent("types: [shop-visit, order], period: { after: 2026-02-01 }") == 3)
    #expect(try sent("types: all") == 4)
    #expect(try sent("types: all, period: { last_days: 1 }") == 0)
    let ids = try Self.rows(.customEvent, in: site).map { $0["_id"]!.string! }
    #expect(Set(ids).count == 3)
    #expect(ids.allSatisfy { $0.wholeMatch(of: /millrace-[0-9a-f]{40}/) != nil })
  }

  @Test func `only profiles of the export have their events exported`() throws {
    let site = try Self.site([
      ["ann@example.com", "Ann"], ["ben@example.com"], [nil, "Nobody"], ["cleo@example.com", "C"],
    ])
    for profile in 1...4 as ClosedRange<Int64> { try Self.put("shop-visit", "v", of: profile, in: site) }
    try site.store.write { try $0.setPermission(ProfileID(rawValue: 4), .doNotTrack) }
    #expect(try site.run(site.connection(Self.goal())).counters("audience").events == 1)
    #expect(try Self.rows(.customEvent, in: site).map { $0["email"] } == ["ann@example.com"])
  }

  @Test func `what came from the project does not go back there`() throws {
    let site = try Self.site()
    try Self.put("order", "o", from: "test", in: site)
    try Self.put("shop-visit", "v", from: "other", in: site)
    #expect(try site.run(site.connection(Self.goal())).counters("audience").events == 1)
    #expect(try Self.rows(.purchase, in: site).isEmpty)
  }

  @Test func `a refused event is a reject, is not tried again, and keeps no others back`() throws {
    let site = try Self.site()
    try Self.put("shop-visit", "v1", #"{"shop":"Oslo","guide":"G. Secret"}"#, in: site)
    #expect(try site.run(site.connection(Self.goal())).counters("audience").events == 1)
    // Iterable took `shop` for a text.
    try Self.put("shop-visit", "v2", #"{"shop":{"city":"Oslo"},"guide":"G. Secret"}"#, in: site)
    for id in 3...30 { try Self.put("shop-visit", "v\(id)", #"{"shop":"Oslo"}"#, in: site) }
    let run = try site.run(site.connection(Self.goal()))
    #expect(run.state == .partial)
    #expect(run.counters("audience").events == 28)
    #expect(run.counters("audience").eventsRefused == 1)
    #expect(run.counters("audience").rejected == 0)
    let reject = try #require(try site.rejects().first)
    #expect(reject.identifier == "ann@example.com")
    #expect(reject.code == "iterable_refused")
    #expect(reject.reason.hasPrefix("event of type shop-visit: "))
    #expect(reject.payload?.contains("city") == true)
    #expect(reject.payload?.contains("Secret") == false)
    #expect(try site.run(site.connection(Self.goal())).counters("audience").eventsRefused == 0)

    // As it is now, and no other.
    let again = try site.run(site.connection(Self.goal()), RetryTests.retry(run))
    #expect(again.counters("audience").eventsRefused == 1 && again.counters("audience").events == 0, "\(again)")
    #expect(try site.store.read { try $0.rejectCount(RejectFilter(isOpen: true)) } == 1)
    try Self.put("shop-visit", "v2", #"{"shop":"Rome","guide":"G. Secret"}"#, in: site)
    let third = try site.run(site.connection(Self.goal()), RetryTests.retry(run))
    #expect(third.counters("audience").events == 1 && third.state == .succeeded, "\(third)")
    #expect(try site.rejects().map(\.resolvedBy) == [third.id, third.id])
    #expect(try site.run(site.connection(Self.goal())).counters("audience").events == 0)
  }

  @Test func `events that were refused go again without a change, and nobody else's`() throws {
    let site = try Self.site()
    for profile in [1, 2] as [Int64] { try Self.put("shop-visit", "v", of: profile, in: site) }
    let connection = try site.connection(Self.goal())
    try site.fail("POST /api/events/trackBulk", times: 3, status: 400)
    let first = try site.run(connection)
    try site.clearFaults()
    #expect(first.counters("audience").eventsRefused == 2, "\(first)")
    try Self.put("shop-visit", "later", of: 2, in: site)
    #expect(try site.run(connection).counters("audience").events == 1)

    let plan = try Runner(site.installation()).retryPlan(connection, RetryTests.retry(first))
    #expect(plan?.tried == ["audience": 2] && plan?.leftOut == [])
    let dry = try site.run(connection, RunOptions(dryRun: true, retryOf: first.id))
    #expect(dry.counters("audience").events == 2 && dry.counters("audience").read == 2, "\(dry)")
    try site.store.write { try $0.setPermission(ProfileID(rawValue: 2), .doNotTrack) }
    let second = try site.run(connection, RetryTests.retry(first))
    #expect(second.counters("audience").events == 1 && second.counters("audience").skipped == 1, "\(second)")
    #expect(try RetryTests.rejects(site, first).map(\.resolvedBy) == [second.id, nil])
    try site.store.write { try $0.setPermission(ProfileID(rawValue: 2), .personal) }
    let third = try site.run(connection, RetryTests.retry(first))
    #expect(third.counters("audience").events == 1 && third.counters("audience").unchanged == 1, "\(third)")
    #expect(try RetryTests.rejects(site, first).map(\.resolvedBy) == [second.id, third.id])
    #expect(try Self.rows(.customEvent, in: site).count == 3)
    #expect(try site.run(connection).counters("audience").events == 0)
  }

  @Test func `events of a profile that Iterable refuses wait until it is taken`() throws {
    let site = try Self.site()
    try Self.put("shop-visit", "v", in: site)
    try site.putUsers([["email": "ann@example.com", "age": 4]])
    let wrong = Self.goal().replacing("fullName", with: "age")
    let refused = try site.run(site.connection(wrong)).counters("audience")
    #expect(refused.rejected >= 1)
    #expect(refused.events == 0)
    #expect(try site.run(site.connection(Self.goal())).counters("audience").events == 1)
  }

  @Test func `a run that was cut off in a delivery sends the rest, and all of it once`() throws {
    let site = try Self.site()
    for id in 1...40 { try Self.put(id % 2 == 0 ? "shop-visit" : "order", "e\(id)", in: site) }
    let connection = try site.connection(Self.goal())
    try site.fail("POST /api/commerce/trackPurchase", times: 50, status: 500)
    let failed = try site.run(connection)
    #expect(failed.state == .failed, "\(failed)")
    let before = try Self.rows(.purchase, in: site).count
    #expect(before < 20)
    try site.clearFaults()
    let run = try site.run(connection)
    #expect(run.state == .succeeded, "\(run)")
    #expect(run.counters("audience").events >= 20 - before)
    #expect(try Self.rows(.purchase, in: site).count == 20)
    #expect(try Self.rows(.customEvent, in: site).count == 20)
    #expect(try site.run(connection).counters("audience").events == 0)
  }

  @Test func `a type that the store does not know is told`() throws {
    let site = try Self.site()
    let run = try site.run(site.connection(Self.goal("types: [order, shop-visits]")))
    #expect(run.state == .failed)
    #expect(run.goals[0].message?.contains("there is no event type 'shop-visits'") == true)
    #expect(run.goals[0].message?.contains("'shop-visit'") == true)
  }
}
