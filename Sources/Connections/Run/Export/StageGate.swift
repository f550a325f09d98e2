import Profiles

/// The stage of a lifecycle that an export goal is a touchpoint of: whom it lets through, and what counts as a touch. One
/// thread at a time.
///
/// Touches count from the moment at which Iterable acknowledged, in the same transaction. What a run of a goal itself counted
/// does not bar anybody from it, so a run that is continued decides as it would have done undisturbed.
final class StageGate {
  enum Answer {
    case open
    /// Not in the stage now.
    case outsideStage
    /// Touched as often as the stage allows.
    case overThreshold
  }

  let reference: StageReference
  let countsTouches: Bool
  private let work: GoalWork?
  private let lifecycle: LifecyclePredicate
  private let index: Int
  private let started: Timestamp
  private var stage: Lifecycle.Stage { lifecycle.lifecycle.stages[index] }

  /// Nil where the goal is no touchpoint. Throws ``ConnectionsError`` where it should count touches all the same.
  /// - Parameter work: the run, where there is one.
  init?(
    _ goal: ExportProfilesGoal, of connection: Connection, started: Timestamp, in work: GoalWork? = nil,
    _ reader: any ProfileReader
  ) throws {
    let touchpoint = Touchpoint(connection: connection.id, goal: goal.name)
    guard let (lifecycle, index) = try reader.stage(touchedBy: touchpoint) else {
      guard let place = goal.touchCount else { return nil }
      throw ConnectionsError(
        .invalidFile,
        "goal '\(goal.name)' counts touches (line \(place.line), column \(place.column)), but no stage of a lifecycle has "
          + "'\(touchpoint)' among its touchpoints",
        hint: "add it to a stage and apply the lifecycle, or remove 'count_touch'")
    }
    self.lifecycle = try reader.predicate(of: lifecycle, now: started)
    self.index = index
    self.started = started
    self.work = work
    reference = lifecycle.reference(to: index)
    countsTouches = goal.touchCount != nil
  }

  func isInStage(_ profile: ProfileRow, _ reader: any ProfileReader) throws -> Bool {
    try lifecycle.stage(of: profile, in: reader) == index
  }

  func answer(_ profile: ProfileRow, _ reader: any ProfileReader) throws -> Answer {
    guard try isInStage(profile, reader) else { return .outsideStage }
    guard let threshold = stage.threshold else { return .open }
    let touches = try reader.touchCount(
      profile.id, in: reference, after: threshold.start(at: started), besides: work?.reference, run: work?.run ?? 0)
    return touches < threshold.touches ? .open : .overThreshold
  }

  /// Why a profile is not exported, for previews.
  func words(for answer: Answer) -> String {
    switch answer {
    case .open: ""
    case .outsideStage: "it is not in stage '\(reference)'"
    case .overThreshold: "it was touched as often as stage '\(reference)' allows: \(stage.threshold!)"
    }
  }

  /// Counts an export that Iterable acknowledged, once for each profile and run of the goal. Whether it was counted.
  func count(_ profile: ProfileID, _ work: GoalWork, _ writer: any ProfileWriter) throws -> Bool {
    guard countsTouches else { return false }
    return try writer.addTouch(
      profile, in: reference, by: work.reference, run: work.run, at: Timestamp(work.installation.now()))
  }

  /// Touches that mean nothing any more go.
  func forgetOldTouches(_ writer: any ProfileWriter) throws {
    try writer.deleteTouches(in: reference, until: stage.forgetsTouches(before: started))
  }
}
