import Connections
import EventTypes
import Foundation
import IterableAPI
import Profiles
import Records
import Testing

@Suite struct TimelineImportTests {
  static let goal = """
      - import_profiles: people
        link: [{ field: email, property: email }]
        create_profiles: true
        mappings: [{ field: firstName, property: first_name }]
        timeline:
    """

  static let purchases = """

          - type: order
            source: purchases
            properties: [{ field: total, property: total_revenue }]
            each: { items: shoppingCartItems, property: product, properties: [
              { field: id, property: sku }, { field: quantity, property: quantity }, { field: categories, property: category }] }
    """

  static let quizzes = """

          - type: quiz
            source: custom_events
            event_name: quizFinished
            id: [_id, eventName]
            all_properties: true
            properties: [{ field: transactionalData.card, property: card }]
    """

  // MARK: Of the record

  @Test func `a record's event lands with its profile, and again changes nothing`() throws {
    let site = try Site()
    try site.accept(Site.order)
    try site.putUsers([
      [
        "email": "ann@example.com", "orderNumber": 7, "orderedAt": "2026-01-31 08:00:00 +01:00", "amount": "19.90",
        "town": "Utrecht", "items": [["sku": "A", "quantity": "2"], ["sku": "B", "categories": ["x", "y"]]],
      ],
      ["email": "ben@example.com"],
    ])
    let connection = try site.connection(
      Self.goal + """

              - type: order
                id: orderNumber
                date: orderedAt
                properties:
                  - { field: amount, property: total_revenue }
                  - { field: orderedAt, property: order_date }
                  - { field: town, property: address.city }
                each: { items: items, property: product, properties: [
                  { field: sku, property: sku }, { field: quantity, property: quantity }, { field: categories, property: category }] }
        """)
    let run = try site.run(connection)
    let counters = run.counters("people")
    #expect(counters.created == 2 && counters.events == 1, "\(run)")
    let expected =
      #"ann@example.com order 7 {"total_revenue":19.9,"order_date":"2026-01-31T07:00:00Z","product":[{"sku":"A","quantity":2},{"sku":"B","category":["x","y"]}],"address":{"city":"Utrecht"}}"#
    #expect(try site.events() == [expected])
    // Ben has no order, so his event is refused and he is there.
    #expect(run.state == .partial && counters.eventsRefused == 1 && counters.rejected == 0)
    let reject = try #require(try site.rejects().first)
    #expect(reject.code == "event_no_id" && reject.identifier == "ben@example.com" && reject.step == -1)
    #expect(reject.reason.hasPrefix("event order: "), "\(reject)")

    let again = try site.run(connection).counters("people")
    #expect(again.unchanged == 2 && again.events == 0)
    #expect(try site.store.read { try $0.lastEventRevision() } == 1)
    #expect(try site.events() == [expected])
  }

  @Test func `what cannot be an event is refused with its property and reason, and the record goes on`() throws {
    let site = try Site()
    try site.accept(Site.quiz, Site.order)
    let base: [JSONValue.Member] = [.init(key: "n", value: "1"), .init(key: "at", value: "2026-01-01")]
    func user(_ name: String, _ more: JSONValue) -> JSONValue {
      let members = more.object ?? []
      let others = base.filter { member in !members.contains { $0.key == member.key } }
      return .object([.init(key: "email", value: .string("\(name)@example.com"))] + others + members)
    }
    try site.putUsers([
      user("undated", ["score": "1", "at": "yesterday"]), user("whole", ["score": "12"]),
      user("fraction", ["score": "1.5"]), user("none", ["score": ""]), user("word", ["score": "many"]),
      user("several", ["score": ["1", "2"]]), user("one", ["score": ["3"]]),
      user("long", ["score": "1", "n": .string(String(repeating: "n", count: 201))]),
    ])
    let connection = try site.connection(
      Self.goal + "\n          - { type: quiz, id: n, date: at, all_properties: true }")
    let run = try site.run(connection)
    #expect(run.counters("people").created == 8 && run.counters("people").eventsRefused == 6, "\(run)")
    #expect(
      try site.events() == [#"one@example.com quiz 1 {"score":3}"#, #"whole@example.com quiz 1 {"score":12}"#])
    let rejects = try site.rejects().map { "\($0.identifier!.prefix { $0 != "@" }) \($0.code) \($0.field)" }
    #expect(
      rejects.sorted() == [
        "fraction event_refused score", "long event_no_id ", "none event_refused score", "several event_refused score",
        "undated event_no_date ", "word event_refused score",
      ])
    #expect(try site.rejects().allSatisfy { !$0.reason.contains("many") && !$0.reason.contains("yesterday") })
  }

