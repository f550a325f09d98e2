import Profiles
import Records

/// Reads a segment page by page and lets it pass consent, lifecycle, mapping and the chain; what comes out are decisions to be made.
/// One thread; opens the store's `read` itself, so no transaction is open while plugins work.
final class ExportStage {
  private(set) var decisions = ExportDecisions()
  /// The last profile that was looked at.
  private(set) var position: ProfileID
  private(set) var isAtEnd = false

  private let goal: ExportProfilesGoal
  private let work: GoalWork
  private let chain: RecordChain
  private let predicate: SegmentPredicate
  private let permit: ExportPermit
  private let gate: StageGate?
  private let columns: ProfileColumns
  private let payload: ExportPayload
  private let batch: Batch
  /// Up to here the run has decided before it was interrupted; a chain with a memory sees these profiles again.
  private let decided: ProfileID
  /// Nobody but these, in the order of their ids; nil: all.
  private let only: [ProfileID]?
  private let redacted: RedactedRecords

  init(
    _ goal: ExportProfilesGoal, _ work: GoalWork, _ chain: RecordChain, _ gate: StageGate?, from decided: ProfileID,
    only: [ProfileID]? = nil,
    _ reader: any ProfileReader
  ) throws {
    self.goal = goal
    self.work = work
    self.chain = chain
    self.decided = decided
    self.only = only
    redacted = try RedactedRecords()
    position = chain.isPure ? decided : .first
    predicate = try reader.predicate(segment: goal.segment, now: work.started)
    permit = try ExportPermit(goal, work.connection, reader)
    self.gate = gate
    columns = try ProfileColumns(goal, reader, now: work.started)
    payload = try ExportPayload(goal.link, work.connection.iterable.projectType)
    batch = try Batch()
  }

  /// Goes on until there are so many requests, or the segment ends.
  func decide(upTo limit: Int) throws {
    decisions.clear()
    while decisions.requests.count + decisions.rejects.count < limit, !isAtEnd {
      try work.cancellation.check()
      try readPage()
      if batch.rowCount > 0 { try chain.process(batch, take) }
    }
    if isAtEnd { try chain.finish(take) }
  }

  private func readPage() throws {
    batch.reset()
    try columns.prepare(batch)
    let limit = Int(MRB_ROWS)
    let count = try work.store.read { reader in
      try profiles(reader, limit: limit) { profile in
        position = profile.id
        guard try predicate.matches(profile, in: reader) else { return }
        let isNew = profile.id > decided
        if isNew { decisions.counters.read += 1 }
        let answer = try permit.refusal(of: profile) == nil ? gate?.answer(profile, reader) ?? .open : nil
        if answer == .open, try columns.add(profile, to: batch, reader) == .added { return }
        guard isNew else { return }
        decisions.counters.skipped += 1
        if answer == .outsideStage { decisions.counters.outsideStage += 1 }
        if answer == .overThreshold { decisions.counters.overThreshold += 1 }
      }
    }
    isAtEnd = count < limit
  }

  /// The next profiles to look at; answers how many there were.
  private func profiles(
    _ reader: any ProfileReader, limit: Int, _ body: (ProfileRow) throws -> Void
  ) throws -> Int {
    guard let only else { return try reader.profiles(after: position, limit: limit, body) }
    let next = only.drop { $0 <= position }.prefix(limit)
    for id in next {
      position = id
      _ = try reader.withProfile(id, body)
    }
    return next.count
  }

  /// What comes out of the chain.
  private func take(_ batch: Batch) throws {
    try payload.prepare(batch)
    redacted.begin(batch)
    for row in 0..<batch.rowCount where isNew(row, batch) {
      switch UInt32(batch.rowStates[row]) {
      case MR_ROW_DROPPED: decisions.counters.filtered += 1
      case MR_ROW_KEPT:
        decisions.counters.checked += 1
        let profile = ProfileID(rawValue: Int64(batch.rowNumbers[row]))
        if profile == .first {
          try reject(row, batch, "no_profile", "a step made a record that belongs to no profile")
        } else if try !decisions.addRequest(profile, payload, row) {
          try reject(row, batch, "no_identifier", "after the processors no identifier of the goal's link has a value")
        }
      default: break
      }
    }
    for rejection in batch.rejections where isNew(rejection.row, batch) { try reject(rejection, batch) }
  }

  private func isNew(_ row: Int, _ batch: Batch) -> Bool {
    batch.rowNumbers[row] == 0 || Int64(batch.rowNumbers[row]) > decided.rawValue
  }

  private func reject(_ row: Int, _ batch: Batch, _ code: String, _ reason: String) throws {
    try reject(RowRejection(row: row, step: -1, code: code, reason: reason), batch)
  }

  private func reject(_ rejection: RowRejection, _ batch: Batch) throws {
    let number = Int64(batch.rowNumbers[rejection.row])
    decisions.add(
      Reject(
        run: work.run, goal: goal.name, row: number, identifier: "profile \(number)", step: rejection.step,
        code: rejection.code, field: rejection.field, reason: rejection.reason,
        payload: try redacted.text(ofRow: rejection.row), profile: number > 0 ? ProfileID(rawValue: number) : nil))
  }
}
