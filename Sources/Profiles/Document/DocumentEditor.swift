import Foundation
import Records

/// Changes one profile's document after another by mappings' values: `begin`, `apply` for each mapping, `finish`.
///
/// Works on bytes in buffers that it keeps: nothing is allocated for a row. One thread at a time.
public final class DocumentEditor {
  public let properties: [Property]

  /// A property's values now: a JSON list in `scratch` where it was changed, else in the stored document.
  private struct State {
    var isChanged = false
    /// In `scratch`; empty where the property was cleared.
    var values = 0..<0
  }

  private var states: [State]
  private let spellings: [[UInt8]]
  private let types: [Property.ValueType]
  let reader: DocumentReader
  private let stored = ByteBuffer()
  let scratch = ByteBuffer()
  private let edited = ByteBuffer()
  private let keys = ByteBuffer(capacity: 256)
  private var oldKeys: [Range<Int>] = []
  private var newKeys: [Range<Int>] = []
  private let encoder = ValueEncoder()
  /// The properties of consents and of refusals, where both may be changed.
  private let consents: (given: Int, refused: Int)?
  /// Lists of objectives whose refusal mappings brought since `begin`.
  let refusalsSaid = ByteBuffer(capacity: 256)
  private(set) var saidRefusals: [Range<Int>] = []
  private var hasChanges = false
  private var isFinished = false

  /// A property's values take at most so many bytes.
  private static let propertyLimit = 1 << 20

  /// - Parameter properties: those that may be changed, each once; a property is its index in them from now on.
  public init(properties: [Property]) {
    self.properties = properties
    types = properties.map(\.type)
    spellings = properties.map { Array("\"\($0.name)\":".utf8) }
    states = Array(repeating: State(), count: properties.count)
    reader = DocumentReader(properties: properties.map(\.name))
    let given = properties.firstIndex { $0.name == Objective.consentedProperty }
    let refused = properties.firstIndex { $0.name == Objective.refusedProperty }
    consents = if let given, let refused { (given, refused) } else { nil }
    begin()
  }

  /// Starts a new profile.
  public func begin() {
    stored.removeAll()
    stored.append(UInt8(ascii: "{"))
    stored.append(UInt8(ascii: "}"))
    reader.clear()
    reset()
  }

  /// Starts from a stored document, which is copied. `corruptDocument` where it is not what a store writes.
  public func begin(_ document: UnsafeRawBufferPointer) throws {
    stored.removeAll()
    stored.append(document)
    do {
      try reader.read(stored.bytes)
    } catch {
      begin()
      throw error
    }
    reset()
  }

  private func reset() {
    scratch.removeAll()
    for index in states.indices { states[index] = State() }
    if !saidRefusals.isEmpty {
      saidRefusals.removeAll(keepingCapacity: true)
      refusalsSaid.removeAll()
    }
    hasChanges = false
    isFinished = false
  }

  /// One mapping's value. What is refused leaves the property as it was.
  @discardableResult
  public func apply(_ property: Int, _ strategy: Strategy, _ value: PropertyValue) -> ApplyOutcome {
    isFinished = false
    if strategy == .sum { return sum(property, value) }
    let start = scratch.count
    let result = encoder.encode(value, as: types[property], to: scratch)
    switch result {
    case .invalidForType: return .invalidForType
    case .tooLong: return .tooLong
    case .empty:
      guard strategy == .setOrClear else { return .nothingToSet }
      guard !current(property).isEmpty else { return .unchanged }
      return change(property, to: start..<start)
    case .encoded: break
    }
    let incoming = start..<scratch.count
    if property == consents?.refused {
      let said = refusalsSaid.count
      refusalsSaid.append(scratch.bytes[from: start, to: scratch.count])
      saidRefusals.append(said..<refusalsSaid.count)
    }
    let now = current(property)
    if now.isEmpty { return change(property, to: incoming) }
    let outcome: ApplyOutcome
    switch strategy {
    case .set, .setOrClear:
      let isSame = now.json.hasBytes(of: scratch.bytes[from: start, to: scratch.count])
      outcome = isSame ? .unchanged : change(property, to: incoming)
    case .add: outcome = extend(property, by: incoming)
    case .setIfEmpty, .sum: outcome = .unchanged
    }
    if outcome != .changed { scratch.truncate(to: start) }
    return outcome
  }

  @inline(__always) @discardableResult
  func change(_ property: Int, to values: Range<Int>) -> ApplyOutcome {
    states[property] = State(isChanged: true, values: values)
    hasChanges = true
    return .changed
  }

  /// The property's values as edited so far. Valid until `scratch` grows.
  @inline(__always)
  func current(_ property: Int) -> StoredValues {
    let state = states[property]
    guard state.isChanged else { return reader.values(property) }
    return StoredValues(json: scratch.bytes[from: state.values.lowerBound, to: state.values.upperBound])
  }

  /// Writes the current values and those of `incoming` that are not among them behind each other in `scratch`.
  private func extend(_ property: Int, by incoming: Range<Int>) -> ApplyOutcome {
    let start = scratch.count
    // Room for both first, so that nothing moves while it is read.
    _ = scratch.reserve(current(property).json.count + incoming.count)
    let existing = current(property)
    scratch.append(existing.json[from: 0, to: existing.json.count - 1])
    var count = existing.count
    let known = count
    for value in StoredValues(json: scratch.bytes[from: incoming.lowerBound, to: incoming.upperBound])
    where !existing.contains(literal: value.literal) {
      scratch.append(UInt8(ascii: ","))
      scratch.append(value.literal)
      count += 1
    }
    guard count > known else { return .unchanged }
    scratch.append(UInt8(ascii: "]"))
    guard count <= ValueEncoder.listLimit, scratch.count - start <= Self.propertyLimit else { return .tooLong }
    return change(property, to: start..<scratch.count)
  }