  @Test func `a plugin that offers the type judges its events`() throws {
    let site = try Site()
    try site.putUsers([
      ["email": "ann@example.com", "where": "Utrecht", "n": 1, "at": "2026-01-01"],
      ["email": "ben@example.com", "where": "nowhere", "n": 1, "at": "2026-01-01"],
    ])
    let connection = try site.connection(
      Self.goal + "\n          - { type: visit, id: n, date: at, properties: [{ field: where, property: place }] }")
    let run = try site.run(connection)
    #expect(run.counters("people").events == 1 && run.counters("people").eventsRefused == 1, "\(run)")
    #expect(try site.events() == [#"ann@example.com visit 1 {"place":"Utrecht"}"#])
    let reject = try #require(try site.rejects().first)
    #expect(reject.code == "visits:3" && reject.field == "place", "\(reject)")
    // The type was used, so the store remembers it and where it came from.
    let accepted = try site.store.read { try $0.eventTypes() }
    #expect(accepted.map(\.origin) == [.plugin(id: "visits", version: "1.0.0")])
  }

  @Test func `nobody's events are kept who did not consent or is not tracked`() throws {
    let site = try Site()
    try site.accept(Site.order)
    try site.store.write {
      try $0.putObjective(Objective(id: "news", title: "News"))
    }
    try site.putUsers([
      ["email": "yes@example.com", "consents": ["news"]], ["email": "no@example.com"],
      ["email": "gone@example.com", "consents": ["news"]],
    ])
    let goal = Self.goal.replacing(
      "mappings: [", with: "mappings: [{ field: consents, property: consented_objectives }, ")
    let connection = try site.connection(goal + Self.purchases, "objectives: [news]")
    _ = try site.run(connection)
    try site.store.write { writer in
      var found: [ProfileID] = []
      try "gone@example.com".withBytes { try writer.findProfiles(by: "email", key: $0, limit: 1, into: &found) }
      try writer.setPermission(found[0], .doNotTrack)
    }
    for name in ["yes", "no", "gone", "yes"] { try site.buy("\(name)@example.com", "order-\(name)") }
    let counters = try site.run(connection).counters("people")
    #expect(counters.events == 1, "\(counters)")
    #expect(counters.skipped == 3 && counters.passedOver == 1, "who refused has no profile: \(counters)")
    #expect(try site.events().map { $0.prefix(26) } == ["yes@example.com order orde"])
  }

  // MARK: Purchases and custom events

