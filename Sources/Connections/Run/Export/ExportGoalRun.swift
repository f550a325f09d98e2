import Foundation
import IterableAPI
import Profiles
import Records

/// Runs an export goal in rounds: decide about a piece of the segment, put what is new into the outbox, deliver it.
///
/// What was decided and where the segment was left are written in one transaction, and each answer of Iterable's is
/// acknowledged in one, so an interrupted run first delivers what lies in the outbox, to whom that is still allowed, and then goes on.
struct ExportGoalRun {
  let goal: ExportProfilesGoal
  let work: GoalWork

  /// Throws what the goal fails of.
  func run(_ result: GoalResult) throws -> GoalResult {
    let lists = try joinableLists()
    let chain = try RecordChain(
      goal.processors, started: work.started, for: work.pluginUse, in: work.installation)
    defer { chain.close() }
    let checkpoint = try work.store.read { try $0.goalCheckpoint(work.reference) }
    let task = GoalCheckpoint.work(of: work.run, work.options, in: checkpoint)
    let (stage, gate, rejects) = try work.store.read { reader in
      let only = try task.retryOf.map { try reader.retriedProfiles(run: $0, goal: goal.name) }
      let gate = try StageGate(goal, of: work.connection, started: work.started, in: work, reader)
      return (
        try ExportStage(goal, work, chain, gate, from: ProfileID(rawValue: task.profile), only: only, reader), gate,
        try RejectLog(
          run: work.run, goal: work.reference, open: reader.openSubjects(work.reference),
          retention: try? work.installation.settings().retention)
      )
    }
    let scope = goal.timeline?.scope
    let events = try goal.timeline.map { timeline in
      try timeline.check(in: work.installation)
      // Another choice may be about events that were passed over before: all of them go again, and replace themselves.
      let isAll = task.full || checkpoint.eventScope != scope
      return try work.store.read { reader in
        try ExportEvents(
          timeline, of: work.reference, isAll: isAll,
          retried: task.retryOf.map { try reader.retriedSubjects(run: $0, goal: goal.name) } ?? [],
          now: work.started, reader)
      }
    }
    let exchange = try work.isDryRun ? nil : work.store.write { try $0.exchange(of: work.connection.id, .exported) }
    var delivery = Delivery(work, events, gate, rejects, exchange: exchange)
    var result = result
    result.message = chain.message ?? result.message
    if !work.isDryRun {
      try takeBackWithdrawn(&result)
      try delivery.deliverAll(&result)
    }

    var meter = ProgressMeter(work, .deciding)
    let outcome = ExportOutcome(
      lists: lists, events: events, isFull: task.full, countsTouches: gate?.countsTouches ?? false, work: work,
      rejects: rejects)
    while true {
      try work.cancellation.check()
      try stage.decide(upTo: work.installation.requestsPerRound)
      if work.isDryRun {
        try work.store.read { try outcome.count(stage.decisions, &result, $0) }
      } else {
        try work.store.write { writer in
          var next = checkpoint
          next.work = task
          next.work?.profile = max(stage.position.rawValue, task.profile)
          try outcome.keep(stage.decisions, &result, writer)
          try writer.setCheckpoint(work.reference, next.text)
          try writer.putResult(result, run: work.run)
        }
        try delivery.deliverAll(&result)
      }
      meter.report(rows: result.counters.read, counters: result.counters, isLast: stage.isAtEnd)
      if stage.isAtEnd { break }
    }
    var stopped: [String] = []
    // Who was to leave and could not is decided anew by each run for everybody, so a retry leaves it to that.
    for list in lists where list.cleansUp && task.retryOf == nil {
      try work.cancellation.check()
      let cleanUp = try work.store.read {
        try ListCleanUp(list, goal, work, gate, allowsAll: task.allowsRemovals == true, $0)
      }
      if let words = try cleanUp.run(&result) { stopped.append(words) }
      if !work.isDryRun { try delivery.deliverAll(&result) }
    }
    stopped += [rejects.message].compactMap(\.self)
    result.steps = chain.results
    if !stopped.isEmpty { result.message = ([result.message].compactMap(\.self) + stopped).joined(separator: "; ") }
    return try finish(result, checkpoint, task.retryOf == nil ? scope : checkpoint.eventScope, gate)
  }

  /// What an interrupted run left in the outbox may be about people who have withdrawn their consent since.
  private func takeBackWithdrawn(_ result: inout GoalResult) throws {
    guard try work.store.read({ try $0.outboxCount(work.reference) }) > 0 else { return }
    try work.store.write { writer in
      let permit = try ExportPermit(goal, work.connection, writer)
      var withdrawn: [(id: Int64, kind: String)] = []
      _ = try writer.outbox(work.reference, after: 0, limit: .max) { entry in
        if Delivery.Request(kind: entry.kind).isLeave { return }
        _ = try writer.withProfile(entry.profile) { profile in
          // Whoever is anonymous now may have been so already, and goes out with the next run.
          let isAllowed = try profile.permission == .personal && permit.refusal(of: profile) == nil
          if !isAllowed { withdrawn.append((entry.id, entry.kind)) }
        }
      }
      for entry in withdrawn {
        try writer.takeBackFromOutbox(entry.id)
        if Delivery.Request(kind: entry.kind).isUpdate { result.counters.skipped += 1 }
      }
      try writer.putResult(result, run: work.run)
    }
  }

  private func finish(
    _ result: GoalResult, _ checkpoint: GoalCheckpoint, _ scope: String?, _ gate: StageGate?
  ) throws -> GoalResult {
    var result = result
    result.state = result.counters.rejected > 0 || result.message != nil ? .partial : .succeeded
    guard !work.isDryRun else { return result }
    var checkpoint = checkpoint
    checkpoint.work = nil
    checkpoint.eventScope = scope
    try work.store.write { [result] writer in
      try gate?.forgetOldTouches(writer)
      try writer.setCheckpoint(work.reference, checkpoint.text)
      try writer.putResult(result, run: work.run)
    }
    return result
  }

  private func joinableLists() throws -> [JoinedList] {
    guard !goal.lists.isEmpty else { return [] }
    let found = try ListDirectory(work.client.lists()).resolveJoinable(goal.lists.map(\.list))
    return zip(goal.lists, found).map {
      JoinedList(id: $1.id, name: $1.name, cleansUp: $0.cleansUp, limitPercent: $0.cleanUpLimitPercent)
    }
  }
}