  private func sum(_ property: Int, _ value: PropertyValue) -> ApplyOutcome {
    let start = scratch.count
    let outcome = addUp(property, value)
    if outcome != .changed { scratch.truncate(to: start) }
    return outcome
  }

  private func addUp(_ property: Int, _ value: PropertyValue) -> ApplyOutcome {
    let isText = types[property] == .text
    guard isText || types[property].isNumeric else { return .notANumber }
    let start = scratch.count
    switch encoder.encode(value, as: .decimal, to: scratch, keepsDuplicates: true) {
    case .invalidForType: return .notANumber
    case .tooLong: return .tooLong
    case .empty: return .nothingToSet
    case .encoded: break
    }
    var total = ExactDecimal.zero
    if let refusal = add(current(property), to: &total) { return refusal }
    if let refusal = add(StoredValues(json: scratch.bytes[from: start, to: scratch.count]), to: &total) {
      return refusal
    }
    let result = scratch.count
    scratch.append(UInt8(ascii: "["))
    if isText { scratch.append(JSONText.quote) }
    scratch.commit(total.write(to: scratch.reserve(ExactDecimal.capacity)))
    if isText { scratch.append(JSONText.quote) }
    scratch.append(UInt8(ascii: "]"))
    let isSame = current(property).json.hasBytes(of: scratch.bytes[from: result, to: scratch.count])
    return isSame ? .unchanged : change(property, to: result..<scratch.count)
  }

  /// Nil, or why it cannot be added up.
  private func add(_ values: StoredValues, to total: inout ExactDecimal) -> ApplyOutcome? {
    for value in values {
      switch value.withBytes({ ExactDecimal.read($0) }) {
      case .number(let number):
        guard let sum = total.adding(number) else { return .tooLong }
        total = sum
      case .notANumber: return .notANumber
      case .tooLong: return .tooLong
      }
    }
    return nil
  }

  /// Completes `document`; whether it differs from the one begun with. Further calls answer the same.
  @discardableResult
  public func finish() -> Bool {
    guard !isFinished else { return hasChanges }
    isFinished = true
    guard hasChanges else { return false }
    if let consents, states[consents.given].isChanged || states[consents.refused].isChanged {
      settleConsents(consented: consents.given, refused: consents.refused)
    }
    edited.removeAll()
    edited.append(UInt8(ascii: "{"))
    var unchangedFrom = -1
    var unchangedTo = -1
    func separate() {
      if edited.count > 1 { edited.append(UInt8(ascii: ",")) }
    }
    func copyUnchanged() {
      guard unchangedFrom >= 0 else { return }
      separate()
      edited.append(stored.bytes[from: unchangedFrom, to: unchangedTo])
      unchangedFrom = -1
    }
    func write(_ property: Int) {
      guard !states[property].values.isEmpty else { return }
      separate()
      spellings[property].withUnsafeBytes { edited.append($0) }
      edited.append(current(property).json)
    }
    for slot in reader.slots {
      if slot.property >= 0, states[slot.property].isChanged {
        copyUnchanged()
        write(slot.property)
      } else {
        if unchangedFrom < 0 { unchangedFrom = slot.start }
        unchangedTo = slot.end
      }
    }
    copyUnchanged()
    for property in states.indices where states[property].isChanged && reader.slot(of: property) < 0 { write(property) }
    edited.append(UInt8(ascii: "}"))
    hasChanges = !edited.bytes.hasBytes(of: stored.bytes)
    return hasChanges
  }

  /// The edited document, after `finish`, until the next `begin`.
  public var document: UnsafeRawBufferPointer { hasChanges ? edited.bytes : stored.bytes }

  /// The property's values as edited so far, until the next `apply` or `begin`.
  public func values(_ property: Int) -> StoredValues { current(property) }

  /// After `finish`: the values that identifier properties lost (`isAdded` false) and gained, as `IdentifierKey` makes them.
  public func forEachIdentifierChange(
    _ body: (_ property: Property, _ key: UnsafeRawBufferPointer, _ isAdded: Bool) throws -> Void
  ) rethrows {
    for index in states.indices where states[index].isChanged && properties[index].isIdentifier {
      keys.removeAll()
      oldKeys.removeAll(keepingCapacity: true)
      newKeys.removeAll(keepingCapacity: true)
      for value in reader.values(index) { appendKey(of: value, types[index], to: &oldKeys) }
      for value in current(index) { appendKey(of: value, types[index], to: &newKeys) }
      for key in oldKeys where !contains(newKeys, key) {
        try body(properties[index], keys.bytes[from: key.lowerBound, to: key.upperBound], false)
      }
      for key in newKeys where !contains(oldKeys, key) {
        try body(properties[index], keys.bytes[from: key.lowerBound, to: key.upperBound], true)
      }
    }
  }

  /// Each key once: values that differ only in case are one e-mail address.
  private func appendKey(of value: StoredValue, _ type: Property.ValueType, to list: inout [Range<Int>]) {
    let start = keys.count
    IdentifierKey.append(value, type: type, to: keys)
    if contains(list, start..<keys.count) {
      keys.truncate(to: start)
    } else {
      list.append(start..<keys.count)
    }
  }

  private func contains(_ list: [Range<Int>], _ key: Range<Int>) -> Bool {
    let bytes = keys.bytes[from: key.lowerBound, to: key.upperBound]
    return list.contains { keys.bytes[from: $0.lowerBound, to: $0.upperBound].hasBytes(of: bytes) }
  }
}
