import EventTypes
import Foundation
import IterableAPI
import PluginHost
import Profiles
import Records

/// What an import goal would do to some rows of its source.
struct ImportPreview {
  let goal: ImportProfilesGoal
  let connection: Connection
  let client: IterableClient
  let installation: Installation

  func take(_ limit: Int) throws -> Preview {
    try SpoolFile.prepare(installation.spoolFolder)
    let passes = ImportPass.all(of: goal)
    let subscribers = try take(limit, of: passes[0])
    var preview = Preview(goal: goal.name, steps: subscribers.steps, rows: subscribers.rows)
    preview.feeds = try passes.dropFirst().map { try take(limit, of: $0) }
    return preview
  }

  private func take(_ limit: Int, of pass: ImportPass) throws -> Preview.Feed {
    let started = Timestamp(installation.now())
    let types = try installation.store.read { try TimelineType.all(of: pass.goal.timeline, in: installation, $0) }
    let use = PluginUse(connection: connection.id, goal: goal.name)
    let composer = try TimelineComposer(types, started: started, for: use, in: installation)
    defer { composer.close() }
    let outcome = try installation.store.read { try ImportOutcome(pass, types, connection, started, $0) }
    let chain = try PreviewChain(
      pass.goal.processors, started: started, for: use, in: installation
    ) { chain, batch, places in
      let events = try composer.events(of: batch)
      try installation.store.read { try outcome.settle(chain, batch, places, events, $0) }
    }
    let spool = SpoolFile(previewIn: installation.spoolFolder)
    defer { spool.remove() }
    let filter = try SourceFilter(pass, client, spool)
    let batch = try Batch()
    try sample(limit, of: pass.source, into: batch, filter, spool)
    try chain.process(batch)
    return Preview.Feed(source: pass.title, steps: chain.steps, rows: chain.rows)
  }

  /// The first rows of ever longer windows, at most `limit`, until there are `enough`; nil: as many as that.
  func sample(
    _ limit: Int, of source: TimelineMapping.Source = .record, into batch: Batch, _ filter: SourceFilter,
    _ spool: SpoolFile, enough: Int? = nil
  ) throws {
    let now = installation.now()
    let windows =
      [1, 30].map { ExportWindow(start: now.addingTimeInterval(-86_400 * $0), end: now) } + [.all(until: now)]
    for window in windows {
      spool.remove()
      _ = try client.export(source.dataType, window: window, to: spool.url)
      if try spool.read(limit, into: batch, exclude: filter.exclude) >= enough ?? limit { return }
    }
  }
}

/// Links and maps rows without writing.
private final class ImportOutcome {
  private let goal: ImportProfilesGoal
  private let isFeed: Bool
  private let types: [TimelineType]
  private let started: Timestamp
  private let linker: RecordLinker
  private let mapper: RecordMapper
  private let consent: ConsentCheck

  init(
    _ pass: ImportPass, _ types: [TimelineType], _ connection: Connection, _ started: Timestamp,
    _ reader: any ProfileReader
  ) throws {
    goal = pass.goal
    isFeed = pass.source != .record
    self.types = types
    self.started = started
    let properties = try GoalProperties(goal, known: reader.properties())
    linker = RecordLinker(goal, properties: Array(properties.all.prefix(goal.link.count)))
    mapper = RecordMapper(goal.mappings, properties)
    consent = try connection.consentCheck(reader)
  }

  func settle(
    _ chain: PreviewChain, _ batch: Batch, _ places: [Int?], _ events: RowEvents, _ reader: any ProfileReader
  ) throws {
    linker.prepare(batch)
    mapper.prepare(batch)
    for (row, place) in places.enumerated() where batch.isKept(row) {
      guard let place else { continue }
      let entries = events.entries[events.entries(ofRow: row)]
      let outcome = try outcome(row, reader)
      chain.conclude(place, outcome, events: try entries.compactMap { try event($0, of: events, outcome, reader) })
    }
  }

  /// Nil where the row comes to no profile.
  private func event(
    _ entry: RowEvents.Entry, of events: RowEvents, _ outcome: Preview.Outcome, _ reader: any ProfileReader
  ) throws -> Preview.Event? {
    let profiles: [ProfileID]
    switch outcome {
    case .created: profiles = []
    case .updated(let found, _), .unchanged(let found), .linked(let found): profiles = found
    default: return nil
    }
    let type = types[Int(entry.mapping)].type
    guard entry.refusal < 0 else {
      let refusal = events.refusals[Int(entry.refusal)]
      return Preview.Event(
        type: type.id, fate: .refused(code: refusal.code, field: refusal.field, reason: refusal.reason))
    }
    return try events.withBytes(of: entry) { id, properties in
      Preview.Event(
        type: type.id, id: String(decoding: id, as: UTF8.self), date: entry.date,
        properties: type.masked((try? JSONValue(parsing: properties)) ?? .null),
        fate: try fate(of: type, id, entry.date, properties, profiles, reader))
    }
  }

