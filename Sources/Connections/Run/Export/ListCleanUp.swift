import Profiles

/// Takes those off a list whom the goal put on it and who no longer belong there: they left the segment, or the stage
/// that the goal is a touchpoint of, may no longer be exported, or withdrew their consent. Nobody else is touched, whoever else is on the list.
///
/// Deciding again is safe: whoever was taken off is a member no longer.
struct ListCleanUp {
  private let list: JoinedList
  private let goal: ExportProfilesGoal
  private let work: GoalWork
  private let allowsAll: Bool
  private let predicate: SegmentPredicate
  private let permit: ExportPermit
  /// Who is over the stage's threshold stays on the list: that is how it comes to be so.
  private let gate: StageGate?
  /// Other active goals of the connection; whom they put on the list stays on it.
  private let others: [GoalReference]

  /// Members that are looked at in one transaction.
  private static let page = 1000

  init(
    _ list: JoinedList, _ goal: ExportProfilesGoal, _ work: GoalWork, _ gate: StageGate?, allowsAll: Bool,
    _ reader: any ProfileReader
  ) throws {
    self.list = list
    self.goal = goal
    self.work = work
    self.allowsAll = allowsAll
    predicate = try reader.predicate(segment: goal.segment, now: work.started)
    permit = try ExportPermit(goal, work.connection, reader)
    self.gate = gate
    others = try work.connection.goals.filter { $0.active && !$0.isImport && $0.name != goal.name }
      .compactMap { try reader.goal(connection: work.connection.id, name: $0.name) }
  }

  /// Puts the removals into the outbox, page by page. Where they are too many it does not, and answers so in words.
  func run(_ result: inout GoalResult) throws -> String? {
    let (members, gone, leaving) = try count()
    if leaving > ExportList.freeRemovals, leaving * 100 > members * list.limitPercent, !allowsAll {
      let share = (leaving * 100 + members / 2) / members
      return "nobody was taken off the list '\(list.name)': \(leaving) of its \(members) members would go, which is "
        + "\(share) % and more than \(list.limitPercent) %; run with --allow-removals if that is right"
    }
    if work.isDryRun {
      result.counters.left += leaving
    } else if gone > 0 {
      try decide()
    }
    return nil
  }

  /// Members by this goal, those of them who do not belong there, and those of these whom nobody else keeps there.
  private func count() throws -> (members: Int, gone: Int, leaving: Int) {
    try work.store.read { reader in
      var (gone, leaving) = (0, 0)
      try forEachPage { members in
        for profile in members where try !belongs(profile, reader) {
          gone += 1
          if try !isKept(profile, reader) { leaving += 1 }
        }
      } of: { id, members in
        try reader.members(work.reference, list: list.key, after: id, limit: Self.page, into: &members)
      }
      return (try reader.memberCount(work.reference, list: list.key), gone, leaving)
    }
  }

  private func decide() throws {
    try forEachPage { members in
      try work.cancellation.check()
      try work.store.write { writer in
        for profile in members where try !belongs(profile, writer) { try remove(profile, writer) }
      }
    } of: { id, members in
      try work.store.read {
        try $0.members(work.reference, list: list.key, after: id, limit: Self.page, into: &members)
      }
    }
  }

  private func forEachPage(
    _ body: ([ProfileID]) throws -> Void, of read: (ProfileID, inout [ProfileID]) throws -> Void
  ) throws {
    var members: [ProfileID] = []
    var last = ProfileID.first
    repeat {
      try read(last, &members)
      try body(members)
      last = members.last ?? last
    } while members.count == Self.page
  }

  private func belongs(_ id: ProfileID, _ reader: any ProfileReader) throws -> Bool {
    var belongs = false
    _ = try reader.withProfile(id) { profile in
      belongs =
        try permit.refusal(of: profile) == nil && predicate.matches(profile, in: reader)
        && gate?.isInStage(profile, reader) ?? true
    }
    return belongs
  }

  private func isKept(_ id: ProfileID, _ reader: any ProfileReader) throws -> Bool {
    try others.contains { try reader.isMember($0, list: list.key, id) }
  }

  private func remove(_ id: ProfileID, _ writer: any ProfileWriter) throws {
    if try isKept(id, writer) { return try writer.setMember(work.reference, list: list.key, id, as: nil) }
    var subscriber: [UInt8] = []
    _ = try writer.withMembership(work.reference, list: list.key, id) { subscriber = Array($0) }
    try subscriber.withUnsafeBytes {
      _ = try writer.addToOutbox(work.reference, run: work.run, id, kind: Delivery.leave(list.id), payload: $0)
    }
  }
}
