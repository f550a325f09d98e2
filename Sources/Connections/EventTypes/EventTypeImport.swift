import EventTypes
import PluginHost
import Profiles

/// An event type that is to be brought into a store, and what becomes of it.
public struct EventTypeImport: Sendable {
  /// A type from a file or a plugin.
  public struct Offered: Sendable {
    public var type: EventType
    public var origin: AcceptedEventType.Origin

    public init(type: EventType, origin: AcceptedEventType.Origin) {
      self.type = type
      self.origin = origin
    }
  }

  public var offered: Offered
  public var acceptance: EventTypeAcceptance

  /// The types of a file. Throws ``EventTypesError`` with all that is wrong with it.
  public static func offered(by file: EventTypeFile) throws -> [Offered] {
    try file.checkedTypes().map { Offered(type: $0, origin: file.format == .xml ? .xml : .blueconic) }
  }

  /// What becomes of each, one after the other. Throws ``EventTypesError`` where one is not sound or not an upgrade.
  public static func consider(_ offered: [Offered], _ reader: any ProfileReader) throws -> [EventTypeImport] {
    var known = try reader.eventTypes()
    return try offered.map { offered in
      var offered = offered
      let current = known.first { $0.type.id == offered.type.id }
      if offered.origin == .blueconic { offered.type = offered.type.numbered(after: current?.type) }
      let acceptance = try EventTypeAcceptance(of: offered.type, besides: known)
      known.removeAll { $0.type.id == offered.type.id }
      known.append(AcceptedEventType(type: offered.type, origin: offered.origin, acceptedAt: .now()))
      return EventTypeImport(offered: offered, acceptance: acceptance)
    }
  }

  /// `shop-visit 1.0.0: new`.
  public func words(isDone: Bool) -> String {
    let type = "\(offered.type.id) \(offered.type.version)"
    switch acceptance {
    case .added: return "\(type): \(isDone ? "new" : "would be new")"
    case .unchanged: return "\(type): unchanged"
    case .upgraded(let from, let changes):
      let what = changes.isEmpty ? "" : ": " + changes.joined(separator: "; ")
      return "\(type): \(isDone ? "follows" : "would follow") \(from)\(what)"
    }
  }
}

extension EventTypeCatalogue {
  /// What an installation has now.
  public init(_ installation: Installation) throws {
    self.init(
      plugins: try installation.catalogue.scan(), accepted: try installation.store.read { try $0.eventTypes() })
  }
}
