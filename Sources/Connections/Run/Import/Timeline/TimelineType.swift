import EventTypes
import PluginHost
import Profiles

/// An event type that a timeline mapping needs, as the installation has it.
struct TimelineType {
  let plan: EventPlan
  /// Where the type comes from, for the store to remember; nil where it has it so already.
  let origin: AcceptedEventType.Origin?
  /// The plugin that judges events; nil where none does.
  let offer: EventTypeCatalogue.Offer?

  var type: EventType { plan.type }

  /// Those of the mappings, in their order. Throws ``ConnectionsError`` where a type is not there or a mapping does not go
  /// with it, ``PluginHostError`` and ``ProfilesError``.
  static func all(
    of mappings: [TimelineMapping], in installation: Installation, _ reader: any ProfileReader
  ) throws -> [TimelineType] {
    guard !mappings.isEmpty else { return [] }
    let catalogue = EventTypeCatalogue(
      plugins: try installation.catalogue.scan(), accepted: try reader.eventTypes())
    return try mappings.map { mapping in
      let entry = try catalogue.entry(mapping.type)
      let plan = EventPlan(mapping, entry.type)
      if let objection = plan.objections.first {
        throw ConnectionsError(
          .invalidFile, "the timeline mapping in line \(mapping.position.line) does not fit: \(objection.message)",
          hint: objection.hint)
      }
      return TimelineType(
        plan: plan, origin: entry.newOrigin, offer: entry.offer?.eventType.hasValidate == true ? entry.offer : nil)
    }
  }
}
