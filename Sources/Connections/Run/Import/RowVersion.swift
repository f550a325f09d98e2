/// Names the version of a record of the source: the subscriber and the stamp, and for rows that a step derived of it also
/// which of them it is.
struct RowVersion {
  private var subscriber: [UInt8] = []
  private var stamp: [UInt8] = []
  /// How many rows were derived of each subscriber's record so far. They come in batches of any size, and step by step.
  private var derived: [[UInt8]: Int] = [:]

  /// What comes from now on is of other records.
  mutating func beginPiece() {
    if !derived.isEmpty { derived.removeAll(keepingCapacity: true) }
  }

  /// Begins the name of a row's version; `subscriber` appends what names the record.
  mutating func name(isDerived: Bool, _ subscriber: (inout [UInt8]) -> Void) {
    self.subscriber.removeAll(keepingCapacity: true)
    subscriber(&self.subscriber)
    guard isDerived else { return }
    let ordinal = derived[self.subscriber, default: 0] + 1
    derived[self.subscriber] = ordinal
    self.subscriber.append(0)
    self.subscriber.append(contentsOf: ordinal.description.utf8)
  }

  mutating func stamp(_ bytes: UnsafeRawBufferPointer) {
    stamp.removeAll(keepingCapacity: true)
    stamp.append(contentsOf: bytes)
  }

  mutating func stamp(run: Int64) {
    stamp.removeAll(keepingCapacity: true)
    stamp.append(contentsOf: "run \(run)".utf8)
  }

  /// Lends the subscriber and the stamp.
  func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try subscriber.withUnsafeBytes { subscriber in try stamp.withUnsafeBytes { try body(subscriber, $0) } }
  }
}
