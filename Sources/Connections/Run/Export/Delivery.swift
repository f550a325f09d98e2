import IterableAPI
import Profiles

/// Delivers a goal's outbox and acknowledges each row of Iterable's answers in the store. One thread.
struct Delivery {
  /// Kinds of outbox entries.
  static let update = "update"
  /// Of a row that a step derived of the profile; it leaves no hash.
  static let furtherUpdate = "further update"
  static func join(_ list: Int64) -> String { "join \(list)" }
  static func leave(_ list: Int64) -> String { "leave \(list)" }
  static func event(_ type: String) -> String { "event \(type)" }

  /// What an entry asks of Iterable.
  enum Request {
    case update
    case join(Int64)
    case leave(Int64)
    /// Of a Timeline event type.
    case event(String)

    init(kind: String) {
      let words = kind.split(separator: " ", maxSplits: 1)
      switch (words.first, words.last.flatMap { Int64($0) }) {
      case ("join", let list?): self = .join(list)
      case ("leave", let list?): self = .leave(list)
      case ("event", _): self = .event(String(words.last!))
      default: self = .update
      }
    }

    var isPurchase: Bool {
      if case .event(EventRequest.purchaseType) = self { true } else { false }
    }
    var isUpdate: Bool { if case .update = self { true } else { false } }
    /// Whether it makes sense only for somebody whom Iterable took.
    var followsUpdate: Bool {
      switch self {
      case .join, .event: true
      case .update, .leave: false
      }
    }
    var isLeave: Bool { if case .leave = self { true } else { false } }
    var isEvent: Bool { if case .event = self { true } else { false } }
  }

  private struct Entry {
    var id: Int64
    var profile: ProfileID
    var user: UserPayload
  }

  /// Purchases go one by one, and what was not acknowledged is sent again after a crash: not too many at a time.
  private static let purchasesAtATime = 200

  private let work: GoalWork
  private let events: ExportEvents?
  private let rejects: RejectLog
  private let exchange: Int64?
  private let gate: StageGate?
  private var trials: [String: DeliveryTrial] = [:]
  /// What was delivered and yet is not all there; told in the result's message.
  private var hasRefusedJoin = false
  private var hasRefusedLeave = false
  private var hasRefusedEvent = false
  private var leftOutFields: Set<String> = []

  /// `exchange` is the connection's account of exports; nil for a dry run, which delivers nothing.
  init(_ work: GoalWork, _ events: ExportEvents?, _ gate: StageGate?, _ rejects: RejectLog, exchange: Int64?) {
    self.work = work
    self.events = events
    self.gate = gate
    self.rejects = rejects
    self.exchange = exchange
  }

  /// Until the outbox is empty. Throws ``IterableError`` where delivery had to end early; what was not acknowledged
  /// remains, and is delivered first when the run is continued. Throws ``ConnectionsError`` `refused` where Iterable
  /// refuses most of it.
  mutating func deliverAll(_ result: inout GoalResult) throws {
    var meter = ProgressMeter(work, .delivering)
    let total = Int64(try work.store.read { try $0.outboxCount(work.reference) })
    var delivered = 0
    while let (kind, entries) = try next() {
      try work.cancellation.check()
      let outcome = send(kind, entries.map(\.user))
      leftOutFields.formUnion(outcome.filteredOutFields)
      try work.store.write { writer in
        try acknowledge(kind, entries, outcome, &result, writer)
        result.message = message ?? result.message
        try writer.putResult(result, run: work.run)
      }
      delivered += entries.count
      meter.report(rows: delivered, total: total, counters: result.counters)
      if let interruption = outcome.interruption { throw interruption }
      trials[kind, default: DeliveryTrial()].note(outcome)
      try trials[kind]!.check()
    }
  }

  /// The oldest entries of one kind, as many as one request takes, or as are tried first.
  private func next() throws -> (kind: String, entries: [Entry])? {
    try work.store.read { reader in
      var kind: String?
      var entries: [Entry] = []
      let limit = work.client.configuration.bulkRowLimit
      _ = try reader.outbox(work.reference, after: 0, limit: limit) { entry in
        guard kind == nil || kind == entry.kind else { return }
        guard let user = UserPayload(request: entry.payload) else {
          throw ConnectionsError(.store, "outbox entry \(entry.id) is no request for Iterable")
        }
        kind = entry.kind
        entries.append(Entry(id: entry.id, profile: entry.profile, user: user))
      }
      return kind.map { kind in
        let most = Request(kind: kind).isPurchase ? min(limit, Self.purchasesAtATime) : limit
        return (kind, Array(entries.prefix(trials[kind, default: DeliveryTrial()].rows(atMost: most))))
      }
    }
  }

