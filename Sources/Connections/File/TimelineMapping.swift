import Records
import YAMLReading
import Yams

/// One rule that makes Timeline events of records.
public struct TimelineMapping: Sendable, Equatable {
  /// Where the records come from.
  public enum Source: String, Sendable, CaseIterable {
    /// The goal's own: an event belongs to the profiles that the record matched or made.
    case record
    /// Iterable's export of purchases.
    case purchases
    /// Iterable's export of custom events.
    case customEvents = "custom_events"
  }

  /// The id of an event type.
  public var type: String
  public var source: Source
  /// Which of Iterable's custom events; only with that source.
  public var eventName: String?
  /// What purchases and custom events pass before they are linked and mapped; the goal's own records pass the goal's.
  public var processors: [ProcessorStep]
  /// The fields that may hold the event's id: the first that has a value does.
  public var id: [String]
  public var date: String
  public var properties: [EventPropertyMapping]
  public var each: [EventItemMapping]
  /// Whether every property that is not mapped takes the field of its own name.
  public var mapsAllProperties: Bool
  /// Of `type`.
  public var position: SourcePosition
}

extension TimelineMapping {
  /// What the goal's own records must have for it, as far as Iterable can know it: the first word of each path.
  var fieldsOfRecord: [String] {
    guard source == .record else { return [] }
    let named = (id.count == 1 ? id : []) + [date] + properties.map(\.field) + each.map(\.items)
    return named.map { String($0.prefix { $0 != "." }) }
  }
}

/// Which field goes to which property of an event.
public struct EventPropertyMapping: Sendable, Equatable {
  public var field: String
  /// A dot leads into an object: `address.city`.
  public var property: String
  public var position: SourcePosition
}

/// A list of nested items, such as an order's products.
public struct EventItemMapping: Sendable, Equatable {
  /// The field with the list.
  public var items: String
  public var property: String
  /// Fields of the items.
  public var properties: [EventPropertyMapping]
  public var position: SourcePosition
}

extension Connection {
  /// Whether a goal names Timeline event types, of events that it makes or exports.
  public var usesEventTypes: Bool {
    goals.contains { goal in
      switch goal {
      case .importGroups: false
      case .importProfiles(let goal): !goal.timeline.isEmpty
      case .exportProfiles(let goal): goal.timeline?.types != nil
      }
    }
  }
}

// MARK: - Reading

extension TimelineMapping {
  static func readAll(_ reader: MappingReader) -> [TimelineMapping] {
    reader.mappings(
      "timeline", "Which Timeline events come of records, purchases and custom events.", each: "a timeline mapping",
      read)
  }

  private static func read(_ reader: MappingReader) -> TimelineMapping {
    reader.writesFirst("type")
    let source = reader.choice("source", "Where the events come from.", default: Source.record)
    let isRecord = source == .record
    let mapping = TimelineMapping(
      type: reader.requiredText("type", "The Timeline event type, as 'millrace event-type list' shows it."),
      source: source,
      eventName: reader.optionalText("event_name", "Which of Iterable's custom events; with source: custom_events."),
      processors: ProcessorStep.readAll(reader),
      id: readID(reader, default: isRecord ? nil : ["_id", "id"]),
      date: isRecord
        ? reader.requiredText("date", dateSentence) : reader.text("date", dateSentence, default: "createdAt"),
      properties: EventPropertyMapping.readAll(reader),
      each: EventItemMapping.readAll(reader),
      mapsAllProperties: reader.boolean(
        "all_properties",
        "Whether every property that is not mapped, nested ones too, takes the field of its name: order_id, orderId.",
        default: false),
      position: (reader.value("type") ?? reader.node).position)
    check(mapping, reader)
    return mapping
  }

  private static let dateSentence =
    "The field with the event's date and time; createdAt where it is left out for purchases and custom events."

  /// `fallback` is nil where one has to be named.
  private static func readID(_ reader: MappingReader, default fallback: [String]?) -> [String] {
    let sentence =
      "The field with the event's id, or several: the first with a value; _id, id where it is left out for purchases and custom events."
    guard let node = reader.value("id", sentence) else {
      if fallback == nil {
        reader.diagnostics.error(at: reader.node, "a timeline mapping has no 'id'", hint: sentence)
      }
      return fallback ?? []
    }
    guard node.sequence != nil else { return reader.text(of: node, "'id'", sentence).map { [$0] } ?? [] }
    let fields = reader.texts("id", sentence)
    if fields.isEmpty { reader.diagnostics.error(at: node, "'id' names no field", hint: sentence) }
    return fields
  }

  private static func check(_ mapping: TimelineMapping, _ reader: MappingReader) {
    switch (mapping.source, mapping.eventName) {
    case (.customEvents, nil):
      reader.diagnostics.error(
        at: reader.node, "a timeline mapping of custom events has no 'event_name'",
        hint: "add event_name: the name of the custom event in Iterable")
    case (.record, .some), (.purchases, .some):
      reader.diagnostics.error(
        at: reader.keyNode("event_name"), "only custom events have an 'event_name'",
        hint: "add source: custom_events, or remove it")
    default: break
    }
    if mapping.source == .record, !mapping.processors.isEmpty {
      reader.diagnostics.error(
        at: reader.keyNode("processors"), "events of the goal's own records come of what passed the goal's processors",
        hint: "put the step into the goal's 'processors'")
    }
  }
}

extension EventPropertyMapping {
  fileprivate static func readAll(_ reader: MappingReader) -> [EventPropertyMapping] {
    reader.mappings(
      "properties", "Which field goes to which property of the event.", each: "an event property"
    ) {
      EventPropertyMapping(
        field: $0.requiredText("field", "The field; a dot leads into an object."),
        property: $0.requiredText("property", "The event's property; a dot leads into an object."),
        position: ($0.value("property") ?? $0.node).position)
    }
  }
}

extension EventItemMapping {
  /// One, or a list of them.
  fileprivate static func readAll(_ reader: MappingReader) -> [EventItemMapping] {
    let sentence = "Lists of nested items: which field has them, and what each of them is in the event; one or several."
    guard let node = reader.value("each", sentence) else { return [] }
    let nodes = node.sequence.map(Array.init) ?? [node]
    return nodes.compactMap { MappingReader.read($0, as: "'each'", reader.diagnostics, read) }
  }

  private static func read(_ reader: MappingReader) -> EventItemMapping {
    EventItemMapping(
      items: reader.requiredText("items", "The field with the list of items."),
      property: reader.requiredText("property", "The event's property that has one object for each item."),
      properties: EventPropertyMapping.readAll(reader),
      position: (reader.value("property") ?? reader.node).position)
  }
}
