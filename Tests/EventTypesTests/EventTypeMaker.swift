import EventTypes
import Records

/// Sound event types, changed ones, and events of them, all by chance.
enum EventTypeMaker {
  static func type(_ random: inout some RandomNumberGenerator) -> EventType {
    EventType(
      id: "type-\(Int.random(in: 0...9, using: &random))", version: "1.\(Int.random(in: 0...9, using: &random)).0",
      name: ["Order", "E-mail opened", "주문", "<&\"'>"].randomElement(using: &random)!,
      description: ["", "What happened.", "a b ü & <x>"].randomElement(using: &random)!,
      icon: ["", "cart"].randomElement(using: &random)!, priority: Int.random(in: 0...100, using: &random),
      retentionDays: [nil, 1, 36_500].randomElement(using: &random)!, properties: properties(&random, depth: 1))
  }

  private static func properties(_ random: inout some RandomNumberGenerator, depth: Int) -> [EventProperty] {
    let first = depth == 1 ? 0 : 1
    return (0..<Int.random(in: first...4, using: &random)).map { property("p\($0)", &random, depth: depth) }
  }

  private static func property(
    _ key: String, _ random: inout some RandomNumberGenerator, depth: Int
  ) -> EventProperty {
    let types = depth < 3 ? EventPropertyType.allCases : EventPropertyType.allCases.filter { $0 != .object }
    let type = types.randomElement(using: &random)!
    return EventProperty(
      key: key, name: "Name of \(key)", type: type, isRequired: Bool.random(using: &random),
      isMultiple: Bool.random(using: &random), isSensitive: Bool.random(using: &random),
      properties: type == .object ? properties(&random, depth: depth + 1) : [])
  }

  /// The type with one to three changes, allowed ones and others.
  static func changed(_ type: EventType, _ random: inout some RandomNumberGenerator) -> EventType {
    var type = type
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      if Int.random(in: 0..<4, using: &random) == 0 {
        type.priority = Int.random(in: 0...100, using: &random)
      } else {
        change(&type.properties, &random)
      }
    }
    return type
  }

  private static func change(_ properties: inout [EventProperty], _ random: inout some RandomNumberGenerator) {
    guard let at = properties.indices.randomElement(using: &random), Int.random(in: 0..<4, using: &random) > 0 else {
      return properties.append(property("q\(properties.count)", &random, depth: 2))
    }
    switch Int.random(in: 0..<6, using: &random) {
    case 0: properties.remove(at: at)
    case 1: properties[at].isRequired.toggle()
    case 2: properties[at].isMultiple.toggle()
    case 3: properties.shuffle(using: &random)
    case 4: properties[at] = property(properties[at].key, &random, depth: 2)
    default:
      if properties[at].type == .object {
        change(&properties[at].properties, &random)
      } else {
        properties[at].name = "Other"
      }
    }
  }

  /// An event with all that is required.
  static func event(of properties: [EventProperty], _ random: inout some RandomNumberGenerator) -> JSONValue {
    var members: [JSONValue.Member] = []
    for property in properties where property.isRequired || Bool.random(using: &random) {
      let count = property.isMultiple ? Int.random(in: 1...3, using: &random) : 1
      let values = (0..<count).map { _ in value(of: property, &random) }
      let isList = property.isMultiple && (count > 1 || Bool.random(using: &random))
      members.append(JSONValue.Member(key: property.key, value: isList ? .array(values) : values[0]))
    }
    if Bool.random(using: &random) { members.append(JSONValue.Member(key: "Unknown", value: [1, ["x": nil]])) }
    return .object(members.shuffled(using: &random))
  }

  private static func value(of property: EventProperty, _ random: inout some RandomNumberGenerator) -> JSONValue {
    switch property.type {
    case .text: .string(["", "a", "é\"\n\\"].randomElement(using: &random)!)
    case .number: .integer(Int64.random(in: -9...9_000_000_000, using: &random))
    case .decimal: .number(Double(Int.random(in: -900...900, using: &random)) / 4)
    case .dateTime: .string(["2026-01-31", "2026-01-31T08:00:00.5+02:00"].randomElement(using: &random)!)
    case .object: event(of: property.properties, &random)
    }
  }
}
