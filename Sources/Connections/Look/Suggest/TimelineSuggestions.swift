import EventTypes
import Records

/// What a timeline mapping could take of its source: every field that was found, with the event's property that it goes to
/// already or could go to.
public struct TimelineSuggestions: Sendable {
  /// The id of the event type.
  public var type: String
  public var source: TimelineMapping.Source
  public var eventName: String?
  /// Records that were looked at.
  public var records: Int
  public var fields: [Field]
  /// Required properties that nothing is mapped to, and no field could go to.
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
    /// The property that it could go to; nil where none is known, or it is mapped.
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
    let finder = EventPropertyFinder(mapping, type, survey)
    fields = survey.fields.flatMap { finder.fields(of: $0) }
    let reached = Set(fields.filter { $0.each == nil }.compactMap { $0.target ?? $0.mappedTo.first })
    missing = type.properties.filter { property in
      property.isRequired && !reached.contains(property.key) && !finder.isMapped(property.key)
    }.map(\.key)
  }
}
