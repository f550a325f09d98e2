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
  private let timeline: TimelineStage
  /// Whether the rows are of purchases or custom events: they bring events and nothing else.
  private let isFeed: Bool
  private var exchange: Int64?

  /// Reads definitions, and defines the properties that are known to be missing. Throws ``ConnectionsError`` and
  /// ``ProfilesError``.
  init(
    _ pass: ImportPass, _ types: [TimelineType], _ work: GoalWork, _ rejects: RejectLog, result: GoalResult,
    _ reader: any ProfileReader
  ) throws {
    goal = pass.goal
    isFeed = pass.source != .record
    self.work = work
    self.result = result
    let properties = try GoalProperties(goal, known: reader.properties())
    linker = RecordLinker(goal, properties: Array(properties.all.prefix(goal.link.count)))
    mapper = RecordMapper(goal.mappings, properties)
    consent = try work.connection.consentCheck(reader)
    self.rejects = rejects
    timeline = TimelineStage(types, source: isFeed ? work.connection.id : "")
  }

  func prepare(_ batch: Batch, _ writer: any ProfileWriter) throws {
    linker.prepare(batch)
    mapper.prepare(batch)
    for property in mapper.takeNewProperties() { try writer.putProperty(property) }
    try timeline.accept(in: writer)
  }

  func identifier(of row: Int) -> String? { linker.identifier(of: row) }

  func apply(_ row: Int, of parcel: RecordPipeline.Parcel, _ writer: any ProfileWriter) throws -> Bool {
    let events = timeline.events(ofRow: row, parcel.events)
    switch try linker.match(row, writer) {
    case .noIdentifier:
      return try reject(row, "no_identifier", "no field of the goal's link has a usable value", writer)
    case .several:
      return try reject(row, "several_matches", "more than one profile matches, and the goal rejects that", writer)
    case .none where !goal.createProfiles:
      result.counters.passedOver += 1
      return false
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
        return false
      }
      let id = try writer.insert(mapper.editor, permission: level)
      let unread = try mapper.forEachView(row) { try writer.addView($0, by: id) }
      result.counters.created += 1
      result.counters.valuesRefused += refused + unread + (isRefused ? 1 : 0)
      result.note(id)
      if hasSum { try remember(id, writer) }
      try noteExchange(id, writer)
      try timeline.put(events, on: id, &result.counters, writer)
      return try rejectEvents(events, of: row, writer) == 0
    case .profiles where isFeed:
      return try addEvents(events, of: row, writer)
    case .profiles:
      return try update(row, hasSum: name(row, of: parcel), events, writer)
    }
  }

  /// Updates every matched profile; the record counts once. Answers as `apply`, and so does `addEvents`.
  private func update(_ row: Int, hasSum: Bool, _ events: Range<Int>, _ writer: any ProfileWriter) throws -> Bool {
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
      try timeline.put(events, on: id, &result.counters, writer)
      processed = true
    }
    guard processed else {
      result.counters.skipped += 1
      return false
    }
    result.counters.valuesRefused += refused + (isRefused ? 1 : 0)
    if updated { result.counters.updated += 1 } else { result.counters.unchanged += 1 }
    return try rejectEvents(events, of: row, writer) == 0
  }

  /// Takes the events of a purchase or custom event to the matched profiles; nothing else of them changes.
  private func addEvents(_ events: Range<Int>, of row: Int, _ writer: any ProfileWriter) throws -> Bool {
    var isWelcome = false
    for id in linker.found {
      var allowed = false
      _ = try writer.withProfile(id) { profile in
        allowed = try profile.permission != .doNotTrack && consent.allows(document: profile.document)
      }
      guard allowed else { continue }
      isWelcome = true
      try noteExchange(id, writer)
      try timeline.put(events, on: id, &result.counters, writer)
    }
    guard isWelcome else {
      result.counters.skipped += 1
      return false
    }
    guard try rejectEvents(events, of: row, writer) > 0 else { return true }
    result.counters.rejected += 1
    return false
  }

  /// Notes the row's events that cannot be used; answers how many.
  private func rejectEvents(_ events: Range<Int>, of row: Int, _ writer: any ProfileWriter) throws -> Int {
    let refusals = timeline.refusals(events, ofRow: row)
    for refusal in refusals { try rejects.add(refusal, identifier: linker.identifier(of: row), to: writer) }
    result.counters.eventsRefused += refusals.count
    return refusals.count
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
