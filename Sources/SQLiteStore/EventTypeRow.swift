import EventTypes
import Foundation
import GRDB
import Profiles

/// A row of the table `event_type`.
struct EventTypeRow: Codable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "event_type"

  enum Origin: String, Codable { case plugin, xml, blueconic }

  var id: String
  /// JSON.
  var definition: String
  var origin: Origin
  var plugin: String?
  var pluginVersion: String?
  var acceptedAt: Int64

  enum CodingKeys: String, CodingKey {
    case id, definition, origin, plugin
    case pluginVersion = "plugin_version"
    case acceptedAt = "accepted_at"
  }

  init(_ accepted: AcceptedEventType) throws {
    id = accepted.type.id
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    definition = String(decoding: try encoder.encode(accepted.type), as: UTF8.self)
    acceptedAt = accepted.acceptedAt.microseconds
    switch accepted.origin {
    case .plugin(let id, let version): (origin, plugin, pluginVersion) = (.plugin, id, version)
    case .xml: origin = .xml
    case .blueconic: origin = .blueconic
    }
  }

  /// Nil where it is not what is written here.
  var accepted: AcceptedEventType? {
    guard let type = try? JSONDecoder().decode(EventType.self, from: Data(definition.utf8)) else { return nil }
    let origin: AcceptedEventType.Origin =
      switch self.origin {
      case .plugin: .plugin(id: plugin ?? "", version: pluginVersion ?? "")
      case .xml: .xml
      case .blueconic: .blueconic
      }
    return AcceptedEventType(type: type, origin: origin, acceptedAt: Timestamp(microseconds: acceptedAt))
  }
}
