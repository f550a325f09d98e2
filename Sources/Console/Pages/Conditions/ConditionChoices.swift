import EventTypes
import Profiles

/// What conditions can be about, for the lists of their forms.
struct ConditionChoices: Sendable {
  typealias Choice = (value: String, label: String)

  /// Names.
  let properties: [String]
  let eventTypes: [Choice]
  let segments: [Choice]
  let lifecycles: [Lifecycle]
  let objectives: [Choice]
  let groupTypes: [Choice]

  /// - Parameters:
  ///   - segment, lifecycle: what the form is of, which cannot be about itself.
  ///   - offered: what plugins offer, too.
  init(_ reader: any ProfileReader, besides segment: String? = nil, lifecycle: String? = nil, offered: [EventType])
    throws
  {
    properties = try reader.properties().map(\.name) + [SystemProperty.profileID.rawValue]
    eventTypes = try reader.allEventTypes(offered).map { ($0.id, $0.name) }.sorted { $0.0 < $1.0 }
    segments = try reader.segments().filter { $0.id != segment }.map { ($0.id, $0.name) }
    lifecycles = try reader.lifecycles().filter { $0.id != lifecycle }
    objectives = try reader.objectives().map { ($0.id, $0.title) }
    groupTypes = try reader.groupTypes().map { ($0.id, $0.name) }
  }
}
