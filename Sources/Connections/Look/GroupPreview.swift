import IterableAPI
import PluginHost
import Profiles
import Records

/// What an import of groups would do to some items of its catalog.
struct GroupPreview {
  let goal: ImportGroupsGoal
  let connection: Connection
  let client: IterableClient
  let installation: Installation

  func take(_ limit: Int) throws -> Preview {
    let properties = try installation.store.read { reader in
      try GoalProperties(goal, known: reader.groupType(of: goal).properties)
    }
    let mapper = RecordMapper(goal.mappings, properties)
    let key = GroupKey(goal)
    let chain = try PreviewChain(
      goal.processors, started: Timestamp(installation.now()),
      for: PluginUse(connection: connection.id, goal: goal.name), in: installation
    ) { chain, batch, places in
      mapper.prepare(batch)
      key.prepare(batch)
      try installation.store.read { reader in
        for (row, place) in places.enumerated() where batch.isKept(row) {
          if let place { chain.conclude(place, try outcome(row, mapper, key, reader)) }
        }
      }
    }
    try client.requireCatalog(goal.catalog)
    try SpoolFile.prepare(installation.spoolFolder)
    let spool = SpoolFile(previewIn: installation.spoolFolder)
    defer { spool.remove() }
    try client.downloadItems(ofCatalog: goal.catalog, limit: limit, to: spool.url)
    let batch = try Batch()
    _ = try spool.read(limit, into: batch)
    try chain.process(batch)
    return Preview(goal: goal.name, steps: chain.steps, rows: chain.rows)
  }

  private func outcome(
    _ row: Int, _ mapper: RecordMapper, _ key: GroupKey, _ reader: any ProfileReader
  ) throws -> Preview.Outcome {
    guard let id = key.id(of: row) else {
      return .rejected(step: -1, code: "no_identifier", field: goal.id, reason: key.refusal)
    }
    var changes: [Preview.Change] = []
    let isThere = try reader.withGroup(goal.groupType, id) { group in
      try mapper.editor.begin(group.document)
      changes = try mapper.changes(row, of: group.document)
    }
    if !isThere {
      guard goal.createGroups else { return .passedOver(reason: "there is no such group, and the goal creates none") }
      mapper.editor.begin()
      changes = try mapper.changes(row, of: nil)
    }
    return .group(String(decoding: id, as: UTF8.self), isNew: !isThere, changes: changes)
  }
}
