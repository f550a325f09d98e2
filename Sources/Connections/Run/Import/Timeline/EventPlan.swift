import EventTypes
import Records
import YAMLReading

/// How a timeline mapping makes events of its type: every property that gets a value, in the order of the type, with where
/// the value comes from.
struct EventPlan: Sendable {
  struct Member: Sendable {
    var property: EventProperty
    var source: Source
  }

  indirect enum Source: Sendable {
    case value(Field)
    /// An object of fields that stand where the object's own would.
    case object([Member])
    /// An object for each of the objects in a field's list, or for the one object that the field is.
    case items(Field, [Member])
  }

  /// Where a value may stand: under the first of the names that has one.
  enum Field: Sendable {
    /// Of the record, by their places in ``EventPlan/fields``.
    case ofRecord([Int])
    /// Of the item that is at hand.
    case ofItem([[UInt8]])
  }

  /// Something in the mapping that does not go with the type.
  struct Objection: Sendable {
    var position: SourcePosition
    var message: String
    var hint: String?
  }

  let mapping: TimelineMapping
  let type: EventType
  /// The record's fields that are looked up.
  private(set) var fields: [String] = []
  private(set) var id: [Int] = []
  private(set) var date = 0
  private(set) var members: [Member] = []
  /// In the order of the mapping's properties; where there is one, the plan is not for use.
  private(set) var objections: [Objection] = []

  /// The type is sound.
  init(_ mapping: TimelineMapping, _ type: EventType) {
    self.mapping = mapping
    self.type = type
    id = mapping.id.map { slot($0) }
    date = slot(mapping.date)
    let rules = mapping.properties.map(Rule.init)
    members = members(
      of: type.properties, rules[...], each: mapping.each, takesAll: mapping.mapsAllProperties, isItem: false, path: "")
    for each in mapping.each where !type.properties.contains(where: { $0.key == each.property }) {
      objectUnknown(each.property, each.position, among: type.properties, path: "")
    }
  }

  /// Of events that are given as JSON: every property takes the member of its key.
  init(byNameOf type: EventType) {
    mapping = TimelineMapping(
      type: type.id, source: .record, processors: [], id: [], date: "", properties: [], each: [],
      mapsAllProperties: true, position: SourcePosition(line: 1, column: 1))
    self.type = type
    members = members(of: type.properties, [], each: [], takesAll: true, isItem: true, path: "")
  }

  /// Which field goes to a property, by the part of its path that is left.
  private struct Rule {
    var path: ArraySlice<Substring>
    var mapping: EventPropertyMapping

    init(_ mapping: EventPropertyMapping) {
      path = mapping.property.split(separator: ".", omittingEmptySubsequences: false)[...]
      self.mapping = mapping
    }

    /// What is left of it inside the first property of its path.
    var inside: Rule {
      var rule = self
      rule.path = path.dropFirst()
      return rule
    }
  }

  private mutating func slot(_ field: String) -> Int {
    if let known = fields.firstIndex(of: field) { return known }
    fields.append(field)
    return fields.count - 1
  }

  private mutating func field(_ names: [String], isItem: Bool) -> Field {
    isItem ? .ofItem(names.map { Array($0.utf8) }) : .ofRecord(names.map { slot($0) })
  }

  private mutating func members(
    of properties: [EventProperty], _ rules: ArraySlice<Rule>, each: [EventItemMapping], takesAll: Bool, isItem: Bool,
    path: String
  ) -> [Member] {
    for rule in rules where !properties.contains(where: { $0.key == rule.path.first! }) {
      objectUnknown(String(rule.path.first!), rule.mapping.position, among: properties, path: path)
    }
    return properties.compactMap { property in
      let own = rules.filter { $0.path.first! == property.key }
      let items = each.filter { $0.property == property.key }
      let positions = own.filter { $0.path.count == 1 }.map(\.mapping.position) + items.map(\.position)
      if positions.count > 1 || (positions.count == 1 && own.count + items.count > 1) {
        object(
          items.last?.position ?? own.last!.mapping.position,
          "property '\(path)\(property.key)' is mapped twice", "let one field go to it")
        return nil
      }
      guard
        let source = source(of: property, own[...], items.first, takesAll: takesAll, isItem: isItem, path: path)
      else {
        // What stands in an object that is mapped as a whole may be there.
        if property.isRequired {
          object(
            mapping.position, "property '\(path)\(property.key)' is required, and nothing is mapped to it",
            "map a field to it, or say all_properties: true")
        }
        return nil
      }
      return Member(property: property, source: source)
    }
  }

  private mutating func source(
    of property: EventProperty, _ rules: ArraySlice<Rule>, _ items: EventItemMapping?, takesAll: Bool, isItem: Bool,
    path: String
  ) -> Source? {
    let inner = "\(path)\(property.key)."
    if let items {
      guard isObject(property, items.position, path) else { return nil }
      let rules = items.properties.map(Rule.init)
      let members = members(
        of: property.properties, rules[...], each: [], takesAll: takesAll, isItem: true, path: inner)
      return .items(field([items.items], isItem: isItem), members)
    }
    if let rule = rules.first, rule.path.count == 1 {
      let field = field([rule.mapping.field], isItem: isItem)
      return property.type == .object ? .items(field, membersByName(of: property, path: inner)) : .value(field)
    }
    if let first = rules.first {
      guard isObject(property, first.mapping.position, path) else { return nil }
      guard !property.isMultiple else {
        object(
          first.mapping.position, "property '\(path)\(property.key)' may have several values",
          "map the list that they come from with 'each: { items: FIELD, property: \(property.key), properties: […] }'")
        return nil
      }
      let rules = rules.map(\.inside)
      return .object(
        members(of: property.properties, rules[...], each: [], takesAll: false, isItem: isItem, path: inner))
    }
    guard takesAll else { return nil }
    let field = field(Self.names(of: property), isItem: isItem)
    return property.type == .object ? .items(field, membersByName(of: property, path: inner)) : .value(field)
  }

  /// The members of an object take the fields of their names.
  private mutating func membersByName(of property: EventProperty, path: String) -> [Member] {
    members(of: property.properties, [], each: [], takesAll: true, isItem: true, path: path)
  }

  /// `order_id`, `orderId`.
  static func names(of property: EventProperty) -> [String] {
    let words = property.key.split(separator: "_")
    let camel = words.enumerated().map { $0 == 0 ? String($1) : $1.prefix(1).uppercased() + $1.dropFirst() }.joined()
    return camel == property.key ? [property.key] : [property.key, camel]
  }

  // MARK: Objections

  private mutating func object(_ position: SourcePosition, _ message: String, _ hint: String?) {
    objections.append(Objection(position: position, message: message, hint: hint))
  }

  private mutating func objectUnknown(
    _ key: String, _ position: SourcePosition, among properties: [EventProperty], path: String
  ) {
    object(
      position, "event type '\(type.id)' has no property '\(path)\(key)'",
      Suggestion.hint(for: key, among: properties.map(\.key)))
  }

  private mutating func isObject(_ property: EventProperty, _ position: SourcePosition, _ path: String) -> Bool {
    guard property.type != .object else { return true }
    object(
      position,
      "property '\(path)\(property.key)' of event type '\(type.id)' is a \(property.type.rawValue), no object",
      "map a field to it under 'properties'")
    return false
  }
}
