import Foundation
import Profiles
import Records
import Testing

@testable import Connections

@Suite struct SuggestionTests {
  static let goal = """
      - import_profiles: people
        processors: [{ plugin: word }]
        link: [{ field: email, property: email }]
        mappings: [{ field: firstName, property: name }]
    """

  private func suggest(_ site: Site, _ goals: String, prefix: String? = nil) throws -> MappingSuggestions {
    try MappingSuggestions.of(try site.connection(goals), prefix: prefix, in: site.installation())
  }

  private func field(_ name: String, _ suggestions: MappingSuggestions) throws -> MappingSuggestions.Field {
    try #require(suggestions.fields.first { $0.name == name }, "\(suggestions.fields.map(\.name))")
  }

  private func site() throws -> Site {
    let site = try Site()
    try site.putUsers([
      [
        "email": "ann@example.com", "firstName": "Ann", "points": 3, "score": 1.5, "bornAt": "1990-05-01 12:00:00",
        "workEmail": "ann@work.example.com", "address": ["city": "Breda"], "phone": "+31 6 1234 5678",
      ],
      ["email": "ben@example.com", "firstName": "Ben", "points": 4, "score": 2, "no": "x", "rarelyUsed": true],
      ["email": "cleo@example.com", "do": "drop"],
    ])
    return site
  }

  @Test func `fields are told as they come out of the processors, with types, shares and masked examples`() throws {
    let site = try site()
    try site.store.write { try $0.putProperty(Property(name: "points", type: .number)) }
    let found = try suggest(site, Self.goal)
    #expect(found.records == 2)
    #expect(try field("points", found).type == .number)
    #expect(try field("points", found).existingType == "number")
    #expect(try field("points", found).present == 2)
    #expect(try field("score", found).type == .decimal)
    #expect(try field("bornAt", found).type == .dateTime)
    #expect(try field("workEmail", found).type == .email)
    #expect(try field("workEmail", found).examples == ["a***@work.example.com"])
    #expect(try field("phone", found).examples == ["***78"])
    #expect(try field("address", found).type == nil)
    #expect(try field("address", found).holdsObjects)
    #expect(try field("greeting", found).sourceType == nil, "a processor made it")
    #expect(try field("firstName", found).mappedTo == ["name"])
    #expect(try field("email", found).isLinked)
    #expect(try field("do", found).present == 0)
    #expect(try field("do", found).type == .text)
    #expect(try field("rarelyUsed", found).target == "rarely_used")
    #expect(try field("rarelyUsed", found).holdsBooleans && field("rarelyUsed", found).type == .text)
    #expect(try !field("points", found).holdsBooleans)
    #expect(try field("firstName", found).examples == ["A**", "B**"])
    #expect(try field("bornAt", found).examples == ["****-**-** **:**:**"], "\(found.fields)")
    #expect(try field("address", found).examples == [#"{"city":"B****"}"#])
    #expect(!found.fields.contains { $0.name == "address.city" })
  }

  @Test func `map all is yaml that maps the rest, and then nothing is left`() throws {
    let site = try site()
    let found = try suggest(site, Self.goal, prefix: "it_")
    #expect(found.yaml.contains("  - { field: bornAt, property: it_born_at, type: date_time }\n"), "\(found.yaml)")
    #expect(found.yaml.contains("  - { field: \"no\", property: it_no, type: text }"), "\(found.yaml)")
    #expect(found.yaml.contains("  # address holds objects"), "\(found.yaml)")
    let pasted = found.yaml.split(separator: "\n").dropFirst().map { "    \($0)" }.joined(separator: "\n")
    let goal = Self.goal.replacing(
      "mappings: [{ field: firstName, property: name }]",
      with: "create_profiles: true\n    mappings:\n      - { field: firstName, property: name }\n\(pasted)")
    let all = try suggest(site, goal)
    #expect(all.fields.filter(\.isSuggested).isEmpty)
    #expect(all.yaml.hasPrefix("mappings:\n  []"))
    let run = try site.run(try site.connection(goal))
    #expect(run.counters("people").created == 2 && run.counters("people").valuesRefused == 0, "\(run)")
    let born = try site.store.read { try $0.properties().first { $0.name == "it_born_at" } }
    #expect(born?.type == .dateTime)
  }

  @Test func `for an export, properties of the segment's profiles and the project's fields are told`() throws {
    let site = try ExportTests.site([ExportTests.ann, ["cleo@example.com"]])
    try site.putUsers([["email": "x@example.com", "firstName": "X", "shoeSize": 41]])
    let found = try suggest(site, ExportTests.goal)
    #expect(found.records == 2)
    let mapped = found.fields.filter { !$0.mappedTo.isEmpty }
    #expect(mapped.contains { $0.mappedTo == ["fullName"] }, "\(found.fields)")
    #expect(try field("email", found).isLinked)
    #expect(found.otherFields["shoeSize"] == "long", "\(found.otherFields)")
    #expect(found.yaml.hasPrefix("mappings:\n"), "\(found.yaml)")
  }

