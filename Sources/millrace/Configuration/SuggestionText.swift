import Connections
import Records

/// Suggestions as people read them, a line a field, and as programs do.
enum SuggestionText {
  static func show(_ suggestions: MappingSuggestions) {
    let isExport = suggestions.kind == .exportProfiles
    let looked = "\(suggestions.records.grouped) \(isExport ? "profiles" : "records")"
    Terminal.print(Terminal.coloured("goal \(suggestions.goal)", .bold) + ", \(looked)")
    var table = Table(
      isExport ? "PROPERTY" : "FIELD", "TYPE", isExport ? "STORED AS" : "IN ITERABLE", "WITH VALUE", "EXAMPLES",
      isExport ? "FIELD" : "PROPERTY", "NOTE", numeric: [3])
    for field in suggestions.fields {
      let share = suggestions.records == 0 ? 0 : field.present * 100 / suggestions.records
      table.add(
        field.name, field.type?.rawValue ?? "", field.sourceType ?? "", "\(share) %",
        field.examples.joined(separator: ", "),
        field.mappedTo.isEmpty ? (field.type == nil ? "" : field.target) : field.mappedTo.joined(separator: ", "),
        note(field, suggestions.kind))
    }
    table.print()
    if !suggestions.otherFields.isEmpty {
      Terminal.print("\nOther fields of the Iterable project:")
      for (name, type) in suggestions.otherFields.sorted(by: { $0.key < $1.key }) {
        Terminal.print("  \(name) (\(type))")
      }
    }
    for timeline in suggestions.timeline { show(timeline) }
    if suggestions.hasSuggestions {
      Terminal.say("--output yaml prints mappings for those that are not mapped yet")
    }
  }

  private static func note(_ field: MappingSuggestions.Field, _ kind: Goal.Kind) -> String {
    var notes = field.isNew ? ["new since the last run"] : []
    if field.isLinked { notes.append("linked") }
    if !field.mappedTo.isEmpty { notes.append("mapped") }
    if field.holdsObjects { notes.append("holds objects") }
    if field.holdsBooleans { notes.append(MappingSuggestions.booleansNote) }
    if field.isSuggested, let existing = field.existingNote(kind) { notes.append(existing) }
    return notes.joined(separator: ", ")
  }

  private static func show(_ timeline: TimelineSuggestions) {
    let source = [timeline.source.rawValue, timeline.eventName].compactMap(\.self).joined(separator: " ")
    Terminal.print(
      "\n" + Terminal.coloured("timeline \(timeline.type)", .bold)
        + " from \(source), \(timeline.records.grouped) records")
    var table = Table("FIELD", "WITH VALUE", "EXAMPLES", "PROPERTY", "TYPE", "NOTE", numeric: [1])
    for field in timeline.fields {
      // Items have no share of the records.
      let share = timeline.records == 0 ? 0 : field.present * 100 / timeline.records
      table.add(
        field.path, field.each == nil ? "\(share) %" : "", field.examples.joined(separator: ", "),
        field.target.map(field.path(of:)) ?? field.mappedTo.map(field.path(of:)).joined(separator: ", "),
        field.propertyType?.rawValue ?? "",
        field.mappedTo.isEmpty ? (field.target == nil ? "" : "suggested") : "mapped")
    }
    table.print()
    for property in timeline.missing {
      Terminal.print("property '\(property)' is required, and no field is known that could go there")
    }
  }

  static func json(_ suggestions: MappingSuggestions) -> JSONValue {
    [
      "goal": .string(suggestions.goal), "kind": .string(suggestions.kind.rawValue),
      "records": .integer(Int64(suggestions.records)), "fields": .array(suggestions.fields.map(json)),
      "timeline": .array(suggestions.timeline.map(json)),
      "other_fields": .array(
        suggestions.otherFields.sorted { $0.key < $1.key }.map {
          ["name": .string($0.key), "type": .string($0.value)]
        }),
    ]
  }

  private static func json(_ field: MappingSuggestions.Field) -> JSONValue {
    func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? nil }
    return [
      "name": .string(field.name), "source_type": text(field.sourceType), "type": text(field.type?.rawValue),
      "holds_objects": .bool(field.holdsObjects), "holds_booleans": .bool(field.holdsBooleans),
      "with_value": .integer(Int64(field.present)),
      "examples": .array(field.examples.map(JSONValue.string)),
      "mapped_to": .array(field.mappedTo.map(JSONValue.string)), "linked": .bool(field.isLinked),
      "target": .string(field.target), "existing_type": text(field.existingType), "new": .bool(field.isNew),
      "suggested": .bool(field.isSuggested),
    ]
  }

  private static func json(_ timeline: TimelineSuggestions) -> JSONValue {
    [
      "event_type": .string(timeline.type), "source": .string(timeline.source.rawValue),
      "event_name": timeline.eventName.map { .string($0) } ?? nil, "records": .integer(Int64(timeline.records)),
      "fields": .array(
        timeline.fields.map { field in
          [
            "name": .string(field.name), "items": field.each.map { .string($0.items) } ?? nil,
            "items_property": field.each.map { .string($0.property) } ?? nil,
            "holds_objects": .bool(field.holdsObjects), "with_value": .integer(Int64(field.present)),
            "examples": .array(field.examples.map(JSONValue.string)),
            "mapped_to": .array(field.mappedTo.map(JSONValue.string)),
            "target": field.target.map { .string($0) } ?? nil,
            "property_type": (field.propertyType?.rawValue).map { .string($0) } ?? nil,
          ]
        }),
      "missing": .array(timeline.missing.map(JSONValue.string)),
    ]
  }
}
