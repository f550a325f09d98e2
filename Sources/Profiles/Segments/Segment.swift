/// A named set of profiles: all that meet a condition.
public struct Segment: Sendable, Equatable {
  public var id: String
  public var name: String
  public var condition: Condition

  public init(id: String, name: String, condition: Condition) {
    self.id = id
    self.name = name
    self.condition = condition
  }
}