  @Test func `for groups, the catalog's items are looked at`() throws {
    let site = try ImportGroupsTests.site(#"{"S-1":{"city":"Breda","openDays":[1,2]},"S-2":{"city":"Delft"}}"#)
    let found = try suggest(site, ImportGroupsTests.goal)
    #expect(found.records == 2)
    #expect(try field("itemId", found).isLinked)
    #expect(try field("city", found).mappedTo == ["city"])
    #expect(try field("openDays", found).target == "open_days")
    #expect(found.yaml.contains("{ field: openDays, property: open_days, type: "))
  }

  @Test func `examples stand on one line and name nobody`() {
    func example(_ value: JSONValue, _ field: String) -> String { FieldExample.text(value, of: field) }
    #expect(example("two\nlines\u{1B}[31m\u{202E}", "note") == "two\\nlines\\u{1b}[31m\\u{202e}")
    #expect(example(.string(String(repeating: "x", count: 99)), "note").count == 31)
    #expect(example("Jane Smith", "customer_name") == "J*** S****")
    #expect(example("Clean & Co", "companyName") == "Clean & Co")
    #expect(example(["name": "Tea"], "item") == #"{"name":"Tea"}"#)
    #expect(example(1990, "birthYear") == "****")
    #expect(example(["lastName": "Smith", "size": 3], "card") == #"{"lastName":"S****","size":3}"#)
    #expect(example("jane@example.com", "emailAddress") == "j***@example.com")
  }

  @Test func `timeline mappings are told what their sources have, and what of the event is called so`() throws {
    let site = try Site()
    try site.accept(Site.order)
    try site.putUsers([["email": "ann@example.com", "orderNumber": 7, "orderedAt": "2026-01-31 08:00:00 +01:00"]])
    try site.buy(
      "ann@example.com", "1", #""items": [{"id": "A", "name": "Tea", "price": 6.25, "quantity": 2}], "total": 12.5"#)
    let goal = """
        - import_profiles: people
          link: [{ field: email, property: email }]
          timeline:
            - type: order
              source: purchases
              each: { items: shoppingCartItems, property: product, properties: [{ field: id, property: sku }] }
            - { type: order, id: orderNumber, date: orderedAt }
      """
    let found = try suggest(site, goal)
    #expect(found.timeline.map(\.source) == [.record, .purchases], "\(found.timeline)")
    let record = found.timeline[0]
    #expect(record.fields.first { $0.name == "orderNumber" }?.mappedTo == ["id"])
    let purchases = found.timeline[1]
    func field(_ path: String) throws -> TimelineSuggestions.Field {
      try #require(purchases.fields.first { $0.path == path }, "\(purchases.fields.map(\.path))")
    }
    #expect(purchases.records == 1)
    #expect(try field("createdAt").mappedTo == ["date"])
    #expect(try field("total").target == "total_revenue")
    #expect(try field("shoppingCartItems").mappedTo == ["product"])
    #expect(try field("shoppingCartItems[].id").mappedTo == ["sku"])
    #expect(try field("shoppingCartItems[].quantity").target == "quantity")
    #expect(
      found.yaml.hasSuffix(
        """
        timeline:
          - type: order
            source: purchases
            properties:
              - { field: total, property: total_revenue }
            each:
              - items: shoppingCartItems
                property: product
                properties:
                  - { field: quantity, property: quantity }
        """), "\(found.yaml)")
    let bare = try suggest(site, goal.replacing(/each: .*/, with: "all_properties: true")).timeline[1]
    #expect(
      bare.fields.first { $0.name == "shoppingCartItems" }?.target == "product", "the only list, for the only objects")
    #expect(throws: ConnectionsError.self) { try suggest(site, goal.replacing("type: order", with: "type: ordr")) }
  }

  @Test func `names are made once each`() {
    var names = TargetNames(taken: ["first_name"])
    #expect(names.property(for: "firstName", prefix: "") == "first_name_2")
    #expect(names.property(for: "SMSOptIn2x", prefix: "it_") == "it_smsopt_in2x")
    #expect(names.property(for: "profile_id", prefix: "") == "profile_id_value")
    #expect(names.property(for: "größe €", prefix: "") == "gr__e__")
    #expect(names.field(for: "first_name", prefix: "", known: ["firstName": "string"]) == "firstName")
    #expect(names.field(for: "points", prefix: "", known: ["points": "long"]) == "points")
    #expect(names.field(for: "first-name", prefix: "", known: [:]) == "firstName2")
  }
}
