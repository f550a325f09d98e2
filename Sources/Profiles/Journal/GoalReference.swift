/// A goal of a connection as the store knows it: the scope of checkpoints, outbox, sent payloads and list memberships.
public struct GoalReference: Sendable, Hashable {
  /// The store's number for it.
  public var id: Int64
  public var connection: String
  public var name: String

  public init(id: Int64, connection: String, name: String) {
    self.id = id
    self.connection = connection
    self.name = name
  }
}
