import ArgumentParser
import Connections
import EventTypes
import Foundation
import Profiles
import Records

struct EventTypeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "event-type", abstract: "What events on timelines look like: from plugins, XML files and BlueConic.",
    discussion: """
      Examples:
        millrace event-type import --dry-run shop-visit.xml
        millrace event-type show order
        millrace event-type check order orders.jsonl --strict
      """,
    subcommands: [
      EventTypeListCommand.self, EventTypeShowCommand.self, EventTypeImportCommand.self, EventTypeExportCommand.self,
      EventTypeCheckCommand.self, EventTypeDeleteCommand.self,
    ])
}

extension Home {
  func eventTypes() throws -> EventTypeCatalogue {
    let isThere = FileManager.default.fileExists(atPath: database.path)
    let accepted = try isThere ? openStoreForReading().read { try $0.eventTypes() } : []
    return EventTypeCatalogue(plugins: try catalogue().scan(), accepted: accepted)
  }
}

extension EventType {
  var json: JSONValue {
    [
      "event_type": .string(id), "version": .string(version), "name": .string(name),
      "description": .string(description), "icon": .string(icon), "priority": .integer(Int64(priority)),
      "retention_days": retentionDays.map { .integer(Int64($0)) } ?? nil,
      "properties": .array(properties.map(\.json)),
    ]
  }
}

extension EventProperty {
  fileprivate var json: JSONValue {
    [
      "key": .string(key), "name": .string(name), "type": .string(type.rawValue), "required": .bool(isRequired),
      "multiple": .bool(isMultiple), "sensitive": .bool(isSensitive), "properties": .array(properties.map(\.json)),
    ]
  }
}