  /// Of the first profile.
  private func fate(
    of type: EventType, _ id: UnsafeRawBufferPointer, _ date: Timestamp, _ properties: UnsafeRawBufferPointer,
    _ profiles: [ProfileID], _ reader: any ProfileReader
  ) throws -> Preview.Event.Fate {
    if let expiry = type.expiry(of: date), expiry <= started {
      return .leftOut(reason: "events of the type are kept for \(type.retentionDays ?? 0) days")
    }
    var fate = Preview.Event.Fate.added
    guard let profile = profiles.first else { return fate }
    let filter = EventFilter(types: [type.id], from: date, to: Timestamp(microseconds: date.microseconds + 1))
    try reader.events(of: profile, filter) { event in
      guard event.id.elementsEqual(id) else { return }
      fate = event.properties.elementsEqual(properties) ? .unchanged : .replaced
    }
    return fate
  }

  private func outcome(_ row: Int, _ reader: any ProfileReader) throws -> Preview.Outcome {
    switch try linker.match(row, reader) {
    case .noIdentifier:
      return .rejected(
        step: -1, code: "no_identifier", field: "", reason: "no field of the goal's link has a usable value")
    case .several:
      return .rejected(
        step: -1, code: "several_matches", field: "",
        reason: "more than one profile matches, and the goal rejects that")
    case .none where !goal.createProfiles:
      return .passedOver(reason: "no profile matches, and \(isFeed ? "an event makes" : "the goal creates") none")
    case .none:
      let level = mapper.permission(row).level ?? .personal
      guard level != .doNotTrack else { return .skipped(reason: "the record's permission level is do_not_track") }
      mapper.editor.begin()
      let changes = try changes(row, of: nil, at: level, reader)
      return try consent.allows(document: mapper.editor.document) ? .created(changes: changes) : noConsent
    case .profiles where isFeed:
      return try welcome(reader)
    case .profiles:
      return try update(row, reader)
    }
  }

  /// Which of the matched profiles a purchase or custom event comes to.
  private func welcome(_ reader: any ProfileReader) throws -> Preview.Outcome {
    var welcome: [ProfileID] = []
    for id in linker.found {
      _ = try reader.withProfile(id) { profile in
        if try profile.permission != .doNotTrack && consent.allows(document: profile.document) { welcome.append(id) }
      }
    }
    return welcome.isEmpty ? .skipped(reason: "no consent, or the profile is not tracked") : .linked(welcome)
  }

  private var noConsent: Preview.Outcome { .skipped(reason: "no consent to an objective of the connection") }

  private func update(_ row: Int, _ reader: any ProfileReader) throws -> Preview.Outcome {
    var changes: [Preview.Change] = []
    var reason: Preview.Outcome?
    for id in linker.found {
      _ = try reader.withProfile(id) { profile in
        let level = mapper.permission(row).level ?? profile.permission
        guard level != .doNotTrack else {
          reason = .skipped(reason: "the profile's permission level is do_not_track")
          return
        }
        try mapper.editor.begin(profile.document)
        let all = try self.changes(row, of: profile, at: level, reader)
        if try consent.allows(document: mapper.editor.document) { changes = all } else { reason = noConsent }
      }
    }
    if let reason { return reason }
    return changes.contains(where: \.isChanged)
      ? .updated(linker.found, changes: changes) : .unchanged(linker.found)
  }

  /// What the row changes. `nil`: a new profile.
  private func changes(
    _ row: Int, of profile: ProfileRow?, at level: PermissionLevel, _ store: any ProfileReader
  ) throws -> [Preview.Change] {
    let changes = try mapper.changes(row, of: profile?.document, at: level) {
      if profile == nil { mapper.applyIdentifiers(row, of: linker) }
    }
    return try changes + systemChanges(row, of: profile, at: level, store)
  }

  /// What the row does to what is kept beside the profile's properties.
  private func systemChanges(
    _ row: Int, of profile: ProfileRow?, at level: PermissionLevel, _ store: any ProfileReader
  ) throws -> [Preview.Change] {
    func change(_ target: Mapping.SystemTarget, _ old: [String], _ new: [String], _ refusal: String?) -> Preview.Change?
    {
      guard old != new || refusal != nil else { return nil }
      return Preview.Change(
        name: target.rawValue, strategy: target.strategy, old: old, new: new, refusal: refusal)
    }
    let before = profile.map { [$0.permission.description] } ?? []
    let (stated, isRefused) = mapper.permission(row)
    var (known, viewed): ([String], [String]) = ([], [])
    if let profile { try store.viewedInteractions(of: profile.id) { known.append($0.idText) } }
    let unread = mapper.forEachView(row) { report in
      let id = String(decoding: report.id, as: UTF8.self)
      if !known.contains(id), !viewed.contains(id) { viewed.append(id) }
    }
    return [
      change(
        .permissionLevel, before, stated == nil ? before : [level.description],
        isRefused ? "not a permission level" : nil),
      change(
        .viewedInteractions, known, known + viewed, unread > 0 ? "not a list of ids or objects with an id" : nil),
    ].compactMap(\.self)
  }
}
