import Records

/// The lifecycle stages that a profile is in, and its touches there.
public struct ProfileStages: Sendable {
  public struct Stage: Sendable {
    public var reference: StageReference
    public var threshold: TouchThreshold?
    /// Those that count towards the threshold now; without one, all that are known.
    public var touches: Int
  }

  public var stages: [Stage] = []

  /// Throws as `reader` does, and where a stage's condition does not hold together.
  public init(of profile: ProfileRow, in reader: any ProfileReader) throws {
    for lifecycle in try reader.lifecycles() {
      guard let index = try reader.predicate(of: lifecycle).stage(of: profile, in: reader) else { continue }
      let (reference, threshold) = (lifecycle.reference(to: index), lifecycle.stages[index].threshold)
      let start = threshold?.start(at: .now()) ?? Timestamp(microseconds: .min)
      stages.append(
        Stage(
          reference: reference, threshold: threshold,
          touches: try reader.touchCount(profile.id, in: reference, after: start)))
    }
  }

  /// `customer:loyal (2 touches of 3 per 1 weeks)`.
  public var text: String {
    stages.map { stage in
      let limit = stage.threshold.map { " of \($0)" } ?? ""
      return "\(stage.reference) (\(stage.touches) touches\(limit))"
    }.joined(separator: ", ")
  }

  public var json: JSONValue {
    .array(
      stages.map { stage in
        [
          "lifecycle": .string(stage.reference.lifecycle), "stage": .string(stage.reference.stage),
          "touches": .integer(Int64(stage.touches)),
          "most_touches": stage.threshold.map { .integer(Int64($0.touches)) } ?? nil,
        ]
      })
  }
}
