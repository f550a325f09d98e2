import Profiles
import Records

/// Consent, link and map: what becomes of a batch's rows in the store. One thread; inside the store's `write`.
final class ImportStage {
  private(set) var result: GoalResult
  private let goal: ImportProfilesGoal
  private let work: GoalWork
  private let linker: RecordLinker
  private let mapper: RecordMapper
  private let consent: ConsentCheck
  private let rejects: RejectLog
  private var derived = DerivedRows()

  /// Reads definitions, and defines the properties that are known to be missing. Throws ``ConnectionsError`` and
  /// ``ProfilesError``.
  init(_ goal: ImportProfilesGoal, _ work: GoalWork, result: GoalResult, _ reader: any ProfileReader) throws {
    self.goal = goal
    self.work = work
    self.result = result
    let properties = try GoalProperties(goal, known: reader.properties())
    linker = RecordLinker(goal, properties: Array(properties.all.prefix(goal.link.count)))
    mapper = RecordMapper(goal, properties)
    consent = ConsentCheck(objectives: try work.connection.linkedObjectives(reader))
    rejects = try RejectLog(run: work.run, goal: goal.name)
  }

  /// Takes one parcel's rows into the store. Counters and last profiles follow in `result`.
  func apply(_ parcel: RecordPipeline.Parcel, _ writer: any ProfileWriter) throws {
    let batch = parcel.batch
    linker.prepare(batch)
    mapper.prepare(batch)
    try mapper.define(in: writer)
    rejects.begin(batch)
    derived.begin(isDerived: parcel.isDerived)
    if !parcel.isDerived { result.counters.read += batch.rowCount - parcel.outside }
    result.counters.filtered -= parcel.outside

    let stamps = mapper.hasSum ? batch.column(named: "profileUpdatedAt").map(batch.cells) : nil
    for row in 0..<batch.rowCount {
      switch UInt32(batch.rowStates[row]) {
      case MR_ROW_KEPT: try apply(row, of: batch, stamps, writer)
      case MR_ROW_DROPPED: result.counters.filtered += 1
      default: result.counters.rejected += 1
      }
    }
    for rejection in batch.rejections {
      try rejects.add(rejection, identifier: linker.identifier(of: rejection.row), to: writer)
    }
  }

  private func apply(
    _ row: Int, of batch: Batch, _ stamps: UnsafeMutablePointer<mr_cell>?, _ writer: any ProfileWriter
  ) throws {
    result.counters.checked += 1
    switch try linker.match(row, writer) {
    case .noIdentifier:
      try reject(row, "no_identifier", "no field of the goal's link has a value", writer)
    case .several:
      try reject(row, "several_matches", "more than one profile matches, and the goal rejects that", writer)
    case .none where !goal.createProfiles:
      result.counters.skipped += 1
    case .none:
      let hasSum = name(row, of: batch, stamps)
      mapper.editor.begin()
      let refused = mapper.apply(row, withSums: true)
      mapper.applyIdentifiers(row, of: linker)
      mapper.editor.finish()
      guard try consent.allows(document: mapper.editor.document) else {
        result.counters.skipped += 1
        return
      }
      let id = try writer.insert(mapper.editor, permission: .personal)
      result.counters.created += 1
      result.counters.valuesRefused += refused
      result.note(id)
      if hasSum { try remember(id, writer) }
    case .profiles:
      try update(row, hasSum: name(row, of: batch, stamps), writer)
    }
  }

  /// Updates every matched profile; the record counts once.
  private func update(_ row: Int, hasSum: Bool, _ writer: any ProfileWriter) throws {
    let isNew = try hasSum && !wasApplied(writer)
    var (processed, updated, refused) = (false, false, 0)
    for id in linker.found {
      var allowed = false
      _ = try writer.withProfile(id) { profile in
        guard profile.permission != .doNotTrack else { return }
        try mapper.editor.begin(profile.document)
        refused = mapper.apply(row, withSums: isNew)
        mapper.editor.finish()
        allowed = try consent.allows(document: mapper.editor.document)
      }
      guard allowed else { continue }
      if try writer.update(id, mapper.editor) {
        updated = true
        result.note(id)
      }
      if isNew, !processed { try remember(id, writer) }
      processed = true
    }
    guard processed else {
      result.counters.skipped += 1
      return
    }
    result.counters.valuesRefused += refused
    if updated { result.counters.updated += 1 } else { result.counters.unchanged += 1 }
  }

  private func reject(_ row: Int, _ code: String, _ reason: String, _ writer: any ProfileWriter) throws {
    result.counters.rejected += 1
    try rejects.add(
      RowRejection(row: row, step: -1, code: code, reason: reason), identifier: linker.identifier(of: row), to: writer)
  }

  // MARK: Sums

  /// Names the row's version in `derived`: its stamp, or the run where the source has none. False where the row has
  /// nothing to add up.
  private func name(_ row: Int, of batch: Batch, _ stamps: UnsafeMutablePointer<mr_cell>?) -> Bool {
    guard mapper.hasSum(row) else { return false }
    derived.name(linker.subscriber, source: batch.rowNumbers[row])
    if let cell = stamps?[row], UInt32(cell.kind) == MR_TEXT, cell.length > 0 {
      derived.stamp(batch.bytes(of: cell))
    } else {
      derived.stamp(run: work.run)
    }
    return true
  }

  private func wasApplied(_ writer: any ProfileWriter) throws -> Bool {
    try derived.withVersion { try writer.wasApplied(work.reference, subscriber: $0, stamp: $1) }
  }

  private func remember(_ profile: ProfileID, _ writer: any ProfileWriter) throws {
    try derived.withVersion { try writer.markApplied(work.reference, subscriber: $0, stamp: $1, profile) }
  }
}

/// Names row versions: the subscriber, and for rows that a step derived of one record also which of them it is.
private struct DerivedRows {
  private var subscriber: [UInt8] = []
  private var stamp: [UInt8] = []
  private var isDerived = false
  private var source: UInt64 = 0
  private var ordinal = 0

  mutating func begin(isDerived: Bool) {
    self.isDerived = isDerived
    (source, ordinal) = (0, 0)
  }

  mutating func name(_ key: UnsafeRawBufferPointer, source number: UInt64) {
    subscriber.removeAll(keepingCapacity: true)
    subscriber.append(contentsOf: key)
    guard isDerived else { return }
    ordinal = number == source ? ordinal + 1 : 1
    source = number
    subscriber.append(0)
    subscriber.append(contentsOf: ordinal.description.utf8)
  }

  mutating func stamp(_ bytes: UnsafeRawBufferPointer) {
    stamp.removeAll(keepingCapacity: true)
    stamp.append(contentsOf: bytes)
  }

  mutating func stamp(run: Int64) {
    stamp.removeAll(keepingCapacity: true)
    stamp.append(contentsOf: "run \(run)".utf8)
  }

  func withVersion<Result>(
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try subscriber.withUnsafeBytes { subscriber in try stamp.withUnsafeBytes { try body(subscriber, $0) } }
  }
}
