import Connections
import Foundation
import Profiles
import Records

/// All that is known of one person.
struct ProfilePage: Page {
  static let template = "profile"
  let title: String
  let section = "/profiles"

  struct Link: Sendable {
    let name: String
    /// Nil: there is no page.
    let path: String?
  }

  struct PropertyRow: Sendable {
    let name: String
    let title: String?
    let type: String
    let isIdentifier: Bool
    let values: [String]
    let goals: [Link]
  }

  struct StageRow: Sendable {
    let lifecycle: String
    let path: String
    let stage: String
    let touches: String
  }

  struct ConsentRow: Sendable {
    let objective: String
    let health: String
    let healthWords: String
    let use: String
  }

  struct InteractionRow: Sendable {
    let name: String
    let first: Moment
    let last: Moment
    let count: String
  }

  struct TraceRow: Sendable {
    let goal: String
    let path: String
    let what: String
  }

  let id: String
  let path: String
  let created: Moment
  let modified: Moment
  let runs: [Link]
  let hasRuns: Bool
  let permission: FieldView
  let permissionWords: String
  let properties: [PropertyRow]
  let hasProperties: Bool
  let segments: [Link]
  let hasSegments: Bool
  let groups: [Link]
  let hasGroups: Bool
  let stages: [StageRow]
  let hasStages: Bool
  let consents: [ConsentRow]
  let hasConsents: Bool
  let zone: String?
  let interactions: [InteractionRow]
  let hasInteractions: Bool
  let traces: [TraceRow]
  let hasTraces: Bool
  let timeline: TimelineView

  init(_ facts: ProfileFactsRead, _ timeline: TimelineView, connections: [Connection], now: Date) {
    title = facts.name
    id = facts.id.description
    path = "/profiles/\(facts.id)"
    created = Moment(facts.created.date, now: now)
    modified = Moment(facts.modified.date, now: now)
    runs = facts.runs.map { Link(name: "run \($0.id) of \($0.connection)", path: "/runs/\($0.id)") }
    hasRuns = !runs.isEmpty
    permission = .select("level", "Permission level", facts.permission.description, PermissionLevel.choices)
    permissionWords = facts.permission.words
    let importers = Set(facts.trace.exchanges.filter { $0.direction == .imported }.map(\.connection))
    let fillers = connections.filter { importers.contains($0.id) }
    properties = facts.properties.map { name, values in
      let property = facts.definitions.first { $0.name == name }
      return PropertyRow(
        name: name, title: property?.title, type: property?.type.words ?? "",
        isIdentifier: property?.isIdentifier ?? false, values: values,
        goals: fillers.flatMap { connection in
          connection.goals.filter { $0.fills(name) }.map {
            Link(name: "\(connection.id)/\($0.name)", path: "/connections/\(connection.id)")
          }
        })
    }
    hasProperties = !properties.isEmpty
    segments = facts.segments.map { Link(name: $0.name, path: "/segments/\($0.id)") }
    hasSegments = !segments.isEmpty
    groups = facts.groups.map { Link(name: "\($0.type.name) \($0.id)", path: "/groups/\($0.type.id)") }
    hasGroups = !groups.isEmpty
    stages = facts.stages.map { lifecycle, stage in
      let limit = stage.threshold.map { " of \($0)" } ?? ""
      let name = lifecycle.stages.first { $0.id == stage.reference.stage }?.name ?? stage.reference.stage
      return StageRow(
        lifecycle: lifecycle.name, path: "/lifecycles/\(lifecycle.id)", stage: name,
        touches: "\(stage.touches.counted("touch", "touches"))\(limit)")
    }
    hasStages = !stages.isEmpty
    consents = facts.consents.map { objective, said, isAllowed in
      let (health, words) =
        switch said {
        case true?: ("healthy", "Consented")
        case false?: ("failed", "Refused")
        case nil: ("new", "Said nothing")
        }
      return ConsentRow(
        objective: objective.title, health: health, healthWords: words,
        use: isAllowed ? "May be used" : "May not be used")
    }
    hasConsents = !consents.isEmpty
    zone = facts.zone
    interactions = facts.interactions.map {
      InteractionRow(
        name: $0.name, first: Moment($0.first.date, now: now), last: Moment($0.last.date, now: now),
        count: $0.count.grouped)
    }
    hasInteractions = !interactions.isEmpty
    traces =
      facts.trace.exchanges.filter { $0.direction == .imported }.map {
        TraceRow(goal: $0.connection, path: "/connections/\($0.connection)", what: "was imported by this connection")
      }
      + facts.trace.sent.map {
        TraceRow(
          goal: "\($0.goal.connection)/\($0.goal.name)", path: "/connections/\($0.goal.connection)",
          what: $0.isKept ? "was sent, and acknowledged" : "was sent before, and goes again with the next export")
      }
      + facts.trace.memberships.map {
        TraceRow(
          goal: "\($0.goal.connection)/\($0.goal.name)", path: "/connections/\($0.goal.connection)",
          what: "joined list \($0.list) as \($0.subscriber)")
      }
    hasTraces = !traces.isEmpty
    self.timeline = timeline
  }
}

extension Goal {
  /// Whether one of its mappings goes to the property.
  fileprivate func fills(_ property: String) -> Bool {
    guard case .importProfiles(let goal) = self else { return false }
    return goal.mappings.contains { $0.property == property }
  }
}

extension Property.ValueType {
  var words: String {
    switch self {
    case .text: "Text"
    case .email: "E-mail"
    case .number: "Number"
    case .decimal: "Decimal"
    case .currency: "Currency"
    case .dateTime: "Date and time"
    }
  }

  static let choices = allCases.map { (value: $0.rawValue, label: $0.words) }
}
