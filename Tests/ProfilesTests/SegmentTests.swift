import EventTypes
import Foundation
import Profiles
import Records
import Testing

/// What is kept of a profile beside its document: three orders, and a banner that was seen.
final class Facts: ProfileFacts {
  static let orders: [(date: String, properties: String)] = [
    ("2025-12-31", #"{"total_revenue":80,"product":[{"sku":"A","tag":["x","y"]},{"sku":"B"}]}"#),
    ("2025-12-01", #"{"total_revenue":120.5,"coupon":"MAY","product":[{"sku":"C"}]}"#),
    ("2025-01-01", #"{"total_revenue":9}"#),
  ]

  func events(of profile: ProfileID, _ filter: EventFilter, _ body: (EventRow) throws -> Void) throws -> Int {
    var count = 0
    for (date, properties) in Self.orders where filter.types?.contains("order") ?? true && count < filter.limit {
      let moment = Timestamp(microseconds: Array(date.utf8).withUnsafeBytes { DateTimeText.read($0)! })
      if let from = filter.from, moment < from { continue }
      if let to = filter.to, moment >= to { continue }
      try Array("order".utf8).withUnsafeBytes { type in
        try Array(properties.utf8).withUnsafeBytes {
          try body(EventRow(type: type, id: type, date: moment, properties: $0))
        }
      }
      count += 1
    }
    return count
  }

  func withGroup(_ type: String, _ id: UnsafeRawBufferPointer, _ body: (GroupRow) throws -> Void) -> Bool { false }
  /// Everybody has seen the banner a day ago.
  func hasViewed(_ profile: ProfileID, _ interaction: String, since: Timestamp) -> Bool {
    interaction == "banner" && since <= SegmentTests.now.adding(seconds: -86_400)
  }
}

@Suite struct SegmentTests {
  static let properties = [
    Property(name: "email", type: .email, isIdentifier: true), Property(name: "country"),
    Property(name: "points", type: .number), Property(name: "birthday", type: .dateTime),
    Property(name: "consented_objectives"), Property(name: "refused_objectives"),
  ]
  static let document = """
    {"email":["Ann@Example.com"],"country":["NL","say \\"hi\\""],"points":[12.5,-3],\
    "birthday":["1990-05-01T12:00:00Z"],"consented_objectives":["news"]}
    """
  static let eventTypes = [
    EventType(
      id: "order", version: "1.0.0", name: "Order",
      properties: [
        EventProperty(key: "total_revenue", type: .decimal), EventProperty(key: "coupon"),
        EventProperty(
          key: "product", type: .object, isMultiple: true,
          properties: [EventProperty(key: "sku"), EventProperty(key: "tag", isMultiple: true)]),
      ]), EventType(id: "visit", version: "1.0.0", name: "Visit"),
  ]
  static let now = Timestamp(microseconds: 1_767_225_600_000_000)  // 2026-01-01

  static let lifecycle = Lifecycle(
    id: "customer", name: "Customer",
    stages: [
      .init(id: "lead", name: "Lead", condition: .property("email", .exists)),
      .init(id: "buyer", name: "Buyer", condition: .property("points", .exists)),
      .init(id: "belgian", name: "Belgian", condition: .property("country", .oneOf(["BE"]))),
    ])

  private func matches(_ condition: String, segments: [Segment] = []) throws -> Bool {
    let predicate = try SegmentPredicate(
      Condition(JSONValue(parsing: condition)), properties: Self.properties, segments: segments,
      groupTypes: [GroupType(id: "store", joinedBy: ["country"], properties: [Property(name: "city")])],
      eventTypes: Self.eventTypes, lifecycles: [Self.lifecycle], now: Self.now)
    var document = Self.document
    return try document.withUTF8 {
      try predicate.matches(
        ProfileRow(
          id: ProfileID(rawValue: 7), created: Self.now.adding(seconds: -86_400 * 3), modified: Self.now,
          permission: .personal, document: UnsafeRawBufferPointer($0)), in: Facts())
    }
  }

  @Test(arguments: [
    #"{"property":"country","is":"NL"}"#, #"{"property":"country","equals":"say \"hi\""}"#,
    #"{"property":"country","one_of":["BE","NL"]}"#, #"{"property":"country","contains":"y \"h"}"#,
    #"{"property":"country","starts_with":"N"}"#, #"{"property":"country","matches":"^N.$"}"#,
    #"{"property":"country","exists":true}"#, #"{"property":"country","empty":false}"#,
    #"{"property":"email","is":"ANN@example.COM"}"#, #"{"property":"email","contains":"@EXAMPLE"}"#,
    #"{"property":"email","starts_with":"ann@"}"#, #"{"property":"email","matches":"(?i)^ann"}"#,
    #"{"property":"points","is":12.50}"#, #"{"property":"points","is":"-3"}"#,
    #"{"property":"points","greater_than":12,"less_than":12.6}"#, #"{"property":"points","between":[12.5,13]}"#,
    #"{"property":"points","less_than":-2}"#, #"{"property":"points","at_most":-3}"#,
    #"{"property":"birthday","before":"1990-05-02"}"#, #"{"property":"birthday","after":"1990-05-01T12:00:00Z"}"#,
    #"{"property":"birthday","is":"1990-05-01 14:00:00 +02:00"}"#, #"{"property":"profile_id","is":7}"#,
    #"{"permission":"personal"}"#, #"{"permission":["ANONYMOUS","PERSONAL"]}"#, #"{"consented":"news"}"#,
    #"{"lifecycle":"customer","stage":"buyer"}"#, #"{"lifecycle":"customer","one_of":["none","buyer"]}"#,
    #"{"viewed":"banner"}"#, #"{"viewed":"banner","within_last_days":1}"#,
    #"{"created":{"within_last_days":3}}"#, #"{"created":{"before":"2026-01-01"}}"#,
    #"{"modified":{"after":"2026-01-01"}}"#,
    #"{"all":[{"property":"country","is":"NL"},{"not":{"refused":"news"}}]}"#,
    #"{"any":[{"property":"country","is":"XX"},{"property":"points","exists":true}]}"#,
    #"{"event":"order"}"#, #"{"event":"order","at_least":3}"#, #"{"event":"order","at_most":3}"#,
    #"{"not":{"event":"visit"}}"#, #"{"event":"visit","at_most":0}"#, #"{"not":{"event":"order","at_least":4}}"#,
    #"{"event":"order","within_last_days":31,"at_least":2,"at_most":2}"#,
    #"{"event":"order","after":"2025-12-01","before":"2025-12-31","at_most":1,"at_least":1}"#,
    #"{"event":"order","where":{"total_revenue":{"at_least":100},"coupon":{"is":"MAY"}}}"#,
    #"{"not":{"event":"order","where":{"total_revenue":{"less_than":100},"coupon":{"exists":true}}}}"#,
    #"{"event":"order","where":{"product.sku":{"one_of":["B","Z"]}}}"#,
    #"{"event":"order","where":{"product.tag":{"is":"y"}}}"#,
    #"{"event":"order","at_least":2,"where":{"coupon":{"empty":true}}}"#,
  ])
  func `holds`(_ condition: String) throws {
    #expect(try matches(condition))
    #expect(try !matches(#"{"not":\#(condition)}"#))
    // The stored form means the same.
    let json = try Condition(JSONValue(parsing: condition)).json
    #expect(try Condition(json) == Condition(JSONValue(parsing: condition)))
  }

  @Test(arguments: [
    #"{"property":"country","is":"nl"}"#, #"{"property":"country","contains":"nl"}"#,
    #"{"property":"country","starts_with":"NLX"}"#, #"{"property":"points","greater_than":12.5}"#,
    #"{"property":"points","between":[-2,12.4]}"#, #"{"property":"birthday","within_last_days":30}"#,
    #"{"property":"birthday","before":"1990-05-01T12:00:00Z"}"#, #"{"property":"refused_objectives","exists":true}"#,
    #"{"lifecycle":"customer","stage":"lead"}"#, #"{"lifecycle":"customer","stage":"none"}"#, #"{"viewed":"dialogue"}"#,
    #"{"permission":"anonymous"}"#, #"{"group":"store"}"#,
    #"{"group":"store","one_of":["NL"]}"#, #"{"group":"store","where":{"modified":{"within_last_days":2}}}"#,
    #"{"consented":"ads"}"#, #"{"created":{"within_last_days":2}}"#,
  ])
  func `does not hold`(_ condition: String) throws { #expect(try !matches(condition)) }

  @Test(arguments: [
    (#"{"property":"emial","exists":true}"#, "where.property: there is no property 'emial'; did you mean 'email'?"),
    (
      #"{"all":[{"property":"country","is":"NL"},{"propert":"x"}]}"#,
      "where.all[1]: 'propert' is no kind of condition; did you mean 'property'?"
    ),
    (#"{"property":"points","contains":"1"}"#, "where: cannot look for a text in a number"),
    (
      #"{"property":"country","greater_than":1}"#, "where: cannot compare a text by size; only numbers and dates can be"
    ),
    (#"{"property":"points","is":"many"}"#, "where: 'many' is no value of type number"),
    (
      #"{"property":"birthday","after":"soon"}"#,
      "where: 'soon' is no date; write 2026-01-31 or 2026-01-31T08:00:00Z"
    ),
    (#"{"any":[]}"#, "where.any: must be a list of at least one condition"),
    (
      #"{"property":"country","is":"a","contains":"b"}"#,
      "where: 'contains' cannot stand beside 'is'; make two conditions of them in an 'all'"
    ),
    (
      #"{"consented":"news","refused":"ads"}"#,
      "where: 'refused' cannot stand beside 'consented'; put both into an 'all' or an 'any'"
    ),
    (#"{"property":"country","one_of":["a",[1]]}"#, "where.one_of[1]: must be a text or a number, not array"),
    (#"{"not":{"segment":"vips"}}"#, "where.not.segment: there is no segment 'vips'; did you mean 'vip'?"),
    (
      #"{"lifecycle":"custommer","stage":"lead"}"#,
      "where.lifecycle: there is no lifecycle 'custommer'; did you mean 'customer'?"
    ),
    (
      #"{"not":{"lifecycle":"customer","stage":"buyers"}}"#,
      "where.not.stage: lifecycle 'customer' has no stage 'buyers'; did you mean 'buyer'?"
    ),
    (
      #"{"lifecycle":"customer"}"#,
      "where: a condition on a lifecycle names one 'stage', or several with 'one_of'; 'none' stands for being in none of them"
    ),
    (#"{"viewed":"banner","within_last_days":0}"#, "where.within_last_days: must be a number of days, 1 to 36500"),
    (
      #"{"viewed":"banner","within_days":1}"#,
      "where.within_days: 'within_days' does not belong to a condition on a viewed interaction; known are viewed, within_last_days"
    ),
    (#"{"event":"ordr"}"#, "where.event: there is no event type 'ordr'; did you mean 'order'?"),
    (
      #"{"event":"order","where":{"coupn":{"is":"x"}}}"#,
      "where.where.coupn: event type 'order' has no property 'coupn'; did you mean 'coupon'?"
    ),
    (
      #"{"event":"order","where":{"product":{"exists":true}}}"#,
      "where.where.product: property 'product' is an object; name one of its own, after a dot"
    ),
    (
      #"{"event":"order","where":{"coupon":{"at_least":2}}}"#,
      "where.where.coupon: cannot compare a text by size; only numbers and dates can be"
    ),
    (
      #"{"event":"order","at_leest":2}"#,
      "where.at_leest: 'at_leest' does not belong to a condition about events; did you mean 'at_least'?"
    ),
    (#"{"event":"order","at_least":251}"#, "where.at_least: must be a number of events, 0 to 250"),
    (#"{"event":"order","after":"soon"}"#, "where.after: 'soon' is no date; write 2026-01-31 or 2026-01-31T08:00:00Z"),
    (
      #"{"event":"order","at_least":3,"at_most":2}"#,
      "where: no count is at least 3 and at most 2; the bounds are the wrong way round"
    ),
    (
      #"{"event":"order","after":"2026-01-01","within_last_days":2}"#,
      "where: 'within_last_days' cannot stand beside 'after' and 'before'; make two conditions of them in an 'all'"
    ),
    (#"{"permission":"none"}"#, "where: 'none' is no permission level; known are do_not_track, anonymous, personal"),
    (#"{"not":{"group":"stores"}}"#, "where.not.group: there is no group type 'stores'; did you mean 'store'?"),
    (#"{"group":"store","wher":{}}"#, "where: 'wher' is no test of a group; did you mean 'where'?"),
    (
      #"{"group":"store","is":"a","exists":true}"#,
      "where: 'exists' cannot stand beside 'is'; make two conditions of them in an 'all'"
    ),
    (
      #"{"group":"store","exists":false}"#,
      "where.exists: must be true; put the condition into a 'not'"
    ),
    (
      #"{"group":"store","where":{"not":{"property":"town","is":"a"}}}"#,
      "where.where.not.property: there is no property 'town'; groups of type 'store' get their properties from an import of groups"
    ),
    (
      #"{"group":"store","where":{"consented":"news"}}"#,
      "where.where: cannot be asked of groups of type 'store'; a group has properties, 'created' and 'modified'; put the rest beside 'group', in an 'all'"
    ),
    (
      #"{"segment":"vip"}"#,
      "where.segment 'vip'.segment 'others'.segment: segments refer to each other in a circle: vip → others → vip; let one of them stand on its own"
    ),
  ])
  func `what is wrong is named with its place`(_ condition: String, _ message: String) throws {
    let circle = [
      Segment(id: "vip", name: "", condition: .segment("others")),
      Segment(id: "others", name: "", condition: .segment("vip")),
    ]
    let error = #expect(throws: ProfilesError.self) { try matches(condition, segments: circle) }
    #expect(error?.description == message)
  }

  @Test func `a segment may build on another`() throws {
    let dutch = Segment(id: "dutch", name: "", condition: .property("country", .oneOf(["NL"])))
    #expect(try matches(#"{"all":[{"segment":"dutch"},{"segment":"dutch"}]}"#, segments: [dutch]))
    #expect(try Segment(dutch.json) == dutch)
  }
}
