import EventTypes

/// Finds the properties of an event type that fields go to, or could: those that are called so, `orderId` and `order_id`;
/// else the only one that has all words of the field's name, or the other way round; and for the only list of objects, the
/// only property of several objects.
struct EventPropertyFinder {
  private let mapping: TimelineMapping
  private let type: EventType
  /// First parts of the paths that something is mapped to.
  private let mapped: Set<String>
  /// By field.
  private var targets: [String: EventProperty] = [:]

  init(_ mapping: TimelineMapping, _ type: EventType, _ survey: FieldSurvey) {
    self.mapping = mapping
    self.type = type
    mapped = Set(
      (mapping.properties.map(\.property) + mapping.each.map(\.property)).map { String($0.prefix { $0 != "." }) })
    let open = type.properties.filter { !mapped.contains($0.key) }
    let fields = survey.fields.filter { mappedTo($0.name).isEmpty }
    targets = Self.pairs(
      fields.map { ($0.name, $0.holdsObjects) }, open, inOrder: [Self.areCalledAlike, Self.shareWords])
    let lists = fields.filter { $0.holdsObjects && $0.holdsLists && targets[$0.name] == nil }
    let objects = open.filter { property in
      property.type == .object && property.isMultiple && !targets.values.contains { $0.key == property.key }
    }
    if lists.count == 1, objects.count == 1 { targets[lists[0].name] = objects[0] }
  }

  func isMapped(_ property: String) -> Bool { mapped.contains(property) }

  /// The field, and what its items have where they are mapped or could be.
  func fields(of field: FieldSurvey.Field) -> [TimelineSuggestions.Field] {
    let each = mapping.each.first { $0.items == field.name }
    var found = TimelineSuggestions.Field(
      name: field.name, holdsObjects: field.holdsObjects, present: field.present, examples: field.examples,
      mappedTo: mappedTo(field.name))
    settle(&found, targets[field.name])
    let property = (found.target ?? found.mappedTo.first { $0 != "id" && $0 != "date" }).flatMap { key in
      type.properties.first { $0.key == key }
    }
    found.propertyType = property?.type
    guard let property, property.type == .object, each != nil || found.target != nil else { return [found] }
    return [found] + members(of: field, property, each)
  }

  private func members(
    of field: FieldSurvey.Field, _ property: EventProperty, _ each: EventItemMapping?
  ) -> [TimelineSuggestions.Field] {
    let rules = each?.properties ?? []
    let open = property.properties.filter { property in
      property.type != .object && !rules.contains { $0.property == property.key }
    }
    let free = field.members.filter { member in !rules.contains { $0.field == member.name } }
    let targets = Self.pairs(
      free.map { ($0.name, $0.holdsObjects) }, open, inOrder: [Self.areCalledAlike, Self.shareWords])
    return field.members.map { member in
      var found = TimelineSuggestions.Field(
        name: member.name, each: .init(items: field.name, property: property.key), holdsObjects: member.holdsObjects,
        present: member.present, examples: member.examples,
        mappedTo: rules.filter { $0.field == member.name }.map(\.property))
      settle(&found, targets[member.name])
      let key = found.target ?? found.mappedTo.first
      found.propertyType = property.properties.first { $0.key == key }?.type
      return found
    }
  }

  /// With `all_properties` a property takes the field of its name already.
  private func settle(_ field: inout TimelineSuggestions.Field, _ property: EventProperty?) {
    guard field.mappedTo.isEmpty, let property else { return }
    if mapping.mapsAllProperties, EventPlan.names(of: property).contains(field.name) {
      field.mappedTo = [property.key]
    } else {
      field.target = property.key
    }
  }

  private func mappedTo(_ field: String) -> [String] {
    (mapping.id.contains(field) ? ["id"] : []) + (mapping.date == field ? ["date"] : [])
      + mapping.properties.filter { $0.field == field }.map(\.property)
      + mapping.each.filter { $0.items == field }.map(\.property)
  }

  // MARK: Names

  /// Fields and properties that belong together by one of the rules, and by no other pair of the same rule.
  private static func pairs(
    _ fields: [(name: String, holdsObjects: Bool)], _ properties: [EventProperty],
    inOrder rules: [(String, String) -> Bool]
  ) -> [String: EventProperty] {
    var found: [String: EventProperty] = [:]
    for rule in rules {
      let fields = fields.filter { found[$0.name] == nil }
      let open = properties.filter { property in !found.values.contains { $0.key == property.key } }
      func fits(_ field: (name: String, holdsObjects: Bool), _ property: EventProperty) -> Bool {
        (property.type == .object) == field.holdsObjects && rule(field.name, property.key)
      }
      for field in fields {
        let near = open.filter { fits(field, $0) }
        guard near.count == 1, fields.count(where: { fits($0, near[0]) }) == 1 else { continue }
        found[field.name] = near[0]
      }
    }
    return found
  }

  private static func areCalledAlike(_ field: String, _ property: String) -> Bool {
    FieldName.key(of: field) == FieldName.key(of: property)
  }

  private static func shareWords(_ field: String, _ property: String) -> Bool {
    let (one, other) = (Set(FieldName.words(of: field)), Set(FieldName.words(of: property)))
    return !one.isEmpty && !other.isEmpty && (one.isSubset(of: other) || other.isSubset(of: one))
  }
}
