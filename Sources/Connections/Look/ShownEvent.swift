import EventTypes
import Profiles
import Records

/// An event of a timeline as people are shown it: without the values of sensitive properties.
public struct ShownEvent: Sendable {
  public let date: Timestamp
  /// The event type's id and name.
  public let type: String
  public let name: String
  /// The name of an icon; empty for none.
  public let icon: String
  public let id: String
  public let properties: JSONValue
  /// In one line.
  public let summary: String

  public var json: JSONValue {
    [
      "event_type": .string(type), "id": .string(id), "date": .string(date.description), "properties": properties,
      "summary": .string(summary),
    ]
  }

  /// Leaves out the first `skipping` events. Asks the plugins that offer the events' types what to say of them; where one cannot, the properties are said. Throws
  /// ``ProfilesError``.
  public static func timeline(
    of profile: ProfileID, _ filter: EventFilter, _ types: EventTypeCatalogue, _ reader: any ProfileReader,
    in installation: Installation, skipping: Int = 0
  ) throws -> [ShownEvent] {
    var rows: [(type: String, id: String, date: Timestamp, properties: [UInt8])] = []
    var count = 0
    try reader.events(of: profile, filter) { event in
      count += 1
      guard count > skipping else { return }
      rows.append((event.typeText, event.idText, event.date, Array(event.properties)))
    }
    var summaries = [String?](repeating: nil, count: rows.count)
    for type in Set(rows.map(\.type)) {
      guard let entry = types.entries.first(where: { $0.type.id == type }) else { continue }
      let places = rows.indices.filter { rows[$0].type == type }
      do {
        guard entry.offer?.eventType.hasSummarise == true,
          let plugin = try EventTypePlugin(
            entry, in: installation.catalogue, installation.oversight, worker: installation.worker)
        else { continue }
        let lines = places.flatMap { line(rows[$0].id, rows[$0].date, rows[$0].properties) }
        for (place, summary) in zip(places, try plugin.summaries(of: lines)) { summaries[place] = summary }
      } catch {
        installation.warn("event type '\(type)' is shown without its plugin: \(error)")
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
