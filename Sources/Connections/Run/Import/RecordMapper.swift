import Profiles
import Records

/// Applies a goal's mappings to documents of profiles or groups, row by row. One thread at a time.
final class RecordMapper {
  /// Whether a mapping adds up, which must not happen twice for a row.
  let hasSum: Bool
  private(set) var properties: GoalProperties
  private(set) var editor: DocumentEditor
  let mappings: [Mapping]
  private var cells: [UnsafeMutablePointer<mr_cell>?]
  private var batch: Batch?
  private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 8)

  init(_ mappings: [Mapping], _ properties: GoalProperties) {
    self.properties = properties
    self.mappings = mappings
    hasSum = mappings.contains { $0.strategy == .sum }
    cells = Array(repeating: nil, count: mappings.count)
    editor = DocumentEditor(properties: properties.all)
  }

  deinit { scratch.deallocate() }

  /// Looks the fields up; call it for each batch. New properties whose values come with the batch are decided here.
  func prepare(_ batch: Batch) {
    self.batch = batch
    if properties.decideTypes(from: batch) { editor = DocumentEditor(properties: properties.all) }
    for (index, mapping) in mappings.enumerated() {
      cells[index] = batch.column(named: mapping.field).map(batch.cells)
    }
  }

  /// Properties that the store does not have yet, for whoever defines them there now.
  func takeNewProperties() -> [Property] { properties.new.isEmpty ? [] : properties.takeNew() }

  /// Whether the row has a value to add up.
  func hasSum(_ row: Int) -> Bool {
    guard hasSum, let batch else { return false }
    return mappings.indices.contains { index in
      mappings[index].strategy == .sum && cells[index].map { batch.hasValue($0[row]) } ?? false
    }
  }

  /// Applies the row's mappings to the editor's document. Answers how many values were refused.
  func apply(_ row: Int, withSums: Bool) -> Int {
    var refused = 0
    apply(row, withSums: withSums) { _, outcome in
      if outcome.isRefusal { refused += 1 }
    }
    return refused
  }

  /// As `apply(_:withSums:)`, telling of every mapping, in order.
  @inline(__always)
  func apply(_ row: Int, withSums: Bool, _ told: (Int, ApplyOutcome) -> Void) {
    guard let batch else { return }
    for index in mappings.indices {
      guard let property = properties.ofMapping[index] else { continue }
      let strategy = mappings[index].strategy
      if strategy == .sum, !withSums { continue }
      let value = cells[index].map { batch.value(of: $0[row], scratch: scratch) } ?? .absent
      told(index, editor.apply(property, strategy, value))
    }
  }

  /// Applies only what the row says of consent.
  func applyConsents(_ row: Int) {
    guard let batch else { return }
    for index in mappings.indices {
      guard let property = properties.ofMapping[index], properties.all[property].holdsConsents else { continue }
      let value = cells[index].map { batch.value(of: $0[row], scratch: scratch) } ?? .absent
      _ = editor.apply(property, mappings[index].strategy, value)
    }
  }

  /// Gives a new profile the identifiers that it will be found by.
  func applyIdentifiers(_ row: Int, of linker: RecordLinker) {
    linker.forEachIdentifier(row) { pair, value in _ = editor.apply(pair, .setIfEmpty, value) }
  }
}

extension Property {
  fileprivate var holdsConsents: Bool { name == Objective.consentedProperty || name == Objective.refusedProperty }
}
