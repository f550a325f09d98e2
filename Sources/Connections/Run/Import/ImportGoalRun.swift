import Foundation
import Profiles

/// Runs an import goal: one reading after the other, of its subscribers and of what its timeline asks for beside them.
struct ImportGoalRun {
  let goal: ImportProfilesGoal
  let work: GoalWork
  let spool: SpoolFile

  /// Throws what the goal fails of.
  func run(_ result: GoalResult) throws -> GoalResult {
    var checkpoint = try work.store.read { try $0.goalCheckpoint(work.reference) }
    checkpoint.written = goal.mappings.map(\.property)
    let passes = try passes(from: checkpoint)
    guard !work.isDryRun else { return try rehearse(passes, &checkpoint, result) }
    guard !passes.isEmpty else { return try end(checkpoint, result) }
    var result = result
    for (index, pass) in passes.enumerated() {
      let next = index + 1 < passes.count ? passes[index + 1] : nil
      let run = try ImportPassRun(pass, next: next, work, spool)
      defer { run.close() }
      try run.prepare(&checkpoint)
      result = try run.apply(&checkpoint, result)
    }
    return result
  }

  /// Those that are still to be read. A pass that the connection file does not have any more begins the timeline anew.
  private func passes(from checkpoint: GoalCheckpoint) throws -> [ImportPass] {
    let all = ImportPass.all(of: goal)
    let task = GoalCheckpoint.work(of: work.run, work.options, in: checkpoint)
    // A file has records of subscribers.
    if task.file != nil { return [all[0]] }
    if let run = task.retryOf { return try passes(retrying: run, task) }
    guard let key = task.pass else { return all }
    let start = all.firstIndex { $0.key == key } ?? 1
    return start < all.count ? Array(all[start...]) : []
  }

  /// The goal is done: what the run was at when it was interrupted is not asked for any more.
  private func end(_ checkpoint: GoalCheckpoint, _ result: GoalResult) throws -> GoalResult {
    var (checkpoint, result) = (checkpoint, result)
    ImportPassRun.end(&checkpoint, &result)
    try work.store.write { writer in
      try writer.setCheckpoint(work.reference, checkpoint.text)
      try writer.putResult(result, run: work.run)
    }
    return result
  }

  /// Those in which the run rejected what can be tried again, in the order of their names. One that was under way stays
  /// the first, also when nothing of it is open any more: its end is not told yet.
  private func passes(retrying run: Int64, _ task: GoalCheckpoint.Work) throws -> [ImportPass] {
    let groups = try work.store.read { try $0.retryGroups(run: run) }
    var names = Set(groups.filter { $0.goal == goal.name && $0.isKept }.map(\.pass))
    if let key = task.pass {
      names = names.filter { $0 ?? "" > key }
      names.insert(key)
    } else if task.position != GoalCheckpoint.Position() || names.isEmpty {
      names.insert(nil)
    }
    let passes = names.sorted { $0 ?? "" < $1 ?? "" }.compactMap { ImportPass.retrying($0, of: goal) }
    return passes.isEmpty ? [ImportPass.retrying(nil, of: goal)!] : passes
  }

  /// Everything is read first, so that all of it can be taken back at once.
  private func rehearse(
    _ passes: [ImportPass], _ checkpoint: inout GoalCheckpoint, _ result: GoalResult
  ) throws -> GoalResult {
    var (result, checkpoint) = (result, checkpoint)
    var runs: [(run: ImportPassRun, checkpoint: GoalCheckpoint)] = []
    defer { for (run, _) in runs { run.close() } }
    for (index, pass) in passes.enumerated() {
      let run = try ImportPassRun(pass, next: index + 1 < passes.count ? passes[index + 1] : nil, work, spool)
      try run.prepare(&checkpoint)
      runs.append((run, checkpoint))
      run.step(&checkpoint)
    }
    try work.store.rehearse { writer in
      for (run, checkpoint) in runs {
        var checkpoint = checkpoint
        result = try run.apply(&checkpoint, result, in: writer)
      }
    }
    return result
  }
}
