/// Which events of a profile, and in which order. Those that have expired are never among them.
public struct EventFilter: Sendable {
  public enum Order: Sendable {
    /// By date; events of one moment by type and id.
    case newestFirst
    /// By revision, the last change last.
    case revision
  }

  /// Ids of event types; nil: all types.
  public var types: [String]?
  /// The period, `from` included and `to` not; nil: no bound on that side.
  public var from: Timestamp?
  public var to: Timestamp?
  /// Only events that were changed after this revision.
  public var afterRevision: Int64
  public var order: Order
  /// How many at most.
  public var limit: Int

  public init(
    types: [String]? = nil, from: Timestamp? = nil, to: Timestamp? = nil, afterRevision: Int64 = 0,
    order: Order = .newestFirst, limit: Int = .max
  ) {
    self.types = types
    self.from = from
    self.to = to
    self.afterRevision = afterRevision
    self.order = order
    self.limit = limit
  }
}
