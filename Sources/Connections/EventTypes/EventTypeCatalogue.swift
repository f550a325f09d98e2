import EventTypes
import PluginHost
import Profiles
import Records

/// The event types that an installation has: those that its plugins offer, and those that its store remembers.
public struct EventTypeCatalogue: Sendable {
  /// A plugin that offers an event type.
  public struct Offer: Sendable {
    public let path: String
    public let plugin: PluginDescription
    public let eventType: EventTypeDescription
  }

  public struct Entry: Sendable {
    /// What events are held against: the store's form, or a plugin's where the store knows none or an older one.
    public let type: EventType
    public let accepted: AcceptedEventType?
    public let offers: [Offer]
    /// What does not fit together, in words; empty as a rule.
    public let conflicts: [String]

    /// Where ``type`` came from, in words.
    public var origin: String {
      if let accepted, accepted.type == type { return "\(accepted.origin)" }
      return offers.first.map { "plugin \($0.plugin.id) \($0.plugin.version)" } ?? ""
    }

    /// The plugin that offers ``type`` as it is; nil where it came in another way.
    public var offer: Offer? { offers.first { $0.eventType.type == type } }

    /// Where ``type`` comes from, for the store to remember; nil where it has it so already.
    public var newOrigin: AcceptedEventType.Origin? {
      guard accepted?.type != type, let offer else { return nil }
      return .plugin(id: offer.plugin.id, version: offer.plugin.version)
    }
  }

  /// In the order of their ids.
  public let entries: [Entry]

  public init(plugins: [PluginCatalogue.Entry], accepted: [AcceptedEventType]) {
    let offers = plugins.flatMap { entry in
      (entry.plugin?.eventTypes ?? []).map { Offer(path: entry.path, plugin: entry.plugin!, eventType: $0) }
    }
    let ids = Set(offers.map(\.eventType.type.id) + accepted.map(\.type.id)).sorted()
    entries = ids.map { id in
      Entry(
        accepted: accepted.first { $0.type.id == id }, offers: offers.filter { $0.eventType.type.id == id })
    }
  }

  /// Throws ``ConnectionsError`` of code `unknownName` with a suggestion.
  public func entry(_ id: String) throws -> Entry {
    if let entry = entries.first(where: { $0.type.id == id }) { return entry }
    let clause = Suggestion.clause(for: id, among: entries.map(\.type.id))
    throw ConnectionsError(
      .unknownName, "there is no event type '\(id)'\(clause)", hint: "'millrace event-type list' shows them")
  }
}

extension EventTypeCatalogue.Entry {
  /// One of the two is there.
  fileprivate init(accepted: AcceptedEventType?, offers: [EventTypeCatalogue.Offer]) {
    var type = accepted?.type
    var conflicts: [String] = []
    if offers.count > 1 {
      let names = offers.map { "\($0.plugin.id) (\($0.path))" }.joined(separator: " and ")
      conflicts.append("several plugins offer it: \(names); remove all but one of them")
    }
    for offer in offers {
      let offered = offer.eventType.type
      guard let current = type else {
        type = offered
        continue
      }
      switch EventTypeUpgrade(from: current, to: offered) {
      case .unchanged: break
      case .upgrade: type = offered
      case .refused(let reasons):
        conflicts.append(
          "plugin \(offer.plugin.id) \(offer.plugin.version) offers it differently: \(reasons.joined(separator: "; "))")
      }
    }
    self.init(type: type!, accepted: accepted, offers: offers, conflicts: conflicts)
  }
}
