/// One stage of one lifecycle; in text `customer:loyal`, which is also how exports spell it.
public struct StageReference: Sendable, Hashable, CustomStringConvertible {
  public var lifecycle: String
  public var stage: String

  public init(lifecycle: String, stage: String) {
    self.lifecycle = lifecycle
    self.stage = stage
  }

  public var description: String { "\(lifecycle):\(stage)" }
}