  @Test func `purchases and custom events come to the profiles that they are of, once`() throws {
    let site = try Site()
    try site.accept(Site.order, Site.quiz)
    try site.putUsers([["email": "ann@example.com"], ["email": "ben@example.com"]])
    try site.buy(
      "ann@example.com", "1",
      #"""
      "total": 12.5, "items": [{"id": "A-1", "name": "Mug", "price": 6.25, "quantity": 2, "categories": ["home", "gifts"]}]
      """#)
    try site.track("ben@example.com", "quizFinished", "q1", #"{"score": 9}"#)
    try site.track("ben@example.com", "cardViewed", "c1", #"{"score": 1}"#)
    let connection = try site.connection(Self.goal + Self.purchases + Self.quizzes)
    let run = try site.run(connection)
    let counters = run.counters("people")
    #expect(run.state == .succeeded, "\(run)")
    #expect(counters.read == 4 && counters.checked == 4 && counters.created == 2 && counters.events == 2)
    let expected = [
      #"ann@example.com order 1 {"total_revenue":12.5,"product":[{"sku":"A-1","quantity":2,"category":["home","gifts"]}]}"#,
      #"ben@example.com quiz q1 {"score":9}"#,
    ]
    #expect(try site.events() == expected)

    let again = try site.run(connection).counters("people")
    #expect(again.events == 0 && again.unchanged == 2 && again.read == 4, "the windows overlap: \(again)")
    #expect(try site.events() == expected)
    #expect(try site.store.read { try $0.lastEventRevision() } == 2)

    // Later windows hold only what is new.
    try site.wait(seconds: 7200)
    #expect(try site.run(connection).counters("people").read == 4)
    try site.wait(seconds: 7200)
    try site.buy("ann@example.com", "2")
    let later = try site.run(connection).counters("people")
    #expect(later.read < 4 && later.events == 1, "\(later)")
    #expect(try site.run(connection, RunOptions(full: true)).counters("people").read == 5)
    #expect(try site.events().count == 3)
  }

  @Test func `a purchase of nobody who is known is passed over, and one that cannot be used is rejected`() throws {
    let site = try Site()
    try site.accept(Site.order)
    try site.putUsers([["email": "ann@example.com"]])
    let purchases = Self.purchases.replacing("field: id, property: sku", with: "field: ean, property: sku")
    let connection = try site.connection(
      Self.goal.replacing("create_profiles: true", with: "create_profiles: false") + purchases)
    try site.buy(
      "ann@example.com", "1", #""total": 1, "items": [{"id": "A", "name": "Mug", "price": 1, "quantity": 1}]"#)
    let unknown = try site.run(connection).counters("people")
    #expect(unknown.passedOver == 2 && unknown.skipped == 0, "the subscriber and her purchase: \(unknown)")
    #expect(try site.store.read { try $0.profileCount() } == 0)
    #expect(try site.rejects().isEmpty, "an event of nobody is not judged")

    let known = try site.connection(Self.goal + purchases)
    let run = try site.run(known, RunOptions(full: true))
    let counters = run.counters("people")
    #expect(run.state == .partial && counters.created == 1 && counters.rejected == 1 && counters.events == 0, "\(run)")
    let reject = try #require(try site.rejects().first)
    #expect(reject.code == "event_refused" && reject.field == "product[0].sku", "\(reject)")
    #expect(reject.reason.hasPrefix("purchases: event order: "))
  }

  @Test func `purchases pass processors of their own, and each chain reads the same download`() throws {
    let site = try Site()
    try site.accept(Site.order)
    try site.putUsers([["email": "ann@example.com"], ["email": "ben@example.com"]])
    try site.buy("ann@example.com", "1", #""items": [], "total": 1, "dataFields": {"do": "drop"}"#)
    try site.buy("ben@example.com", "2")
    let steps = "source: purchases\n        processors: [{ plugin: word }]"
    let connection = try site.connection(
      Self.goal + Self.purchases.replacing("source: purchases", with: steps)
        + Self.purchases.replacing("total_revenue", with: "coupon"))
    let counters = try site.run(connection).counters("people")
    #expect(counters.read == 6 && counters.filtered == 1, "\(counters)")
    #expect(
      try site.events() == [
        #"ann@example.com order 1 {"coupon":"1"}"#, #"ben@example.com order 2 {"coupon":"1"}"#,
      ], "the second mapping overwrote the first")
  }

  @Test func `a dry run counts the events of those that it would make`() throws {
    let site = try Site(subscribers: 400)
    try site.accept(Site.order, Site.quiz)
    let connection = try site.connection(Self.goal + Self.purchases + Self.quizzes)
    let rehearsed = try site.run(connection, RunOptions(dryRun: true)).counters("people")
    #expect(rehearsed.events > 20)
    #expect(try site.store.read { try $0.eventCount(ofType: nil) } == 0)
    #expect(try site.run(connection).counters("people") == rehearsed)
  }

  // MARK: Crashes

  @Test(arguments: [false, true])
  func `an import that dies at any transaction ends with the same timelines`(commitsLast: Bool) throws {
    func connection(_ site: Site) throws -> Connection {
      var connection = try site.connection(Self.goal + Self.purchases + Self.quizzes)
      connection.iterable.download = .direct
      return connection
    }
    let calm = try Site(subscribers: 1050)
    try calm.accept(Site.order, Site.quiz)
    let expected = try calm.run(try connection(calm))
    let events = try calm.events()
    #expect(events.count > 100)
    var deaths = 0
    while true {
      let site = try Site(subscribers: 1050)
      try site.accept(Site.order, Site.quiz)
      let dying = DyingStore(site.store, afterWrites: deaths, commitsLast: commitsLast)
      var installation = site.installation(store: dying)
      installation.rowsPerTransaction = 1
      do {
        _ = try Runner(installation).run(try connection(site))
        break
      } catch is DyingStore.Died {}
      deaths += 1
      let last = try site.store.read { try $0.runs(connection: "test", before: nil, limit: 1).first }
      let run = try last.flatMap { $0.state == .running ? nil : $0 } ?? site.run(try connection(site))
      #expect(run.id == 1)
      #expect(run.counters("people") == expected.counters("people"), "died at transaction \(deaths)")
      #expect(try site.events() == events, "died at transaction \(deaths)")
    }
    #expect(deaths > 8)
  }

  // MARK: Limits

  @Test func `what is too old or too much is counted and said`() throws {
    let site = try Site()
    var order = Site.order
    order.retentionDays = 30
    try site.accept(order)
    try site.putUsers([["email": "ann@example.com"]])
    let long = String(repeating: "x", count: 2000)
    try site.buy("ann@example.com", "old", #""items": [], "total": 1, "createdAt": 1600000000"#)
    try site.buy("ann@example.com", "large", #""items": [], "total": 1, "dataFields": {"coupon": "\#(long)"}"#)
    let connection = try site.connection(
      Self.goal
        + Self.purchases.replacing(
          "properties: [{ field: total", with: "properties: [{ field: coupon, property: coupon }, { field: total"))
    let run = try site.run(connection)
    let counters = run.counters("people")
    #expect(run.state == .succeeded, "neither is a failure: \(run)")
    #expect(counters.events == 1 && counters.eventsLeftOut == 1 && counters.eventsLarge == 1)
    let message = try #require(run.goals[0].message)
    #expect(message.contains("1 kB") && message.contains("left out"), "\(message)")
  }

  @Test func `a run deletes events that have expired`() throws {
    let site = try Site()
    try site.accept(Site.order)
    let connection = try site.connection(Self.goal + Self.purchases)
    try site.putUsers([["email": "ann@example.com"]])
    _ = try site.run(connection)
    try site.store.write { (writer) throws in
      for id in ["a", "b"] {
        let outcome = try id.withBytes { id in
          try "order".withBytes { type in
            try "{}".withBytes {
              try writer.putEvent(
                EventRow(
                  type: type, id: id, date: .now(), properties: $0, expires: Timestamp.now().adding(seconds: 0.05)),
                of: ProfileID(rawValue: 1))
            }
          }
        }
        #expect(outcome == .added)
      }
    }
    usleep(60_000)
    #expect(try site.store.read { try $0.eventCount(ofType: nil) } == 2)
    _ = try site.run(connection)
    #expect(try site.store.read { try $0.eventCount(ofType: nil) } == 0)
  }

  // MARK: Mistakes

  @Test(arguments: [
    ("type: order", "type: ordr", "order"), ("property: total_revenue", "property: total", "no property 'total'"),
    ("property: sku", "property: skku", "sku"), ("property: product,", "property: coupon,", "no object"),
    ("{ field: id, property: sku },", "", "required"),
  ])
  func `a mapping that does not go with its type stops the goal, and says what would`(
    right: String, wrong: String, word: String
  ) throws {
    let site = try Site()
    try site.accept(Site.order)
    let run = try site.run(try site.connection(Self.goal + Self.purchases.replacing(right, with: wrong)))
    #expect(run.state == .failed && run.goals[0].message?.contains(word) == true, "\(run)")
  }
}
