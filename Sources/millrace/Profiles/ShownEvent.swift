import Connections
import EventTypes
import Profiles
import Records

/// An event of a timeline as commands print it: without the values of sensitive properties.
struct ShownEvent {
  private let date: Timestamp
  private let type: String
  private let name: String
  private let icon: String
  private let id: String
  private let properties: JSONValue
  /// In one line.
  private let summary: String

  var json: JSONValue {
    [
      "event_type": .string(type), "id": .string(id), "date": .string(date.description), "properties": properties,
      "summary": .string(summary),
    ]
  }

  static func show(_ events: [ShownEvent]) {
    var table = Table("DATE", "EVENT", "ID", "SUMMARY")
    for event in events {
      let icon = event.icon.isEmpty ? "" : "[\(event.icon)] "
      table.add(event.date.description, icon + event.name, event.id, event.summary)
    }
    table.print()
  }

  /// Asks the plugins that offer the events' types what to say of them; where one cannot, the properties are said. Throws
  /// ``ProfilesError``.
  static func timeline(
    of profile: ProfileID, _ filter: EventFilter, _ types: EventTypeCatalogue, _ reader: any ProfileReader,
    in home: Home
  ) throws -> [ShownEvent] {
    var rows: [(type: String, id: String, date: Timestamp, properties: [UInt8])] = []
    try reader.events(of: profile, filter) { event in
      rows.append((event.typeText, event.idText, event.date, Array(event.properties)))
    }
    var summaries = [String?](repeating: nil, count: rows.count)
    for type in Set(rows.map(\.type)) {
      guard let entry = types.entries.first(where: { $0.type.id == type }) else { continue }
      let places = rows.indices.filter { rows[$0].type == type }
      do {
        guard entry.offer?.eventType.hasSummarise == true, let plugin = try EventTypePlugin(entry, in: home) else {
          continue
        }
        let lines = places.flatMap { line(rows[$0].id, rows[$0].date, rows[$0].properties) }
        for (place, summary) in zip(places, try plugin.summaries(of: lines)) { summaries[place] = summary }
      } catch {
        Terminal.say("millrace: warning: event type '\(type)' is shown without its plugin: \(error)")
      }
    }
    return rows.indices.map { index in
      let row = rows[index]
      let type = types.entries.first { $0.type.id == row.type }?.type
      let value = row.properties.withUnsafeBytes { try? JSONValue(parsing: $0) } ?? .object([])
      let shown = type?.masked(value) ?? .object([])
      return ShownEvent(
        date: row.date, type: row.type, name: type?.name ?? row.type, icon: type?.icon ?? "", id: row.id,
        properties: shown, summary: summaries[index] ?? plain(shown, type?.properties ?? []))
    }
  }

  /// The event as plugins get it.
  private static func line(_ id: String, _ date: Timestamp, _ properties: [UInt8]) -> [UInt8] {
    var line = Array(#"{"@id":\#(JSONValue.string(id).text),"@date":"\#(date)""#.utf8)
    if properties.count > 2 { line.append(UInt8(ascii: ",")) }
    return line + properties.dropFirst() + [0x0A]
  }

  /// The first properties in words, objects by their number.
  private static func plain(_ value: JSONValue, _ properties: [EventProperty]) -> String {
    (value.object ?? []).prefix(4).map { member in
      let name = properties.first { $0.key == member.key }?.name ?? member.key
      switch member.value {
      case .array(let elements): return "\(elements.count) × \(name)"
      case .object: return name
      default: return "\(name) \(member.value.string ?? member.value.text)"
      }
    }.joined(separator: ", ")
  }
}
