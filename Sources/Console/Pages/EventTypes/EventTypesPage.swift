import Connections
import EventTypes
import Foundation
import Profiles

/// What events on timelines look like: those that plugins offer, and imported ones.
struct EventTypesPage: Page {
  static let template = "event-types"
  let title = "Event types"
  let section = "/event-types"

  struct Row: Sendable {
    let id: String
    let name: String
    let path: String
    let icon: String
    let description: String
    let version: String
    let origin: String
    let kept: String
    let properties: String
    let count: String
    let conflicts: [String]
  }

  let rows: [Row]
  let hasRows: Bool
  let seen: String?

  init(_ entries: [EventTypeCatalogue.Entry], _ tally: ProfileTally) {
    rows = entries.enumerated().map { index, entry in
      let type = entry.type
      return Row(
        id: type.id, name: type.name, path: "/event-types/\(type.id)", icon: EventIcon.symbol(type.icon),
        description: type.description, version: type.version, origin: entry.origin, kept: type.keptWords,
        properties: type.properties.map(\.name).joined(separator: ", "), count: tally.words(index),
        conflicts: entry.conflicts.map(\.sentence))
    }
    hasRows = !rows.isEmpty
    seen = hasRows ? tally.seenWords : nil
  }
}

/// One event type.
struct EventTypePage: Page {
  static let template = "event-type"
  let title: String
  let section = "/event-types"

  struct Property: Sendable {
    let key: String
    let name: String
    /// Keys of the objects that it stands in.
    let inside: String?
    let type: String
    let flags: String
  }

  let id: String
  let path: String
  let icon: String
  let iconName: String?
  let version: String
  let description: String
  let origin: String
  let imported: Moment?
  let priority: String
  let kept: String
  let count: String
  let seen: String?
  let properties: [Property]
  let hasProperties: Bool
  let conflicts: [String]
  /// Whether the store remembers it.
  let isStored: Bool

  init(_ entry: EventTypeCatalogue.Entry, _ tally: ProfileTally, now: Date) {
    let type = entry.type
    title = type.name
    id = type.id
    path = "/event-types/\(type.id)"
    icon = EventIcon.symbol(type.icon)
    iconName = type.icon.isEmpty ? nil : type.icon
    version = type.version
    description = type.description
    origin = entry.origin
    imported = entry.accepted.map { Moment($0.acceptedAt.date, now: now) }
    priority = "\(type.priority)"
    kept = type.keptWords
    count = tally.words(0)
    seen = tally.seenWords
    properties = Self.rows(type.properties)
    hasProperties = !properties.isEmpty
    conflicts = entry.conflicts.map(\.sentence)
    isStored = entry.accepted != nil
  }

  private static func rows(_ properties: [EventProperty], inside: [String] = []) -> [Property] {
    properties.flatMap { property in
      let flags = [
        (property.isRequired, "required"), (property.isMultiple, "multiple"), (property.isSensitive, "sensitive"),
      ]
      let row = Property(
        key: property.key, name: property.name, inside: inside.isEmpty ? nil : inside.joined(separator: " › "),
        type: property.type.words, flags: flags.filter(\.0).map(\.1).joined(separator: ", "))
      return [row] + rows(property.properties, inside: inside + [property.key])
    }
  }
}

/// Where event types come in from a file.
struct EventTypeImportPage: Page {
  static let template = "event-type-import"
  let title = "Import event types"
  let section = "/event-types"
  let field: FieldView
  let problems: [FormProblem]
  let hasProblems: Bool
  /// What would happen, a sentence each.
  let outcomes: [String]
  let hasOutcomes: Bool

  init(_ text: String = "", problems: [FormProblem] = [], outcomes: [String] = []) {
    field = FieldView.area(
      "definition", "Definition", text,
      help: "An event type as XML, or event types as BlueConic’s API gives them as JSON."
    ).with(problems)
    self.problems = problems
    hasProblems = !problems.isEmpty
    self.outcomes = outcomes
    hasOutcomes = !outcomes.isEmpty
  }
}

extension EventType {
  fileprivate var keptWords: String { retentionDays.map { $0.counted("day") } ?? "for ever" }
}

extension EventPropertyType {
  fileprivate var words: String {
    switch self {
    case .text: "Text"
    case .number: "Whole number"
    case .decimal: "Number"
    case .dateTime: "Date and time"
    case .object: "Object"
    }
  }
}
