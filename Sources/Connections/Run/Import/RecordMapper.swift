import Profiles
import Records

/// Applies a goal's mappings to documents of profiles or groups, row by row. One thread at a time.
final class RecordMapper {
  /// Whether a mapping adds up, which must not happen twice for a row.
  let hasSum: Bool
  private(set) var properties: GoalProperties
  private(set) var editor: DocumentEditor
  let mappings: [Mapping]
  /// The mappings that fill no property.
  private let systemTargets: [(mapping: Int, target: Mapping.SystemTarget)]
  private var cells: [UnsafeMutablePointer<mr_cell>?]
  private let interactions = InteractionReader()
  private var batch: Batch?
  private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 8)

  init(_ mappings: [Mapping], _ properties: GoalProperties) {
    self.properties = properties
    self.mappings = mappings
    hasSum = mappings.contains { $0.strategy == .sum }
    cells = Array(repeating: nil, count: mappings.count)
    systemTargets = mappings.indices.compactMap { index in mappings[index].systemTarget.map { (index, $0) } }
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

  /// Applies the row's mappings to the editor's document, as far as the permission level lets them. Answers how many
  /// values were refused.
  func apply(_ row: Int, withSums: Bool, at level: PermissionLevel = .personal) -> Int {
    var refused = 0
    apply(row, withSums: withSums, at: level) { _, outcome in
      if outcome.isRefusal { refused += 1 }
    }
    return refused
  }

  /// As `apply(_:withSums:at:)`, telling of every mapping, in order.
  @inline(__always)
  func apply(_ row: Int, withSums: Bool, at level: PermissionLevel = .personal, _ told: (Int, ApplyOutcome) -> Void) {
    guard let batch else { return }
    for index in mappings.indices {
      guard let property = properties.ofMapping[index] else { continue }
      let strategy = mappings[index].strategy
      if strategy == .sum, !withSums { continue }
      if level < .personal, properties.all[property].namesPeople { continue }
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

  /// The permission level that the row gives; nil where it gives none, or none that there is.
  func permission(_ row: Int) -> (level: PermissionLevel?, isRefused: Bool) {
    var (level, isRefused): (PermissionLevel?, Bool) = (nil, false)
    forEachValue(row, of: .permissionLevel) { value in
      level = PermissionLevel(value)
      isRefused = level == nil
    }
    return (level, isRefused)
  }

  /// Lends what the row says of viewed interactions to `body`. Answers how many values say it in no form that there is.
  func forEachView(_ row: Int, _ body: (InteractionReport) throws -> Void) rethrows -> Int {
    var refused = 0
    try forEachValue(row, of: .viewedInteractions) { value in
      if try !interactions.read(value, body) { refused += 1 }
    }
    return refused
  }

  @inline(__always)
  private func forEachValue(
    _ row: Int, of target: Mapping.SystemTarget, _ body: (PropertyValue) throws -> Void
  ) rethrows {
    guard let batch else { return }
    for (index, known) in systemTargets where known == target {
      if let cell = cells[index]?[row], batch.hasValue(cell) { try body(batch.value(of: cell, scratch: scratch)) }
    }
  }

  /// Gives a new profile the identifiers that it will be found by.
  func applyIdentifiers(_ row: Int, of linker: RecordLinker) {
    linker.forEachIdentifier(row) { pair, value in _ = editor.apply(pair, .setIfEmpty, value) }
  }
}

extension Property {
  /// Whether its values say who a person is, so that those of anonymous profiles are left as they are.
  fileprivate var namesPeople: Bool { isIdentifier || type == .email }
}
