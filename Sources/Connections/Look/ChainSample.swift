import IterableAPI
import PluginHost
import Profiles
import Records

/// Some records of an import goal's source, before its processors and behind them. Writes nothing anywhere.
struct ChainSample {
  /// Looking at more tells little more.
  private static let mostRows = 100

  private let rows: [Preview.Row]
  private let stages: Int

  /// Subscribers that changed within a day; within longer only where none did: a check is not to download a whole project.
  ///
  /// Throws ``ConnectionsError``, ``IterableError``, ``ProfilesError`` and ``PluginHostError``.
  init(
    of goal: ImportProfilesGoal, _ connection: Connection, _ client: IterableClient, in installation: Installation
  ) throws {
    let preview = ImportPreview(goal: goal, connection: connection, client: client, installation: installation)
    try self.init(goal.processors, PluginUse(connection: connection.id, goal: goal.name), in: installation) {
      batch, spool in
      let filter = try SourceFilter(ImportPass.all(of: goal)[0], client, spool)
      try preview.sample(Self.mostRows, into: batch, filter, spool, enough: 1)
    }
  }

  /// The first items of a catalog. Throws as the other does.
  init(
    of goal: ImportGroupsGoal, _ connection: Connection, _ client: IterableClient, in installation: Installation
  ) throws {
    try self.init(goal.processors, PluginUse(connection: connection.id, goal: goal.name), in: installation) {
      batch, spool in
      try client.downloadItems(ofCatalog: goal.catalog, limit: Self.mostRows, to: spool.url)
      _ = try spool.read(Self.mostRows, into: batch)
    }
  }

  private init(
    _ processors: [ProcessorStep], _ use: PluginUse, in installation: Installation,
    _ sample: (Batch, SpoolFile) throws -> Void
  ) throws {
    let chain = try PreviewChain(processors, started: Timestamp(installation.now()), for: use, in: installation) {
      _, _, _ in
    }
    try SpoolFile.prepare(installation.spoolFolder)
    let spool = SpoolFile(previewIn: installation.spoolFolder)
    defer { spool.remove() }
    let batch = try Batch()
    try sample(batch, spool)
    try chain.process(batch)
    rows = chain.rows
    stages = chain.steps.count
  }

  /// Records that came out of the last processor.
  var passed: [(before: Preview.Stage, behind: Preview.Stage)] {
    rows.filter { $0.stages.count == stages && !$0.isDerived }.map { ($0.stages.first!, $0.stages.last!) }
  }

  /// What records have behind the processors, whatever became of them.
  var fields: Set<String> { Set(rows.flatMap { $0.stages.last?.fields.map(\.name) ?? [] }) }
}
