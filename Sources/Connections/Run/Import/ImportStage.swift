import Profiles
import Records

/// Consent, link and map: what becomes of subscribers in the store.
final class ImportStage: RecordStage {
  var result: GoalResult
  let rejects: RejectLog
  var versions = RowVersion()
  private let goal: ImportProfilesGoal
  let work: GoalWork
  private let linker: RecordLinker
  private let mapper: RecordMapper
  private let consent: ConsentCheck
  private var exchange: Int64?

  /// Reads definitions, and defines the properties that are known to be missing. Throws ``ConnectionsError`` and
  /// ``ProfilesError``.
  init(
    _ goal: ImportProfilesGoal, _ work: GoalWork, _ rejects: RejectLog, result: GoalResult, _ reader: any ProfileReader
  ) throws {
    self.goal = goal
    self.work = work
    self.result = result
    let properties = try GoalProperties(goal, known: reader.properties())
    linker = RecordLinker(goal, properties: Array(properties.all.prefix(goal.link.count)))
    mapper = RecordMapper(goal.mappings, properties)
    consent = try work.connection.consentCheck(reader)
    self.rejects = rejects
  }

  func prepare(_ batch: Batch, _ writer: any ProfileWriter) throws {
    linker.prepare(batch)
    mapper.prepare(batch)
    for property in mapper.takeNewProperties() { try writer.putProperty(property) }
  }

  func identifier(of row: Int) -> String? { linker.identifier(of: row) }

  func apply(_ row: Int, of parcel: RecordPipeline.Parcel, _ writer: any ProfileWriter) throws {
    switch try linker.match(row, writer) {
    case .noIdentifier:
      try reject(row, "no_identifier", "no field of the goal's link has a usable value", writer)
    case .several:
      try reject(row, "several_matches", "more than one profile matches, and the goal rejects that", writer)
    case .none where !goal.createProfiles:
      result.counters.skipped += 1
    case .none:
      let hasSum = name(row, of: parcel)
      let (stated, isRefused) = mapper.permission(row)
      let level = stated ?? .personal
      mapper.editor.begin()
      let refused = mapper.apply(row, withSums: true, at: level)
      mapper.applyIdentifiers(row, of: linker)
      mapper.editor.finish()
      guard try level != .doNotTrack && consent.allows(document: mapper.editor.document) else {
        result.counters.skipped += 1
        return
      }
      let id = try writer.insert(mapper.editor, permission: level)
      let unread = try mapper.forEachView(row) { try writer.addView($0, by: id) }
      result.counters.created += 1
      result.counters.valuesRefused += refused + unread + (isRefused ? 1 : 0)
      result.note(id)
      if hasSum { try remember(id, writer) }
      try noteExchange(id, writer)
    case .profiles:
      try update(row, hasSum: name(row, of: parcel), writer)
    }
  }

  /// Updates every matched profile; the record counts once.
  private func update(_ row: Int, hasSum: Bool, _ writer: any ProfileWriter) throws {
    let isNew = try hasSum && !wasApplied(writer)
    let (stated, isRefused) = mapper.permission(row)
    var (processed, updated, refused) = (false, false, 0)
    for id in linker.found {
      var allowed = false
      var isTracked = false
      var newLevel: PermissionLevel?
      _ = try writer.withProfile(id) { profile in
        let level = stated ?? profile.permission
        guard level != .doNotTrack || profile.permission != .doNotTrack else { return }
        isTracked = true
        newLevel = level == profile.permission ? nil : level
        try mapper.editor.begin(profile.document)
        refused = mapper.apply(row, withSums: isNew, at: level)
        mapper.editor.finish()
        allowed = try level != .doNotTrack && consent.allows(document: mapper.editor.document)
        if allowed { return }
        // Nothing of the record is taken but what it says of consent, or the next export would not know of it.
        try mapper.editor.begin(profile.document)
        mapper.applyConsents(row)
        mapper.editor.finish()
      }
      guard isTracked else { continue }
      var isChanged = try writer.update(id, mapper.editor)
      if let newLevel {
        try writer.setPermission(id, newLevel)
        isChanged = true
      }
      guard allowed else { continue }
      refused += try mapper.forEachView(row) { if try writer.addView($0, by: id) { isChanged = true } }
      if isChanged {
        updated = true
        result.note(id)
      }
      if isNew, !processed { try remember(id, writer) }
      try noteExchange(id, writer)
      processed = true
    }
    guard processed else {
      result.counters.skipped += 1
      return
    }
    result.counters.valuesRefused += refused + (isRefused ? 1 : 0)
    if updated { result.counters.updated += 1 } else { result.counters.unchanged += 1 }
  }

  private func noteExchange(_ profile: ProfileID, _ writer: any ProfileWriter) throws {
    let exchange = try exchange ?? writer.exchange(of: work.connection.id, .imported)
    self.exchange = exchange
    try writer.noteExchange(exchange, profile)
  }

  // MARK: Sums

  /// Names the row's version; false where the row has nothing to add up.
  private func name(_ row: Int, of parcel: RecordPipeline.Parcel) -> Bool {
    guard mapper.hasSum(row) else { return false }
    nameVersion(of: row, of: parcel, .subscribers) { $0.append(contentsOf: linker.subscriber) }
    return true
  }

  private func wasApplied(_ writer: any ProfileWriter) throws -> Bool {
    try versions.withBytes { try writer.wasApplied(work.reference, subscriber: $0, stamp: $1) }
  }

  private func remember(_ profile: ProfileID, _ writer: any ProfileWriter) throws {
    try versions.withBytes { try writer.markApplied(work.reference, subscriber: $0, stamp: $1, profile) }
  }
}
