/// How many profiles a connection ever moved in one direction. A profile counts once, also after it was erased.
public struct DataExchange: Sendable, Equatable {
  public enum Direction: String, Sendable, CaseIterable {
    case imported, exported
  }

  public var connection: String
  public var direction: Direction
  public var profiles: Int

  public init(connection: String, direction: Direction, profiles: Int) {
    self.connection = connection
    self.direction = direction
    self.profiles = profiles
  }
}