  private func send(_ kind: String, _ users: [UserPayload]) -> BulkOutcome {
    switch Request(kind: kind) {
    case .update: work.client.bulkUpdate(users)
    case .join(let list): work.client.subscribe(users, toList: list)
    case .leave(let list): work.client.unsubscribe(users, fromList: list)
    case .event(EventRequest.purchaseType): work.client.trackPurchases(users)
    case .event(let type):
      work.client.trackBulk(
        users.map { EventPayload(identifier: $0.identifier, eventName: type, json: $0.json) })
    }
  }

  private mutating func acknowledge(
    _ kind: String, _ entries: [Entry], _ outcome: BulkOutcome, _ result: inout GoalResult,
    _ writer: any ProfileWriter
  ) throws {
    let request = Request(kind: kind)
    let failures = Dictionary(outcome.failures.map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
    let unknown = Set(outcome.unacknowledged)
    for (index, entry) in entries.enumerated() where !unknown.contains(index) {
      try writer.removeFromOutbox(entry.id)
      if let failure = failures[index] {
        try rejects.add(
          reject(entry, failure, request),
          event: request.isEvent ? ExportedEventID.id(inRequest: entry.user.json) : nil,
          to: writer)
        switch request {
        case .update: result.counters.rejected += 1
        case .join: hasRefusedJoin = true
        case .leave: hasRefusedLeave = true
        case .event:
          result.counters.eventsRefused += 1
          hasRefusedEvent = true
        }
        continue
      }
      switch request {
      case .join(let list):
        try entry.user.json.withUnsafeBytes {
          try writer.setMember(work.reference, list: String(list), entry.profile, as: $0)
        }
        result.counters.joined += 1
      case .leave(let list):
        try writer.setMember(work.reference, list: String(list), entry.profile, as: nil)
        result.counters.left += 1
      case .event:
        result.counters.events += 1
        if rejects.hasOpen, let id = ExportedEventID.id(inRequest: entry.user.json) {
          try rejects.resolve(event: id, writer)
        }
      case .update:
        if kind == Self.update {
          let hash = entry.user.json.withUnsafeBytes(ExportPayload.hash)
          try hash.withUnsafeBytes { try writer.markSent(work.reference, entry.profile, hash: $0) }
        }
        result.counters.updated += 1
        result.note(entry.profile)
        if let exchange { try writer.noteExchange(exchange, entry.profile) }
        try rejects.resolve(entry.profile, writer)
      }
      if !request.isLeave, try gate?.count(entry.profile, work, writer) == true { result.counters.touches += 1 }
    }
    if request.isUpdate, !failures.isEmpty {
      try removeWhatFollows(Set(failures.keys.map { entries[$0].profile }), writer)
    }
  }

  /// The records themselves were delivered and are counted so.
  private var message: String? {
    var notes: [String] = []
    if hasRefusedJoin { notes.append("some profiles could not join a list; the run's rejects say why") }
    if hasRefusedLeave { notes.append("some profiles could not leave a list; the run's rejects say why") }
    if hasRefusedEvent { notes.append("some Timeline events were refused; the run's rejects say why") }
    if !leftOutFields.isEmpty {
      notes.append(
        "the Iterable project has no fields \(leftOutFields.sorted().joined(separator: ", ")) and adds none by itself, so it "
          + "left them out: create them there, then run with --full")
    }
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }

  /// Somebody whom Iterable refused joins no list and has no events there.
  private func removeWhatFollows(_ profiles: Set<ProfileID>, _ writer: any ProfileWriter) throws {
    var entries: [Int64] = []
    _ = try writer.outbox(work.reference, after: 0, limit: .max) { entry in
      if profiles.contains(entry.profile), Request(kind: entry.kind).followsUpdate { entries.append(entry.id) }
    }
    for id in entries { try writer.takeBackFromOutbox(id) }
  }

  private func reject(_ entry: Entry, _ failure: BulkOutcome.Failure, _ request: Request) -> Reject {
    let name =
      switch entry.user.identifier {
      case .email(let email): email
      case .userID(let id): id
      }
    let action =
      switch request {
      case .update: ""
      case .join: "joining the list: "
      case .leave: "leaving the list: "
      case .event(let type): "event of type \(type): "
      }
    let payload =
      if case .event(let type) = request {
        events?.redacted(entry.user.json, ofType: type)
      } else {
        entry.user.json.withUnsafeBytes(Redaction.redacted)
      }
    return Reject(
      run: work.run, goal: work.reference.name, row: entry.profile.rawValue, identifier: name, step: -1,
      code: "iterable_\(failure.reason.rawValue.snakeCased)", reason: action + failure.message,
      payload: payload, profile: entry.profile)
  }
}

extension String {
  /// `invalidEmail` as `invalid_email`.
  fileprivate var snakeCased: String {
    replacing(/([a-z])([A-Z]+)/) { "\($0.1)_\($0.2)" }.lowercased()
  }
}
