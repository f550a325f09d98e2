import EventTypes
import Foundation
import Testing

@Suite struct EventTypeTests {
  static let order = EventType(
    id: "order", version: "1.2.0", name: "Order", description: "Somebody bought something.", icon: "cart",
    priority: 80, retentionDays: 730,
    properties: [
      EventProperty(key: "order_id", name: "Order ID", isRequired: true),
      EventProperty(key: "total_revenue", name: "Total revenue", type: .decimal),
      EventProperty(key: "quantity", type: .number),
      EventProperty(key: "ordered_at", type: .dateTime),
      EventProperty(key: "coupon", isMultiple: true),
      EventProperty(key: "email", isSensitive: true),
      EventProperty(
        key: "product", name: "Product", type: .object, isMultiple: true,
        properties: [
          EventProperty(key: "sku", name: "SKU", isRequired: true),
          EventProperty(key: "price", type: .decimal),
          EventProperty(key: "tag", isMultiple: true),
        ]),
    ])

  @Test func `a sound type is one, and survives being written`() throws {
    #expect(Self.order.faults == [])
    let written = try JSONEncoder().encode(Self.order)
    #expect(try JSONDecoder().decode(EventType.self, from: written) == Self.order)
    let text = String(decoding: written, as: UTF8.self)
    for key in ["\"required\":true", "\"sensitive\":true", "\"retentionDays\":730", "\"date-time\""] {
      #expect(text.contains(key), "\(text)")
    }
  }

  @Test func `what breaks a rule is named with its place`() {
    func paths(_ change: (inout EventType) -> Void) -> [String] {
      var type = Self.order
      change(&type)
      return type.faults.map(\.path)
    }
    for id in ["", "Order", "9a", "a_b", "a b", "é", String(repeating: "a", count: 65)] {
      #expect(paths { $0.id = id } == ["id"], "\(id)")
    }
    for version in ["", "1", "1.2", "1.2.3.4", "01.0.0", "1..0", "1.0.x", "1.0.-1", "1.0.1234567890"] {
      #expect(paths { $0.version = version } == ["version"], "\(version)")
    }
    #expect(paths { $0.name = "" } == ["name"])
    #expect(paths { $0.name = "a\u{1B}[31m" } == ["name"])
    #expect(paths { $0.name = String(repeating: "é", count: 200) } == [])
    #expect(paths { $0.name = String(repeating: "é", count: 201) } == ["name"])
    #expect(paths { $0.description = "a\nb" } == ["description"])
    #expect(paths { $0.icon = "Cart" } == ["icon"])
    #expect(paths { $0.priority = 101 } == ["priority"])
    #expect(paths { $0.retentionDays = 0 } == ["retention_days"])
    #expect(paths { $0.properties[0].key = "Order" } == ["properties"])
    #expect(paths { $0.properties[0].key = "coupon" } == ["properties"])
    #expect(paths { $0.properties[0].name = "\u{7F}" } == ["properties.order_id"])
    #expect(paths { $0.properties[6].properties = [] } == ["properties.product"])
    #expect(paths { $0.properties[0].properties = [EventProperty(key: "x")] } == ["properties.order_id"])
    #expect(paths { $0.properties[6].properties[1].key = "sku" } == ["properties.product"])
  }

  @Test func `depth and number are limited`() {
    func nested(_ levels: Int) -> EventProperty {
      levels == 1
        ? EventProperty(key: "leaf")
        : EventProperty(key: "level", type: .object, properties: [nested(levels - 1)])
    }
    var type = EventType(id: "deep", version: "1.0.0", name: "Deep", properties: [nested(5)])
    #expect(type.faults == [])
    type.properties = [nested(6)]
    #expect(type.faults.map(\.path) == ["properties.level.level.level.level.level"])
    type.properties = (0..<256).map { EventProperty(key: "p\($0)") }
    #expect(type.faults == [])
    type.properties.append(EventProperty(key: "one_more"))
    #expect(type.faults.map(\.path) == ["properties"])
    type.properties = [nested(1_000)]
    #expect(type.faults.count == 1)
  }

  @Test func `the error says everything, and nothing that steers a terminal`() {
    var type = Self.order
    type.id = "Or\u{1B}der"
    type.version = "1"
    let error = #expect(throws: EventTypesError.self) { try type.check() }
    #expect(error?.code == .unsound)
    #expect(error?.message.contains("'Or\u{FFFD}der' cannot be the id") == true)
    #expect(error?.message.contains("version: '1' is no version") == true)
    #expect(error?.hint?.isEmpty == false)
  }

  @Test func `versions are ordered by their numbers`() throws {
    let sorted = ["0.9.9", "1.0.0", "1.0.10", "1.2.0", "1.10.0", "10.0.0"]
    #expect(sorted.shuffled().compactMap { EventTypeVersion($0) }.sorted().map(\.description) == sorted)
    #expect(EventTypeVersion("1.2.3")?.nextMinor.description == "1.3.0")
  }
}
