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
  private var versions = RowVersion()

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
    if !parcel.isDerived { versions.beginPiece() }
    if !parcel.isDerived { result.counters.read += batch.rowCount - parcel.outside }
    result.counters.filtered -= parcel.outside

    for row in 0..<batch.rowCount {
      switch UInt32(batch.rowStates[row]) {
      case MR_ROW_KEPT: try apply(row, of: parcel, writer)
      case MR_ROW_DROPPED: result.counters.filtered += 1
      default: result.counters.rejected += 1
      }
    }
    for rejection in batch.rejections {
      try rejects.add(rejection, identifier: linker.identifier(of: rejection.row), to: writer)
    }
  }

  /// Everything that came of a piece of the source was applied.
  func endPiece() { versions.beginPiece() }

  private func apply(_ row: Int, of parcel: RecordPipeline.Parcel, _ writer: any ProfileWriter) throws {
    result.counters.checked += 1
    switch try linker.match(row, writer) {
    case .noIdentifier:
      try reject(row, "no_identifier", "no field of the goal's link has a usable value", writer)
    case .several:
      try reject(row, "several_matches", "more than one profile matches, and the goal rejects that", writer)
    case .none where !goal.createProfiles:
      result.counters.skipped += 1
    case .none:
      let hasSum = name(row, of: parcel)
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
      try update(row, hasSum: name(row, of: parcel), writer)
    }
  }

  /// Updates every matched profile; the record counts once.
  private func update(_ row: Int, hasSum: Bool, _ writer: any ProfileWriter) throws {
    let isNew = try hasSum && !wasApplied(writer)
    var (processed, updated, refused) = (false, false, 0)
    for id in linker.found {
      var allowed = false
      var isTracked = false
      _ = try writer.withProfile(id) { profile in
        guard profile.permission != .doNotTrack else { return }
        isTracked = true
        try mapper.editor.begin(profile.document)
        refused = mapper.apply(row, withSums: isNew)
        mapper.editor.finish()
        allowed = try consent.allows(document: mapper.editor.document)
        if allowed { return }
        // Nothing of the record is taken but the refusal, or the next export would not know of it.
        try mapper.editor.begin(profile.document)
        mapper.applyConsents(row)
        mapper.editor.finish()
      }
      guard allowed else {
        if isTracked { _ = try writer.update(id, mapper.editor) }
        continue
      }
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

  /// Names the row's version: the subscriber with its stamp, or with the run where the source has none. False where the
  /// row has nothing to add up.
  private func name(_ row: Int, of parcel: RecordPipeline.Parcel) -> Bool {
    guard mapper.hasSum(row) else { return false }
    // A row that was held back to the end has nothing but itself.
    let source = parcel.source ?? SourceRecords(parcel.batch, firstNumber: 0)
    let place = parcel.source == nil ? row : source.row(ofRecord: parcel.batch.rowNumbers[row])
    versions.name(isDerived: parcel.isDerived) { name in
      if let place, source.appendSubscriber(place, to: &name) { return }
      name.append(contentsOf: linker.subscriber)
    }
    if let stamp = place.flatMap(source.stamp) { versions.stamp(stamp) } else { versions.stamp(run: work.run) }
    return true
  }

  private func wasApplied(_ writer: any ProfileWriter) throws -> Bool {
    try versions.withBytes { try writer.wasApplied(work.reference, subscriber: $0, stamp: $1) }
  }

  private func remember(_ profile: ProfileID, _ writer: any ProfileWriter) throws {
    try versions.withBytes { try writer.markApplied(work.reference, subscriber: $0, stamp: $1, profile) }
  }
}
