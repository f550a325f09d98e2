/// What a store knows of a profile's ways through connections, beside its document.
public struct ProfileTrace: Sendable, Equatable {
  /// Something was ever moved in this direction by the connection.
  public struct Exchange: Sendable, Equatable {
    public var connection: String
    public var direction: DataExchange.Direction

    public init(connection: String, direction: DataExchange.Direction) {
      self.connection = connection
      self.direction = direction
    }
  }

  /// Something was sent by the goal, and acknowledged.
  public struct Sent: Sendable, Equatable {
    public var goal: GoalReference
    /// Whether the receiver is known to still have it.
    public var isKept: Bool

    public init(goal: GoalReference, isKept: Bool) {
      self.goal = goal
      self.isKept = isKept
    }
  }

  /// The goal put the profile on the list.
  public struct Membership: Sendable, Equatable {
    public var goal: GoalReference
    public var list: String
    /// Whom the list knows the profile as.
    public var subscriber: String

    public init(goal: GoalReference, list: String, subscriber: String) {
      self.goal = goal
      self.list = list
      self.subscriber = subscriber
    }
  }

  public var exchanges: [Exchange]
  public var sent: [Sent]
  public var memberships: [Membership]

  public init(exchanges: [Exchange] = [], sent: [Sent] = [], memberships: [Membership] = []) {
    self.exchanges = exchanges
    self.sent = sent
    self.memberships = memberships
  }
}
