import PluginHost
import Profiles
import Records

/// Runs the steps of a goal one by one and takes down every row's fields after each. One thread.
final class PreviewChain {
  /// "as read", then each processor, and whether it is passed over.
  let steps: [String]
  private(set) var rows: [Preview.Row] = []
  private let chains: [RecordChain]
  /// Called with a batch that has passed all steps, and the rows that stand in it.
  private let settle: (PreviewChain, Batch, [Int?]) throws -> Void

  init(
    _ steps: [ProcessorStep], started: Timestamp, for use: PluginUse, in installation: Installation,
    settle: @escaping (PreviewChain, Batch, [Int?]) throws -> Void
  ) throws {
    chains = try steps.map { try RecordChain([$0], started: started, for: use, in: installation) }
    self.steps =
      ["as read"] + chains.flatMap { chain in chain.labels.map { chain.message == nil ? $0 : "\($0) (passed over)" } }
    self.settle = settle
  }

  deinit {
    for chain in chains { chain.close() }
  }

  /// A row that comes to no step at all.
  func add(number: Int64, _ outcome: Preview.Outcome) {
    rows.append(Preview.Row(number: number, isDerived: false, stages: [], outcome: outcome))
  }

  func conclude(_ row: Int, _ outcome: Preview.Outcome) { rows[row].outcome = outcome }

  func conclude(_ row: Int, _ outcome: Preview.Outcome, events: [Preview.Event]) {
    rows[row].outcome = outcome
    rows[row].events = events
  }

  /// Takes the rows of a batch, as they were read, through all steps. Rows that are dropped already are no rows.
  func process(_ batch: Batch) throws {
    let places = (0..<batch.rowCount).map { row -> Int? in
      UInt32(batch.rowStates[row]) == MR_ROW_DROPPED ? nil : newRow(row, of: batch, isDerived: false)
    }
    try takeDown(batch, places, step: 0)
    for rejection in batch.rejections { reject(places[rejection.row], rejection, step: 0) }
    try pass(batch, places, from: 0)
    for (index, chain) in chains.enumerated() {
      try chain.finish { try passDerived($0, behind: index) }
    }
  }

  private func newRow(_ row: Int, of batch: Batch, isDerived: Bool) -> Int {
    rows.append(
      Preview.Row(number: Int64(batch.rowNumbers[row]), isDerived: isDerived, stages: [], outcome: .filtered))
    return rows.count - 1
  }

  private func pass(_ batch: Batch, _ places: [Int?], from index: Int) throws {
    guard index < chains.count else { return try settle(self, batch, places) }
    let known = batch.rejections.count
    var isDerived = false
    try chains[index].process(batch) { out in
      if isDerived { try passDerived(out, behind: index) }
      isDerived = true
    }
    for rejection in batch.rejections[known...] { reject(places[rejection.row], rejection, step: index + 1) }
    try takeDown(batch, places, step: index + 1)
    try pass(batch, places, from: index + 1)
  }

  private func passDerived(_ batch: Batch, behind index: Int) throws {
    let places = (0..<batch.rowCount).map { Optional(newRow($0, of: batch, isDerived: true)) }
    try takeDown(batch, places, step: index + 1)
    try pass(batch, places, from: index + 1)
  }

  private func reject(_ place: Int?, _ rejection: RowRejection, step: Int) {
    guard let place else { return }
    rows[place].outcome = .rejected(
      step: step, code: rejection.code, field: rejection.field, reason: rejection.reason)
  }

  /// A value is made by the step behind which it is first seen under its name.
  private func takeDown(_ batch: Batch, _ places: [Int?], step: Int) throws {
    let fields = batch.columns.indices.filter { batch.columns[$0].removed == 0 }
      .map { (name: batch.name(ofColumn: $0), cells: batch.cells($0)) }
    for (row, place) in places.enumerated() where batch.isKept(row) {
      guard let place else { continue }
      let before = rows[place].stages.last?.fields ?? []
      let after = fields.compactMap { field -> Preview.Field? in
        guard let value = batch.jsonValue(of: field.cells[row]) else { return nil }
        let earlier = before.first { $0.name == field.name && $0.value == value }
        return Preview.Field(name: field.name, value: value, madeBy: earlier?.madeBy ?? step)
      }
      rows[place].stages.append(Preview.Stage(step: step, fields: after))
    }
  }
}
