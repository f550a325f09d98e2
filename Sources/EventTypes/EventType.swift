/// What events of one kind on a profile's timeline look like: an order, an e-mail that was opened.
///
/// It is data, whether a plugin, an XML file or BlueConic's JSON says it. Whoever makes one of foreign data calls
/// ``check()`` before anybody else sees it.
public struct EventType: Sendable, Codable, Equatable {
  /// `[a-z][a-z0-9-]*`, what connection files and commands name.
  public var id: String
  /// Three numbers, `1.2.0`; see ``EventTypeVersion``.
  public var version: String
  /// What people read.
  public var name: String
  public var description: String
  /// The name of an icon, `[a-z][a-z0-9-]*`; empty for none.
  public var icon: String
  /// 0 to 100. Where a profile has too many events, those of the lowest priority go first.
  public var priority: Int
  /// How long events are kept; nil for ever.
  public var retentionDays: Int?
  /// In the order in which they are shown.
  public var properties: [EventProperty]

  public init(
    id: String, version: String, name: String, description: String = "", icon: String = "",
    priority: Int = EventType.usualPriority, retentionDays: Int? = nil, properties: [EventProperty] = []
  ) {
    self.id = id
    self.version = version
    self.name = name
    self.description = description
    self.icon = icon
    self.priority = priority
    self.retentionDays = retentionDays
    self.properties = properties
  }

  /// The priority of a type that says none.
  public static let usualPriority = 50
}
