import Profiles
import Records

/// Finds the profiles of a batch's rows by the goal's identifier pairs. One thread at a time.
final class RecordLinker {
  enum Match {
    /// No field of a pair has a value.
    case noIdentifier
    case none
    case profiles
    /// Several, where the goal wants one.
    case several
  }

  private struct Pair {
    let field: String
    let property: Property
    /// Keeps its buffer, so each pair has its own.
    let key = IdentifierKey()
    var cells: UnsafeMutablePointer<mr_cell>?
  }

  /// The matched profiles after `match` said so.
  private(set) var found: [ProfileID] = []
  /// After `match`: the row's first key. Valid until the next row.
  private(set) var subscriber = UnsafeRawBufferPointer(start: nil, count: 0)
  private var pairs: [Pair]
  private let policy: ImportProfilesGoal.MultipleMatches
  private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 8)
  private var batch: Batch?
  /// A row that matches more profiles than this is no match for anybody.
  private static let mostMatches = 1000

  /// `properties` are the identifiers of the goal's pairs, in their order.
  init(_ goal: ImportProfilesGoal, properties: [Property]) {
    pairs = zip(goal.link, properties).map { Pair(field: $0.field, property: $1) }
    policy = goal.onMultipleMatches
  }

  deinit { scratch.deallocate() }

  /// Looks the fields up; call it for each batch.
  func prepare(_ batch: Batch) {
    self.batch = batch
    for index in pairs.indices { pairs[index].cells = batch.column(named: pairs[index].field).map(batch.cells) }
  }

  /// The first pair that finds profiles wins.
  func match(_ row: Int, _ reader: any ProfileReader) throws -> Match {
    found.removeAll(keepingCapacity: true)
    var hasIdentifier = false
    for index in pairs.indices {
      guard let value = value(row, index), let key = pairs[index].key.key(of: value, type: pairs[index].property.type)
      else { continue }
      if !hasIdentifier { subscriber = key }
      hasIdentifier = true
      let limit = policy == .reject ? 2 : Self.mostMatches
      try reader.findProfiles(by: pairs[index].property.name, key: key, limit: limit, into: &found)
      if !found.isEmpty { return try choose(reader) }
    }
    return hasIdentifier ? .none : .noIdentifier
  }

  private func choose(_ reader: any ProfileReader) throws -> Match {
    guard found.count > 1 else { return .profiles }
    switch policy {
    case .reject: return .several
    case .all: return found.count < Self.mostMatches ? .profiles : .several
    case .newest:
      var newest = found[0]
      var latest: Timestamp?
      for id in found {
        _ = try reader.withProfile(id) { profile in
          if latest.map({ $0 < profile.modified }) ?? true { (newest, latest) = (id, profile.modified) }
        }
      }
      found = [newest]
      return .profiles
    }
  }

  /// Calls `body` with each pair's place and value where the row has one: what a new profile is found by.
  func forEachIdentifier(_ row: Int, _ body: (Int, PropertyValue) -> Void) {
    for index in pairs.indices {
      if let value = value(row, index) { body(index, value) }
    }
  }

  /// The row's first identifier as people read it.
  func identifier(of row: Int) -> String? {
    guard let batch else { return nil }
    for pair in pairs {
      guard let cell = pair.cells?[row], batch.hasValue(cell) else { continue }
      return batch.jsonValue(of: cell).map { $0.string ?? $0.text }
    }
    return nil
  }

  private func value(_ row: Int, _ pair: Int) -> PropertyValue? {
    guard let batch, let cell = pairs[pair].cells?[row], batch.hasValue(cell) else { return nil }
    return batch.value(of: cell, scratch: scratch)
  }
}
