/// Ordered stages that profiles pass. A profile is in the furthest stage whose condition it meets, or in none of them; it
/// may skip stages, and be in several lifecycles.
public struct Lifecycle: Sendable, Equatable {
  public var id: String
  public var name: String
  /// From the first to the furthest; 1 to ``mostStages``.
  public var stages: [Stage]

  public struct Stage: Sendable, Equatable {
    public var id: String
    public var name: String
    public var condition: Condition
    /// How often its profiles may be touched; nil: as often as it comes.
    public var threshold: TouchThreshold?
    /// The goals that touch profiles of this stage, and of no other stage of any lifecycle.
    public var touchpoints: [Touchpoint]

    public init(
      id: String, name: String, condition: Condition, threshold: TouchThreshold? = nil, touchpoints: [Touchpoint] = []
    ) {
      self.id = id
      self.name = name
      self.condition = condition
      self.threshold = threshold
      self.touchpoints = touchpoints
    }
  }

  public static let mostStages = 10
  /// Stands for a stage in conditions: in none of them. No stage is called so.
  public static let noStage = "none"

  public init(id: String, name: String, stages: [Stage]) {
    self.id = id
    self.name = name
    self.stages = stages
  }

  /// Throws `invalidDefinition` where an id is malformed or stands twice, or the stages are none or too many.
  public func validate() throws {
    try NameCheck.id(id, of: "lifecycle")
    guard (1...Self.mostStages).contains(stages.count) else {
      throw ProfilesError(
        .invalidDefinition, "a lifecycle has 1 to \(Self.mostStages) stages, '\(id)' has \(stages.count)",
        path: "stages")
    }
    var touchpoints: [Touchpoint: String] = [:]
    for (index, stage) in stages.enumerated() {
      let path = "stages[\(index)]"
      do { try NameCheck.id(stage.id, of: "stage") } catch var error as ProfilesError {
        error.path = "\(path).stage"
        throw error
      }
      guard stage.id != Self.noStage else {
        throw ProfilesError(
          .invalidDefinition, "'\(Self.noStage)' means that a profile is in no stage", hint: "choose another id",
          path: "\(path).stage")
      }
      guard !stages[..<index].contains(where: { $0.id == stage.id }) else {
        throw ProfilesError(
          .invalidDefinition, "the lifecycle has two stages '\(stage.id)'", hint: "give each an id of its own",
          path: "\(path).stage")
      }
      for (place, touchpoint) in stage.touchpoints.enumerated() {
        if let other = touchpoints.updateValue(stage.id, forKey: touchpoint) {
          throw touchpoint.isTaken(by: StageReference(lifecycle: id, stage: other), "\(path).touchpoints[\(place)]")
        }
      }
    }
  }

  public func reference(to stage: Int) -> StageReference { StageReference(lifecycle: id, stage: stages[stage].id) }
}
