import EventTypes
import Records

/// What a timeline mapping could take of its source: every field that was found, with the event's property that it goes to
/// already or, by its name, could go to.
public struct TimelineSuggestions: Sendable {
  /// The id of the event type.
  public var type: String
  public var source: TimelineMapping.Source
  public var eventName: String?
  /// Records that were looked at.
  public var records: Int
  public var fields: [Field]
  /// Required properties that nothing is mapped to, and nothing is called like.
  public var missing: [String]

  /// Where a field stands that is one of nested items: the field with the items, and the property that has one object for
  /// each of them.
  public struct Each: Sendable, Equatable {
    public var items: String
    public var property: String
  }

  public struct Field: Sendable {
    public var name: String
    /// Nil: the record has it.
    public var each: Each?
    public var holdsObjects: Bool
    /// Records with a value; of a field in items, items.
    public var present: Int
    /// Masked, and short.
    public var examples: [String]
    /// Where the mapping puts it: `id` and `date` of the event, and its properties.
    public var mappedTo: [String]
    /// The property that is called like it; nil where none is, or it is mapped.
    public var target: String?
    /// Of that property, or the first that it is mapped to.
    public var propertyType: EventPropertyType?

    /// As `shoppingCartItems[].sku`.
    public var path: String { each.map { "\($0.items)[].\(name)" } ?? name }
    public func path(of property: String) -> String { each.map { "\($0.property)[].\(property)" } ?? property }
  }

  init(_ mapping: TimelineMapping, _ type: EventType, _ survey: FieldSurvey) {
    (self.type, source, eventName) = (mapping.type, mapping.source, mapping.eventName)
    records = survey.records
    let finder = EventPropertyFinder(mapping, type)
    fields = survey.fields.flatMap { finder.fields(of: $0) }
    let reached = Set(fields.filter { $0.each == nil }.compactMap { $0.target ?? $0.mappedTo.first })
    missing = type.properties.filter { property in
      property.isRequired && !reached.contains(property.key) && !finder.isMapped(property.key)
    }.map(\.key)
  }
}

/// Finds the properties of an event type that fields go to, or are called like.
private struct EventPropertyFinder {
  private let mapping: TimelineMapping
  private let type: EventType
  /// First parts of the paths that something is mapped to.
  private let mapped: Set<String>

  init(_ mapping: TimelineMapping, _ type: EventType) {
    self.mapping = mapping
    self.type = type
    mapped = Set(
      (mapping.properties.map(\.property) + mapping.each.map(\.property)).map { String($0.prefix { $0 != "." }) })
  }

  func isMapped(_ property: String) -> Bool { mapped.contains(property) }

  /// The field, and what its items have where they are mapped or could be.
  func fields(of field: FieldSurvey.Field) -> [TimelineSuggestions.Field] {
    let each = mapping.each.first { $0.items == field.name }
    var found = TimelineSuggestions.Field(
      name: field.name, holdsObjects: field.holdsObjects, present: field.present, examples: field.examples,
      mappedTo: mappedTo(field.name))
    if found.mappedTo.isEmpty {
      let near = type.properties.first { property in
        !mapped.contains(property.key) && FieldName.key(of: property.key) == FieldName.key(of: field.name)
          && (property.type == .object) == field.holdsObjects
      }
      if let near, mapping.mapsAllProperties, EventPlan.names(of: near).contains(field.name) {
        found.mappedTo = [near.key]
      } else {
        found.target = near?.key
      }
    }
    let property = (found.target ?? found.mappedTo.first { $0 != "id" && $0 != "date" }).flatMap { key in
      type.properties.first { $0.key == key }
    }
    found.propertyType = property?.type
    guard let property, property.type == .object, each != nil || found.target != nil else { return [found] }
    return [found] + field.members.map { member(of: $0, field.name, property, each) }
  }

  private func mappedTo(_ field: String) -> [String] {
    (mapping.id.contains(field) ? ["id"] : []) + (mapping.date == field ? ["date"] : [])
      + mapping.properties.filter { $0.field == field }.map(\.property)
      + mapping.each.filter { $0.items == field }.map(\.property)
  }

  private func member(
    of member: FieldSurvey.Member, _ items: String, _ property: EventProperty, _ each: EventItemMapping?
  ) -> TimelineSuggestions.Field {
    var found = TimelineSuggestions.Field(
      name: member.name, each: .init(items: items, property: property.key), holdsObjects: member.holdsObjects,
      present: member.present, examples: member.examples,
      mappedTo: each?.properties.filter { $0.field == member.name }.map(\.property) ?? [])
    if found.mappedTo.isEmpty {
      let taken = each?.properties.map(\.property) ?? []
      let near = property.properties.first {
        !taken.contains($0.key) && FieldName.key(of: $0.key) == FieldName.key(of: member.name)
          && $0.type != .object && !member.holdsObjects
      }
      if let near, mapping.mapsAllProperties, EventPlan.names(of: near).contains(member.name) {
        found.mappedTo = [near.key]
      } else {
        found.target = near?.key
      }
    }
    let key = found.target ?? found.mappedTo.first
    found.propertyType = property.properties.first { $0.key == key }?.type
    return found
  }
}
