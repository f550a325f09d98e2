import IterableAPI
import Profiles
import Records

/// Runs an import of groups: the catalog's items, page by page, to a spool file, then the file through the pipeline into the
/// store. A catalog is always read whole: Iterable cannot say what changed in it.
struct ImportGroupsRun {
  let goal: ImportGroupsGoal
  let work: GoalWork
  let spool: SpoolFile

  /// Throws what the goal fails of.
  func run(_ result: GoalResult) throws -> GoalResult {
    let chain = try RecordChain(
      goal.processors, started: work.started, for: work.pluginUse, in: work.installation)
    defer { chain.close() }
    let source = SpooledImport(work: work, spool: spool)
    var checkpoint = try work.store.read { reader in
      _ = try reader.groupType(of: goal)
      return try reader.goalCheckpoint(work.reference)
    }
    let task = try source.fixSource(&checkpoint) { _ in nil }
    try source.download(task) { progress in
      try work.client.requireCatalog(goal.catalog)
      try work.client.downloadItems(ofCatalog: goal.catalog, to: spool.url, progress: progress)
    }
    checkpoint.written = goal.mappings.map(\.property)
    return try source.apply(task, &checkpoint, chain, names: .catalogItems, result) {
      try GroupStage(goal, work, $0, result: $1, $2)
    }
  }
}

extension IterableClient {
  /// Throws ``ConnectionsError`` `unknownName` with near names where the project has no such catalog, and ``IterableError``.
  func requireCatalog(_ name: String) throws {
    let known = try catalogNames()
    guard known.contains(name) else {
      throw ConnectionsError(
        .unknownName, "there is no catalog '\(name)' in the Iterable project",
        hint: Suggestion.hint(for: name, among: known) ?? "the project has none; make it at Iterable")
    }
  }
}
