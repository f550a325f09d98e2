import EventTypes
import Foundation
import Profiles
import Records
import Testing

/// What every store must do. A store's tests call `run` with a factory for empty stores whose clock is `clock`.
struct StoreConformance {
  /// A clock that tests set.
  final class Clock: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Int64 = 1_000_000

    var now: Timestamp { lock.withLock { Timestamp(microseconds: value) } }
    func advance(seconds: Int64 = 1) { lock.withLock { value += seconds * 1_000_000 } }
  }

  let clock = Clock()
  let store: any ProfileStore

  init(_ makeStore: (@escaping @Sendable () -> Timestamp) throws -> any ProfileStore) throws {
    let clock = clock
    store = try makeStore { clock.now }
  }

  static let all: [(name: String, body: @Sendable (StoreConformance) throws -> Void)] = [
    ("a new profile is found by its identifiers", { try $0.findsByIdentifiers() }),
    ("an unchanged profile is not written", { try $0.leavesUnchangedAlone() }),
    ("identifiers follow their values", { try $0.identifiersFollow() }),
    ("several profiles may share an identifier", { try $0.sharedIdentifiers() }),
    ("a write that throws leaves nothing", { try $0.throwingWriteLeavesNothing() }),
    ("profiles are paged in the order of their ids", { try $0.pages() }),
    ("profiles come in from JSON", { try $0.imports() }),
    ("properties keep their type and can become identifiers", { try $0.properties() }),
    ("segments are kept, counted and guarded", { try $0.segments() }),
    ("objectives and zones are kept", { try $0.objectives() }),
    ("lifecycles are kept and guarded", { try $0.lifecycles() }),
    ("lifecycles may ask for events", { try $0.lifecyclesOfEvents() }),
    ("what connections did with a profile is told", { try $0.traces() }),
    ("the runs of a moment are found", { try $0.runsOfAMoment() }),
    ("profiles are counted and paged within a time", { try $0.tallies() }),
    ("touches are counted once a run, in a window", { try $0.touches() }),
    ("viewed interactions keep their first, last and most", { try $0.views() }),
    ("event types are kept, and may only grow", { try $0.eventTypes() }),
    ("events are kept by type, id and date", { try $0.events() }),
    ("a timeline has room for so many events", { try $0.eventRoom() }),
    ("events expire", { try $0.eventExpiry() }),
    ("groups are kept by type, and group types guarded", { try $0.groups() }),
    ("profiles are in the groups that they name", { try $0.groupMembers() }),
    ("a connection's versions are kept and numbered", { try $0.versions() }),
    ("what is kept of a goal or connection follows its name", { try $0.renames() }),
    ("runs, results and rejects are kept", { try $0.runs() }),
    ("rejects are found, told by their reasons, and resolved", { try $0.rejects() }),
    ("what is rejected can be tried again, each record once", { try $0.retries() }),
    ("old runs go, the newest of each connection stay", { try $0.retention() }),
    ("who was moved counts once, also when erased", { try $0.exchange() }),
    ("notifications wait until they are delivered or old", { try $0.notifications() }),
    ("checkpoint, outbox, sent, members and row versions are kept by goal", { try $0.goals() }),
    ("events that are taken back from the outbox count as not sent", { try $0.sentEvents() }),
    ("erasing leaves no trace", { try $0.erases() }),
    ("reading does not see a write that goes on", { try $0.isolation() }),
  ]

  static let email = Property(name: "email", type: .email, isIdentifier: true)
  static func editor() -> DocumentEditor { DocumentEditor(properties: [email, Property(name: "first_name")]) }

  /// A profile with an address and a name.
  @discardableResult
  func add(_ email: String, _ name: String = "Ann") throws -> ProfileID {
    try store.write { try $0.insert(edit(email, name), permission: .personal) }
  }

  private func edit(_ email: String, _ name: String, _ document: UnsafeRawBufferPointer? = nil) throws -> DocumentEditor
  {
    let editor = Self.editor()
    if let document { try editor.begin(document) } else { editor.begin() }
    editor.setText(0, email)
    editor.setText(1, name)
    return editor
  }

  private func find(_ email: String, in reader: any ProfileReader) throws -> [ProfileID] {
    var found = [ProfileID(rawValue: 99)]
    try email.withBytes { try reader.findProfiles(by: "email", key: $0, limit: 16, into: &found) }
    return found
  }

  private func find(_ email: String) throws -> [ProfileID] { try store.read { try find(email, in: $0) } }

  private func document(_ id: ProfileID) throws -> String? {
    try store.read { (reader) throws in
      var text: String?
      _ = try reader.withProfile(id) { text = String(decoding: $0.document, as: UTF8.self) }
      return text
    }
  }

  // MARK: Profiles

  func findsByIdentifiers() throws {
    let id = try add("Ann@Example.com")
    #expect(try find("ann@example.com") == [id])
    #expect(try find("Ann@Example.com") == [])
    #expect(try document(id) == #"{"email":["Ann@Example.com"],"first_name":["Ann"]}"#)
    #expect(try store.read { try $0.profileCount() } == 1)
    try store.read { (reader) throws in
      let isThere = try reader.withProfile(id) { row in
        #expect(row.id == id)
        #expect(row.created == clock.now)
        #expect(row.modified == clock.now)
        #expect(row.permission == .personal)
      }
      #expect(isThere)
      #expect(try !reader.withProfile(ProfileID(rawValue: 12_345)) { _ in })
    }
    // Inside the transaction that made it, too.
    try store.write { (writer) throws in
      let id = try writer.insert(edit("b@x.com", "Ben"), permission: .anonymous)
      #expect(try find("b@x.com", in: writer) == [id])
    }
  }

  func leavesUnchangedAlone() throws {
    let id = try add("a@x.com")
    let before = clock.now
    clock.advance()
    func change(_ name: String) throws -> Bool {
      try store.write { (writer) throws in
        let editor = Self.editor()
        _ = try writer.withProfile(id) { try editor.begin($0.document) }
        editor.setText(1, name)
        return try writer.update(id, editor)
      }
    }
    func modified() throws -> Timestamp? {
      try store.read { (reader) throws in
        var modified: Timestamp?
        _ = try reader.withProfile(id) { modified = $0.modified }
        return modified
      }
    }
    #expect(try !change("Ann"))
    #expect(try modified() == before)
    #expect(try change("Anna"))
    #expect(try modified() == clock.now)
    #expect(try document(id) == #"{"email":["a@x.com"],"first_name":["Anna"]}"#)
    clock.advance()
    try store.write { try $0.setPermission(id, .personal) }
    #expect(try modified() != clock.now)
    try store.write { try $0.setPermission(id, .doNotTrack) }
    #expect(try modified() == clock.now)
    for id in [ProfileID(rawValue: 77)] {
      let error = #expect(throws: ProfilesError.self) {
        try store.write { writer in _ = try writer.update(id, edit("n@x.com", "N")) }
      }
      #expect(error?.code == .notFound)
      #expect(throws: ProfilesError.self) { try store.write { try $0.setPermission(id, .personal) } }
    }
  }

  func identifiersFollow() throws {
    let id = try add("old@x.com")
    try store.write { (writer) throws in
      let editor = Self.editor()
      _ = try writer.withProfile(id) { try editor.begin($0.document) }
      editor.setText(0, "New@x.com")
      #expect(try writer.update(id, editor))
    }
    #expect(try find("old@x.com") == [])
    #expect(try find("new@x.com") == [id])
  }

  func sharedIdentifiers() throws {
    let ids = try (0..<3).map { _ in try add("same@x.com") }
    #expect(try find("same@x.com") == ids)
    var found: [ProfileID] = []
    try store.read { (reader) throws in
      try "same@x.com".withBytes { try reader.findProfiles(by: "email", key: $0, limit: 2, into: &found) }
    }
    #expect(found == Array(ids.prefix(2)))
  }

  func throwingWriteLeavesNothing() throws {
    struct Stop: Error {}
    let id = try add("a@x.com")
    #expect(throws: Stop.self) {
      try store.write { (writer) throws in
        _ = try writer.insert(edit("b@x.com", "Ben"), permission: .personal)
        let editor = Self.editor()
        _ = try writer.withProfile(id) { try editor.begin($0.document) }
        editor.setText(0, "c@x.com")
        _ = try writer.update(id, editor)
        let run = try writer.startRun(connection: "c", trigger: "manual")
        try writer.addReject(Reject(run: run.id, goal: "g", row: 1, step: 0, code: "x", reason: "r"))
        try writer.setCheckpoint(writer.ensureGoal(connection: "c", name: "g"), "{}")
        throw Stop()
      }
    }
    #expect(try find("a@x.com") == [id])
    #expect(try find("b@x.com") == [])
    try store.read { (reader) throws in
      #expect(try reader.profileCount() == 1)
      #expect(try reader.runs(connection: nil, before: nil, limit: 10).isEmpty)
      #expect(try reader.goal(connection: "c", name: "g") == nil)
      #expect(try reader.rejectCount(RejectFilter()) == 0)
    }
    // And the store goes on.
    try add("d@x.com")
    #expect(try find("d@x.com").count == 1)
  }

  func pages() throws {
    let ids = try (0..<7).map { try add("p\($0)@x.com") }
    try store.read { (reader) throws in
      var seen: [ProfileID] = []
      while try reader.profiles(after: seen.last ?? .first, limit: 3, { seen.append($0.id) }) == 3 {}
      #expect(seen == ids)
      // A page may be read while another is open.
      var pairs = 0
      _ = try reader.profiles(after: .first, limit: 10) { _ in
        pairs += try reader.profiles(after: .first, limit: 10) { _ in }
      }
      #expect(pairs == 49)
    }
  }

  func imports() throws {
    try store.write { try $0.putProperty(Property(name: "points", type: .number)) }
    try store.write { try $0.putProperty(Property(name: "card", isIdentifier: true)) }
    let importer = try ProfileImporter(properties: store.read { try $0.properties() })
    func add(_ json: String, _ permission: PermissionLevel? = nil) throws -> ProfileImporter.Outcome {
      try store.write { writer in try json.withBytes { try importer.add($0, permission: permission, to: writer) } }
    }
    guard case .created(let id) = try add(#" { "email" : "Ann@x.com", "card":["1","2"], "points": [1, 2.50] } "#) else {
      Issue.record("not created")
      return
    }
    #expect(try document(id) == #"{"card":["1","2"],"email":["Ann@x.com"],"points":[1,2.5]}"#)
    #expect(try add(#"{"points":[1,2.5],"email":"ann@X.com","card":["1","2"]}"#) == .updated(id))
    #expect(try add(#"{"points":[1,2.5],"email":"ann@X.com"}"#) == .unchanged(id))
    #expect(try add(#"{"card":"2","points":null}"#) == .updated(id))
    #expect(try document(id) == #"{"card":["2"],"email":["ann@X.com"]}"#)
    #expect(try add(#"{"card":"2"}"#, .anonymous) == .updated(id))
    #expect(try add(#"{"card":"2"}"#, .anonymous) == .unchanged(id))

    let before = try document(id)
    #expect(
      try add(#"{"email":"ann@x.com","nmae":"x"}"#) == .rejected(reason: "there is no property 'nmae'; add it first"))
    #expect(try add(#"{"email":"ann@x.com","points":"x"}"#) == .rejected(reason: "the value of 'points' is no number"))
    for json in [
      #"{"email":}"#, #"{"email":"a@x.com""#, #"{"email" "a@x.com"}"#, #"{"email":"a@x.com",}"#, #"{"card":[1}"#,
    ] {
      guard case .rejected = try add(json) else {
        Issue.record("\(json) was not rejected")
        continue
      }
    }
    #expect(try document(id) == before)
    #expect(try store.read { try $0.profileCount() } == 1)
    try self.add("twin@x.com")
    try self.add("twin@x.com")
    #expect(try add(#"{"email":"twin@x.com"}"#) == .rejected(reason: "several profiles have this email"))
  }

  // MARK: Definitions

  func properties() throws {
    let id = try add("a@x.com", "Ann")
    try store.write { try $0.putProperty(Property(name: "first_name", title: "First name")) }
    #expect(
      try store.read { try $0.properties() }.map(\.name) == [
        "consented_objectives", "email", "first_name", "privacy_zone", "refused_objectives",
      ])
    let error = #expect(throws: ProfilesError.self) {
      try store.write { try $0.putProperty(Property(name: "first_name", type: .number)) }
    }
    #expect(error?.code == .conflict)
    for name in ["", "with space", "profile_created"] {
      #expect(throws: ProfilesError.self) { try store.write { try $0.putProperty(Property(name: name)) } }
    }

    var found: [ProfileID] = []
    func byName() throws -> [ProfileID] {
      try store.read { (reader) throws in
        try "Ann".withBytes { try reader.findProfiles(by: "first_name", key: $0, limit: 4, into: &found) }
      }
      return found
    }
    #expect(try byName() == [])
    try store.write { try $0.putProperty(Property(name: "first_name", isIdentifier: true)) }
    #expect(try byName() == [id])
    try store.write { try $0.putProperty(Property(name: "first_name")) }
    #expect(try byName() == [])
  }

  func segments() throws {
    for index in 0..<10 { try add("p\(index)@x.com", index < 4 ? "Ann" : "Ben") }
    try store.write { (writer) throws in
      try writer.putProperty(Property(name: "first_name"))
      try writer.putSegment(Segment(id: "anns", name: "Anns", condition: .property("first_name", .oneOf(["Ann"]))))
      try writer.putSegment(Segment(id: "others", name: "Others", condition: .not(.segment("anns"))))
    }
    try store.read { (reader) throws in
      #expect(try reader.segments().map(\.id) == ["anns", "others"])
      #expect(try reader.count(matching: reader.predicate(segment: "anns")) == 4)
      #expect(try reader.count(matching: reader.predicate(segment: "others")) == 6)
      let error = #expect(throws: ProfilesError.self) { try reader.predicate(segment: "ann") }
      #expect(error?.code == .notFound)
      #expect(error?.hint == "did you mean 'anns'?")
    }
    func code(_ body: (any ProfileWriter) throws -> Void) -> ProfilesError.Code? {
      #expect(throws: ProfilesError.self) { try store.write(body) }?.code
    }
    #expect(code { _ = try $0.deleteSegment("anns") } == .conflict)
    #expect(
      code { try $0.putSegment(Segment(id: "anns", name: "", condition: .segment("others"))) } == .invalidDefinition)
    #expect(code { try $0.putSegment(Segment(id: "x", name: "", condition: .segment("nobody"))) } == .invalidDefinition)
    #expect(try store.write { try $0.deleteSegment("others") && $0.deleteSegment("anns") })
    #expect(try !store.write { try $0.deleteSegment("anns") })
  }

  func objectives() throws {
    let news = Objective(id: "news", title: "Newsletter")
    try store.write { (writer) throws in
      try writer.putObjective(Objective(id: "ads", title: "Ads", needs: .optOut))
      try writer.putObjective(news)
    }
    #expect(try store.read { try $0.objectives() } == [Objective(id: "ads", title: "Ads", needs: .optOut), news])
    #expect(try store.write { try $0.deleteObjective("ads") })
    #expect(try store.read { try $0.objectives() } == [news])

    func zones() throws -> [String] { try store.read { try $0.zones() }.map { "\($0.id) \($0.needs.rawValue)" } }
    #expect(try zones() == ["CCPA opt_out", "GDPR opt_in", "UK_GDPR opt_in"])
    let zoned = Objective(id: "zoned", title: "Zoned", zones: ["pipeda", "GDPR"])
    func code(_ body: (any ProfileWriter) throws -> Void) -> ProfilesError.Code? {
      #expect(throws: ProfilesError.self) { try store.write(body) }?.code
    }
    #expect(code { try $0.putObjective(zoned) } == .notFound)
    try store.write { (writer) throws in
      try writer.putZone(PrivacyZone(id: "pipeda", needs: .optIn))
      try writer.putZone(PrivacyZone(id: "PIPEDA", needs: .optOut))
      try writer.putObjective(zoned)
    }
    #expect(try zones() == ["CCPA opt_out", "GDPR opt_in", "PIPEDA opt_out", "UK_GDPR opt_in"])
    #expect(try store.read { try $0.objectives() }.last == zoned)
    #expect(code { _ = try $0.deleteZone("gdpr") } == .conflict)
    #expect(try store.write { try $0.deleteZone("ccpa") })
    #expect(try !store.write { try $0.deleteZone("CCPA") })
    #expect(code { try $0.putZone(PrivacyZone(id: "no good", needs: .optIn)) } == .invalidDefinition)
  }

  // MARK: Journal

  func eventTypes() throws {
    func accepted() throws -> [AcceptedEventType] { try store.read { try $0.eventTypes() } }
    func accept(_ type: EventType, from origin: AcceptedEventType.Origin = .xml) throws -> EventTypeAcceptance {
      try store.write { try $0.acceptEventType(type, from: origin) }
    }
    #expect(try accepted() == [])
    var order = EventType(
      id: "order", version: "1.0.0", name: "Order", icon: "cart", priority: 80, retentionDays: 30,
      properties: [
        EventProperty(key: "order_id", isRequired: true),
        EventProperty(
          key: "product", type: .object, isMultiple: true,
          properties: [EventProperty(key: "sku", isSensitive: true)]),
      ])
    let opened = EventType(id: "email-opened", version: "1.0.0", name: "E-mail opened")
    let first = clock.now
    #expect(try accept(order) == .added)
    #expect(try accept(opened, from: .plugin(id: "email-events", version: "2.1")) == .added)
    let both = [
      AcceptedEventType(type: opened, origin: .plugin(id: "email-events", version: "2.1"), acceptedAt: first),
      AcceptedEventType(type: order, origin: .xml, acceptedAt: first),
    ]
    #expect(try accepted() == both)

    clock.advance()
    #expect(try accept(order, from: .blueconic) == .unchanged)
    #expect(try accepted() == both)
    order.properties.append(EventProperty(key: "coupon"))
    func code(_ type: EventType) -> EventTypesError.Code? {
      #expect(throws: EventTypesError.self) { try accept(type) }?.code
    }
    #expect(code(order) == .notAnUpgrade)
    order.version = "1.1.0"
    #expect(
      try accept(order, from: .blueconic)
        == .upgraded(from: "1.0.0", changes: ["property 'coupon' is new"]))
    #expect(
      try accepted().last == AcceptedEventType(type: order, origin: .blueconic, acceptedAt: clock.now))
    order.version = "1.2.0"
    order.properties.removeFirst()
    #expect(code(order) == .notAnUpgrade)
    order.id = "Order"
    #expect(code(order) == .unsound)
    #expect(try accepted().last?.type.version == "1.1.0")

    #expect(try store.write { try $0.deleteEventType("order") })
    #expect(try !store.write { try $0.deleteEventType("order") })
    #expect(try accepted().map(\.type) == [opened])
  }

  func notifications() throws {
    let start = clock.now
    let first = PendingNotification(
      connection: "c", run: 7, channel: .email, recipient: "ops@example.com", content: "{}", created: start, next: start
    )
    let second = PendingNotification(
      connection: "c", run: nil, channel: .webhook, recipient: "https://example.com/", secret: "${env:S}",
      content: "{}", created: start, next: start.adding(seconds: 60))
    var stored = try store.write { (writer) throws in
      try [first, second].map { (notification) throws in
        var stored = notification
        stored.id = try writer.addNotification(notification)
        return stored
      }
    }
    #expect(stored[0].id < stored[1].id)
    try store.read { (reader) throws in
      #expect(try reader.notifications(dueBy: nil, limit: 10) == stored)
      #expect(try reader.notifications(dueBy: nil, limit: 1) == [stored[0]])
      #expect(try reader.notifications(dueBy: start, limit: 10) == [stored[0]])
      #expect(try reader.notifications(dueBy: start.adding(seconds: 60), limit: 10) == stored)
    }
    stored[0].tries = 3
    stored[0].next = nil
    stored[0].problem = "no answer"
    try store.write { (writer) throws in
      try writer.updateNotification(stored[0])
      try writer.removeNotification(stored[1].id)
      try writer.updateNotification(stored[1])
    }
    #expect(try store.read { try $0.notifications(dueBy: nil, limit: 10) } == [stored[0]])
    #expect(try store.read { try $0.notifications(dueBy: start.adding(seconds: 1e6), limit: 10) } == [])
    clock.advance(seconds: 7 * 86_400 + 1)
    let third = try store.write { try $0.addNotification(first) }
    #expect(try store.read { try $0.notifications(dueBy: nil, limit: 10) }.map(\.id) == [third], "given up, and old")

    var notice = FailureNotice(connection: "c", channel: .email, recipient: "ops@example.com", goals: ["b", "a"])
    try store.write { try $0.putFailureNotice(notice) }
    #expect(try store.read { try $0.failureNotices(connection: "c") } == [notice])
    #expect(try store.read { try $0.failureNotices(connection: "d") } == [])
    notice.goals = []
    try store.write { try $0.putFailureNotice(notice) }
    #expect(try store.read { try $0.failureNotices(connection: "c") } == [])
  }

  func versions() throws {
    func version(_ connection: String, _ text: String, _ origin: ConnectionVersion.Origin = .apply) -> ConnectionVersion
    {
      ConnectionVersion(
        connection: connection, text: text, folder: "/srv", file: "/srv/a", origin: origin, actor: "ops", note: "why")
    }
    let first = try store.write { try $0.addVersion(version("a", "one")) }
    #expect(first.number == 1 && first.at == clock.now && first.note == "why" && first.file == "/srv/a")
    clock.advance()
    try store.write { (writer) throws in
      #expect(try writer.addVersion(version("b", "x")).number == 1)
      #expect(try writer.addVersion(version("a", "two")).number == 2)
      #expect(try writer.addVersion(version("a", "one", .run)).number == 3)
    }
    try store.read { (reader) throws in
      #expect(try reader.connectionVersions("a", before: nil, limit: 2).map(\.number) == [3, 2])
      #expect(try reader.connectionVersions("a", before: 2, limit: 9) == [first])
      #expect(try reader.connectionVersions("a", text: "one").map(\.number) == [3, 1])
      #expect(try reader.connectionVersion("a", 1) == first)
      #expect(try reader.connectionVersion("a", 4) == nil)
      #expect(try reader.currentVersions().map(\.text) == ["two", "x"])
      #expect(try reader.currentVersion(of: "a")?.number == 2)
      #expect(try reader.currentVersion(of: "c") == nil)
    }
  }

  func renames() throws {
    try store.write { (writer) throws in
      for name in ["g", "taken"] { try writer.setCheckpoint(writer.ensureGoal(connection: "c", name: name), name) }
      _ = try writer.addVersion(
        ConnectionVersion(connection: "c", text: "t", folder: "/", origin: .apply, actor: "ops"))
      for state in [Run.State.succeeded, .running] {
        var run = try writer.startRun(connection: "c", trigger: "manual")
        run.state = state
        run.goals = [GoalResult(goal: "g")]
        try writer.updateRun(run)
        try writer.addReject(
          Reject(run: run.id, goal: "g", row: 1, step: 0, code: "c", field: "f", reason: "r"),
          record: nil)
      }
      try writer.putLifecycle(
        Lifecycle(
          id: "l", name: "L",
          stages: [
            .init(
              id: "s", name: "S", condition: .property("email", .exists),
              touchpoints: [Touchpoint(connection: "c", goal: "g"), Touchpoint(connection: "d", goal: "g")])
          ]))
      #expect(throws: ProfilesError.self) { try writer.renameGoal("g", of: "c", to: "taken") }
      try writer.renameGoal("g", of: "c", to: "h")
      try writer.renameGoal("unknown", of: "c", to: "i")
    }
    try store.read { (reader) throws in
      #expect(try reader.goal(connection: "c", name: "g") == nil)
      #expect(try reader.goal(connection: "c", name: "h").flatMap { try reader.checkpoint($0) } == "g")
      #expect(try reader.runs(connection: "c", before: nil, limit: 9).map { $0.goals[0].goal } == ["h", "h"])
      #expect(try reader.rejects(RejectFilter(), limit: 9).map(\.goal) == ["h", "h"])
    }
    try store.write { (writer) throws in
      _ = try writer.ensureGoal(connection: "d", name: "g")
      #expect(throws: ProfilesError.self) { try writer.renameConnection("c", to: "d") }
      try writer.renameConnection("c", to: "e")
      #expect(try writer.currentVersion(of: "e")?.text == "t")
      #expect(try writer.goal(connection: "e", name: "h").flatMap { try writer.checkpoint($0) } == "g")
      #expect(try writer.runs(connection: "e", before: nil, limit: 9).count == 2)
      #expect(try writer.runs(connection: "c", before: nil, limit: 9).isEmpty)
      #expect(try writer.lifecycles()[0].stages[0].touchpoints.map(\.description) == ["e/h", "d/g"])
    }
  }

  func runs() throws {
    var run = try store.write { (writer) throws in
      let run = try writer.startRun(connection: "c", trigger: "manual")
      try writer.putResult(GoalResult(goal: "second"), run: run.id)
      try writer.putResult(GoalResult(goal: "first"), run: run.id)
      return run
    }
    #expect(run.state == .running)
    var counters = Counters()
    counters.read = 10
    counters.created = 9
    counters.rejected = 1
    let result = GoalResult(
      goal: "second", state: .partial, message: "1 rejected", counters: counters, lastProfiles: [ProfileID(rawValue: 4)]
    )
    clock.advance()
    run.state = .partial
    run.ended = clock.now
    run.message = "with rejects"
    run.goals = [result, GoalResult(goal: "first", state: .succeeded)]
    try store.write { try $0.updateRun(run) }
    let other = try store.write { try $0.startRun(connection: "d", trigger: "schedule") }
    try store.read { (reader) throws in
      #expect(try reader.run(run.id) == run)
      #expect(try reader.run(999) == nil)
      #expect(try reader.runs(connection: nil, before: nil, limit: 10).map(\.id) == [other.id, run.id])
      #expect(try reader.runs(connection: "c", before: nil, limit: 10) == [run])
      #expect(try reader.runs(connection: nil, before: other.id, limit: 10) == [run])
      #expect(try reader.runs(connection: nil, before: nil, limit: 1).map(\.id) == [other.id])
    }
    try store.write { (writer) throws in
      for row in 1...5 {
        try writer.addReject(
          Reject(
            run: row < 5 ? run.id : other.id, goal: row < 3 ? "first" : "second", row: Int64(row),
            identifier: "i\(row)",
            step: row, code: row == 1 ? "invalid_email" : "other", field: "email", reason: "no @",
            payload: row == 1 ? #"{"email":"…"}"# : nil))
      }
    }
    try store.read { (reader) throws in
      let page = try reader.rejects(RejectFilter(run: run.id), limit: 3)
      #expect(page.map(\.row) == [1, 2, 3])
      #expect(page[0].payload == #"{"email":"…"}"#)
      #expect(page[0].identifier == "i1")
      #expect(try reader.rejects(RejectFilter(run: run.id, after: page[2].id), limit: 3).map(\.row) == [4])
      #expect(try reader.rejectCount(RejectFilter(run: run.id, goal: "second")) == 2)
      #expect(try reader.rejectCount(RejectFilter(code: "other")) == 4)
    }
    try store.write { try $0.deleteRejects(run: run.id) }
    #expect(try store.read { try $0.rejectCount(RejectFilter()) } == 1)
  }

  func rejects() throws {
    let run = try store.write { (writer) throws in
      let run = try writer.startRun(connection: "c", trigger: "manual")
      for row in 1...6 {
        try writer.addReject(
          Reject(
            run: run.id, goal: row < 5 ? "people" : "audience", row: Int64(row), identifier: "Person\(row)@x.com",
            step: row < 3 ? 1 : -1, code: row < 3 ? "invalid_email" : "no_identifier", field: row < 3 ? "email" : "",
            reason: "not 100% right", subject: Int64(row)))
      }
      #expect(try writer.resolveRejects(subject: 2, by: 9) == 1)
      #expect(try writer.resolveRejects(subject: 2, by: 10) == 0)
      return run
    }
    try store.read { (reader) throws in
      func rows(_ filter: RejectFilter) throws -> [Int64] {
        let found = try reader.rejects(filter, limit: 10)
        #expect(try reader.rejectCount(filter) == found.count)
        return found.map(\.row)
      }
      #expect(try rows(RejectFilter(step: 1)) == [1, 2])
      #expect(try rows(RejectFilter(identifier: "Person3@x.com")) == [3])
      #expect(try rows(RejectFilter(identifier: "person3@x.com")) == [])
      #expect(try rows(RejectFilter(text: "person4@X")) == [4])
      #expect(try rows(RejectFilter(text: "EMAIL")) == [1, 2])
      #expect(try rows(RejectFilter(text: "100%")).count == 6 && rows(RejectFilter(text: "1_0")).isEmpty)
      #expect(try rows(RejectFilter(run: run.id, goal: "people", step: -1, text: "identifier")) == [3, 4])
      #expect(try rows(RejectFilter(goal: "people", isOpen: true)) == [1, 3, 4])
      #expect(try reader.rejects(RejectFilter(step: 1), limit: 2).map(\.resolvedBy) == [nil, 9])
      #expect(
        try reader.rejectGroups(RejectFilter(run: run.id, goal: "people")) == [
          RejectGroup(
            connection: "c", goal: "people", step: -1, code: "no_identifier", field: "", reason: "not 100% right",
            count: 2, resolved: 0, open: 2),
          RejectGroup(
            connection: "c", goal: "people", step: 1, code: "invalid_email", field: "email", reason: "not 100% right",
            count: 2, resolved: 1, open: 1),
        ])
    }
  }

  func retries() throws {
    let ann = ProfileID(rawValue: 1)
    let (first, second, goal) = try store.write { (writer) throws in
      let goal = try writer.ensureGoal(connection: "c", name: "people")
      let first = try writer.startRun(connection: "c", trigger: "manual")
      let second = try writer.startRun(
        connection: "c", trigger: "retry", startedBy: "root", version: 3, retryOf: first.id)
      func add(_ run: Run, _ row: Int64, _ subject: Int64?, _ record: String?, goal: String = "people") throws {
        let reject = Reject(run: run.id, goal: goal, row: row, step: 1, code: "x", reason: "r", subject: subject)
        guard let record else { return try writer.addReject(reject) }
        try record.withBytes { try writer.addReject(reject, record: $0) }
      }
      try add(first, 1, 11, "one")
      try add(first, 2, 12, "two")
      // Two records that steps made of one.
      try add(first, 2, 12, "two")
      try add(first, 3, 13, "three")
      try add(first, 4, 14, nil)
      try add(first, 5, nil, nil)
      try add(second, 3, 13, "three, newer")
      try add(first, 6, 16, "of another goal", goal: "others")
      try writer.addReject(
        Reject(
          run: first.id, goal: "audience", row: 1, step: -1, code: "x", reason: "r", profile: ann, subject: 17))
      try writer.resolveRejects(subject: 11, by: second.id)
      return (first, second, goal)
    }
    #expect(second.retryOf == first.id && second.version == 3 && second.startedBy == "root")
    #expect(try store.read { try $0.run(second.id) } == second)
    func records(_ run: Run) throws -> [String] {
      var records: [String] = []
      try store.read { reader in
        try reader.retriedRecords(run: run.id, goal: "people", pass: nil) {
          records.append(String(decoding: $0, as: UTF8.self))
        }
      }
      return records
    }
    #expect(try records(first) == ["two", "three, newer"])
    #expect(try records(second) == ["three, newer"])
    try store.read { (reader) throws in
      #expect(try reader.openSubjects(goal) == [12, 13, 14])
      #expect(try reader.retriedProfiles(run: first.id, goal: "audience") == [ann])
      #expect(try reader.retriedProfiles(run: first.id, goal: "people") == [])
      #expect(try reader.retriedSubjects(run: first.id, goal: "audience") == [17])
      #expect(try reader.keptBytes(run: first.id, goal: "people") == "onetwotwothree".utf8.count)
      #expect(
        try reader.retryGroups(run: first.id) == [
          RetryGroup(goal: "audience", step: -1, code: "x", isKept: true, count: 1),
          RetryGroup(goal: "others", step: 1, code: "x", isKept: true, count: 1),
          RetryGroup(goal: "people", step: 1, code: "x", isKept: true, count: 3),
          RetryGroup(goal: "people", step: 1, code: "x", isKept: false, count: 2),
        ])
      // Rejected again by the second run, so that is the one to look at.
      #expect(
        try reader.rejects(RejectFilter(run: first.id), limit: 9).map(\.supersededBy).compactMap(\.self) == [second.id])
      let open = RejectFilter(goal: "people", isOpen: true)
      #expect(try reader.rejects(open, limit: 9).map(\.row) == [2, 2, 4, 5, 3])
    }
    try store.write { try $0.deleteRejects(run: second.id) }
    #expect(try records(first) == ["two", "three"])
  }

  func retention() throws {
    func run(_ connection: String, isOver: Bool = true) throws -> Int64 {
      try store.write { (writer) throws in
        var run = try writer.startRun(connection: connection, trigger: "manual")
        run.goals = [GoalResult(goal: "g", state: .succeeded)]
        if isOver { (run.state, run.ended) = (.succeeded, clock.now) }
        try writer.updateRun(run)
        let reject = Reject(run: run.id, goal: "g", row: 1, step: 1, code: "x", reason: "r", payload: "{}", subject: 5)
        try "record".withBytes { try writer.addReject(reject, record: $0) }
        return run.id
      }
    }
    let old = try (0..<3).map { _ in try run("c") } + [try run("d"), try run("c", isOver: false)]
    clock.advance()
    let moment = clock.now
    let new = try run("c")
    func rejects() throws -> [(run: Int64, payload: String?)] {
      try store.read { try $0.rejects(RejectFilter(), limit: 100) }.map { ($0.run, $0.payload) }
    }
    #expect(try store.write { try $0.forgetRejectedRecords(endedBefore: moment, limit: 2) } == 2)
    #expect(try rejects().map(\.payload) == [nil, nil, "{}", "{}", "{}", "{}"])
    #expect(try store.write { try $0.forgetRejectedRecords(endedBefore: moment, limit: 10) } == 2)
    #expect(try store.write { try $0.forgetRejectedRecords(endedBefore: moment, limit: 10) } == 0)
    #expect(try rejects().map(\.payload) == [nil, nil, nil, nil, "{}", "{}"])
    let forgotten = try store.read { try $0.retryGroups(run: old[0]) }
    #expect(forgotten.map(\.isKept) == [false] && forgotten.map(\.obstacle) == [.forgotten])
    #expect(try store.read { try $0.retryGroups(run: new) }.map(\.isKept) == [true])

    #expect(try store.write { try $0.removeRuns(endedBefore: moment, keeping: 3, limit: 10) } == [old[0], old[1]])
    #expect(try store.write { try $0.removeRuns(endedBefore: moment, keeping: 0, limit: 1) } == [old[2]])
    #expect(try store.write { try $0.removeRuns(endedBefore: moment, keeping: 0, limit: 10) } == [old[3]])
    #expect(try store.read { try $0.runs(connection: nil, before: nil, limit: 9) }.map(\.id) == [new, old[4]])
    #expect(try store.read { try $0.runs(RunFilter(connection: "c", state: .running), limit: 9) }.map(\.id) == [old[4]])
    #expect(try store.read { try $0.run(old[0]) } == nil)
    #expect(try rejects().map(\.run) == [old[4], new])
  }

  func exchange() throws {
    let (ann, ben) = (try add("ann@x.com"), try add("ben@x.com"))
    func note(_ connection: String, _ direction: DataExchange.Direction, _ profile: ProfileID) throws {
      try store.write { try $0.noteExchange($0.exchange(of: connection, direction), profile) }
    }
    for profile in [ann, ben, ann] { try note("c", .imported, profile) }
    try note("c", .exported, ben)
    try note("d", .imported, ben)
    let all = [
      DataExchange(connection: "c", direction: .imported, profiles: 2),
      DataExchange(connection: "c", direction: .exported, profiles: 1),
      DataExchange(connection: "d", direction: .imported, profiles: 1),
    ]
    #expect(try store.read { try $0.dataExchange(connection: nil) } == all)
    #expect(try store.read { try $0.dataExchange(connection: "d") } == [all[2]])
    #expect(try store.write { try $0.erase(ben) })
    #expect(try store.read { try $0.dataExchange(connection: nil) } == all)
    try note("c", .imported, ann)
    #expect(try store.read { try $0.dataExchange(connection: nil) } == all)
  }

  func goals() throws {
    let (goal, other) = try store.write { (writer) throws in
      (
        try writer.ensureGoal(connection: "c", name: "import"), try writer.ensureGoal(connection: "d", name: "import")
      )
    }
    #expect(goal.id != other.id)
    #expect(try store.write { try $0.ensureGoal(connection: "c", name: "import") } == goal)
    #expect(try store.read { try $0.goal(connection: "d", name: "import") } == other)
    let ann = ProfileID(rawValue: 1)
    let ben = ProfileID(rawValue: 2)

    try store.write { (writer) throws in
      try writer.setCheckpoint(goal, #"{"at":1}"#)
      try writer.setCheckpoint(goal, #"{"at":2}"#)
      for (index, profile) in [ann, ben, ann].enumerated() {
        try "payload \(index)".withBytes {
          _ = try writer.addToOutbox(goal, run: 7, profile, kind: "update", payload: $0)
        }
      }
      try "hash-0123456789".withBytes { try writer.markSent(goal, ann, hash: $0) }
      for list in ["10", "20"] { try "ben".withBytes { try writer.setMember(goal, list: list, ben, as: $0) } }
      try "anna".withBytes { try writer.setMember(goal, list: "10", ann, as: $0) }
      try "ann".withBytes { try writer.setMember(goal, list: "10", ann, as: $0) }
      try "a@x.com".withBytes { key in
        try "v1".withBytes { try writer.markApplied(goal, subscriber: key, stamp: $0, ann) }
      }
    }
    try store.read { (reader) throws in
      #expect(try reader.checkpoint(goal) == #"{"at":2}"#)
      #expect(try reader.checkpoint(other) == nil)

      var entries: [(id: Int64, text: String)] = []
      let collect: (OutboxEntry) -> Void = {
        #expect($0.run == 7)
        #expect($0.kind == "update")
        entries.append(($0.id, "\($0.profile) " + String(decoding: $0.payload, as: UTF8.self)))
      }
      #expect(try reader.outbox(goal, after: 0, limit: 2, collect) == 2)
      #expect(try reader.outbox(goal, after: entries[1].id, limit: 2, collect) == 1)
      #expect(entries.map(\.text) == ["1 payload 0", "2 payload 1", "1 payload 2"])
      #expect(try reader.outboxCount(goal) == 3)
      #expect(try reader.outboxCount(other) == 0)

      #expect(try "hash-0123456789".withBytes { try reader.wasSent(goal, ann, hash: $0) })
      #expect(try !"hash-9876543210".withBytes { try reader.wasSent(goal, ann, hash: $0) })
      #expect(try !"hash-0123456789".withBytes { try reader.wasSent(goal, ben, hash: $0) })
      #expect(try !"hash-0123456789".withBytes { try reader.wasSent(other, ann, hash: $0) })
      #expect(try reader.sentCount(goal) == 1)

      var members: [ProfileID] = []
      try reader.members(goal, list: "10", after: .first, limit: 10, into: &members)
      #expect(members == [ann, ben])
      try reader.members(goal, list: "10", after: ann, limit: 10, into: &members)
      #expect(members == [ben])
      #expect(try reader.memberCount(goal, list: "10") == 2)
      #expect(try reader.isMember(goal, list: "20", ben))
      #expect(try !reader.isMember(goal, list: "20", ann))
      var name = ""
      #expect(try reader.withMembership(goal, list: "10", ann) { name = String(decoding: $0, as: UTF8.self) })
      #expect(name == "ann")

      func wasApplied(_ goal: GoalReference, _ stamp: String) throws -> Bool {
        try "a@x.com".withBytes { key in
          try stamp.withBytes { try reader.wasApplied(goal, subscriber: key, stamp: $0) }
        }
      }
      #expect(try wasApplied(goal, "v1"))
      #expect(try !wasApplied(goal, "v2"))
      #expect(try !wasApplied(other, "v1"))
    }
    try store.write { (writer) throws in
      var first: Int64 = 0
      _ = try writer.outbox(goal, after: 0, limit: 1) { first = $0.id }
      try writer.removeFromOutbox(first)
      #expect(try writer.outboxCount(goal) == 2)
      #expect(try writer.clearOutbox(goal) == 2)
      try writer.setMember(goal, list: "10", ann, as: nil)
      #expect(try writer.memberCount(goal, list: "10") == 1)
      try writer.forgetSent(goal, ann)
      #expect(try !"hash-0123456789".withBytes { try writer.wasSent(goal, ann, hash: $0) })
      #expect(try writer.sentCount(goal) == 1)
      try writer.setSourceFields(of: "c", ["age": "long"])
      try writer.setSourceFields(of: "c", ["age": "double", "name": "string"])
      #expect(try writer.sourceFields(of: "c") == ["age": "double", "name": "string"])
      #expect(try writer.sourceFields(of: "d") == nil)
      try writer.setCheckpoint(goal, nil)
      #expect(try writer.checkpoint(goal) == nil)
    }
  }

  func sentEvents() throws {
    let goal = try store.write { try $0.ensureGoal(connection: "c", name: "g") }
    let (ann, ben) = (ProfileID(rawValue: 1), ProfileID(rawValue: 2))
    var entries: [Int64] = []
    try store.write { (writer) throws in
      #expect(try writer.sentRevision(goal, ann) == 0)
      for (profile, revision) in [(ann, 3), (ann, 5), (ben, 4), (ann, 9)] as [(ProfileID, Int64)] {
        try "event".withBytes {
          entries.append(
            try writer.addToOutbox(goal, run: 1, profile, kind: "event x", revision: revision, payload: $0))
        }
      }
      try "update".withBytes { _ = try writer.addToOutbox(goal, run: 1, ben, kind: "update", payload: $0) }
      try writer.markSent(goal, ann, revision: 9)
      try writer.markSent(goal, ben, revision: 4)
    }
    try store.read { (reader) throws in
      var revisions: [Int64] = []
      _ = try reader.outbox(goal, after: 0, limit: .max) { revisions.append($0.revision) }
      #expect(revisions == [3, 5, 4, 9, 0])
      #expect(try reader.sentRevision(goal, ann) == 9)
    }
    try store.write { (writer) throws in
      // Delivered, or refused for good.
      try writer.removeFromOutbox(entries[0])
      #expect(try writer.sentRevision(goal, ann) == 9)
      try writer.takeBackFromOutbox(entries[3])
      #expect(try writer.sentRevision(goal, ann) == 8)
      try writer.takeBackFromOutbox(entries[1])
      #expect(try writer.sentRevision(goal, ann) == 4)
      #expect(try writer.sentRevision(goal, ben) == 4)
      #expect(try writer.clearOutbox(goal) == 2)
      #expect(try writer.sentRevision(goal, ben) == 3)
    }
  }

  func erases() throws {
    let id = try add("Ann@x.com")
    let other = try add("ben@x.com")
    let goal = try store.write { (writer) throws in
      let goal = try writer.ensureGoal(connection: "c", name: "g")
      for profile in [id, other] {
        try "payload-payload-".withBytes { bytes in
          _ = try writer.addToOutbox(goal, run: 1, profile, kind: "update", payload: bytes)
          try writer.markSent(goal, profile, hash: bytes)
          try writer.markSent(goal, profile, revision: 1)
          try writer.markApplied(goal, subscriber: bytes, stamp: bytes, profile)
        }
        try "subscriber".withBytes { try writer.setMember(goal, list: "10", profile, as: $0) }
        try writer.addTouch(profile, in: Self.loyal, by: goal, run: 1, at: clock.now)
        try "banner".withBytes { _ = try writer.addView(InteractionReport(id: $0), by: profile) }
      }
      for profile in [id, other] { try put("1", 1, in: writer, profile) }
      for address in ["ANN@x.com", " Ann@x.com\t", "profile \(id)", "ben@x.com"] {
        try writer.addReject(Reject(run: 1, goal: "g", row: 1, identifier: address, step: 0, code: "x", reason: "r"))
      }
      let nameless = Reject(run: 1, goal: "g", row: 1, step: 1, code: "x", reason: "r", subject: 1)
      for record in [#"{"phone":1,"mail":"Ann@X.com"}"#, #"{"mail":"hann@x.com"}"#] {
        try record.withBytes { try writer.addReject(nameless, record: $0) }
      }
      try writer.addReject(
        Reject(run: 1, goal: "g", row: 1, identifier: "old@x.com", step: 0, code: "x", reason: "r", profile: id))
      return goal
    }
    #expect(try store.write { try $0.erase(id) })
    #expect(try !store.write { try $0.erase(id) })
    #expect(try find("ann@x.com") == [])
    #expect(try find("ben@x.com") == [other])
    try store.read { (reader) throws in
      #expect(try reader.profileCount() == 1)
      #expect(try reader.outboxCount(goal) == 1)
      #expect(try reader.sentCount(goal) == 1)
      #expect(try reader.sentRevision(goal, id) == 0)
      #expect(try reader.sentRevision(goal, other) == 1)
      #expect(try reader.eventCount(ofType: nil) == 1)
      #expect(try reader.memberCount(goal, list: "10") == 1)
      #expect(try reader.touchCount(id, in: Self.loyal, after: Timestamp(microseconds: .min)) == 0)
      #expect(try reader.interactions().map(\.profiles) == [1])
      #expect(try reader.rejects(RejectFilter(), limit: 10).map(\.identifier) == ["ben@x.com", nil])
      var records: [String] = []
      try reader.retriedRecords(run: 1, goal: "g", pass: nil) { records.append(String(decoding: $0, as: UTF8.self)) }
      #expect(records == [#"{"mail":"hann@x.com"}"#])
    }
    // An id is never given twice.
    #expect(try store.write { try $0.erase(other) })
    #expect(try add("new@x.com") > other)
  }

  // MARK: Groups

  private static let city = Property(name: "city")
  static let stores = GroupType(
    id: "store", name: "Store", pluralName: "Stores", joinedBy: ["visited", "favourite"], properties: [city])

  /// A group with a city.
  private func putGroup(_ type: String, _ id: String, city: String, in writer: any ProfileWriter) throws {
    let editor = DocumentEditor(properties: [Self.city])
    editor.setText(0, city)
    try id.withBytes { try writer.insertGroup(type, $0, editor) }
  }

  private func groups(_ type: String, after id: String = "", limit: Int = 10) throws -> [String] {
    try store.read { (reader) throws in
      var found: [String] = []
      let count = try reader.groups(type, after: id, limit: limit) {
        found.append("\($0.idText) " + String(decoding: $0.document, as: UTF8.self))
      }
      #expect(count == found.count)
      return found
    }
  }

  func groups() throws {
    try store.write { (writer) throws in
      try writer.putGroupType(Self.stores)
      try writer.putGroupType(GroupType(id: "club", joinedBy: ["club"]))
      for (id, city) in [("b", "Breda"), ("a", "Amsterdam"), ("c", "Delft")] {
        try putGroup("store", id, city: city, in: writer)
      }
      try putGroup("club", "a", city: "Lille", in: writer)
    }
    #expect(try store.read { try $0.groupTypes() } == [GroupType(id: "club", joinedBy: ["club"]), Self.stores])
    #expect(try groups("store", limit: 2) == [#"a {"city":["Amsterdam"]}"#, #"b {"city":["Breda"]}"#])
    #expect(try groups("store", after: "b") == [#"c {"city":["Delft"]}"#])
    #expect(try store.read { try $0.groupCount("store") } == 3)
    #expect(try groups("none") == [])

    let before = clock.now
    clock.advance()
    func update(_ id: String, _ city: String) throws -> Bool {
      try store.write { (writer) throws in
        let editor = DocumentEditor(properties: [Self.city])
        return try id.withBytes { key in
          _ = try writer.withGroup("store", key) { try editor.begin($0.document) }
          editor.setText(0, city)
          return try writer.updateGroup("store", key, editor)
        }
      }
    }
    #expect(try !update("a", "Amsterdam"))
    #expect(try update("b", "Bergen"))
    #expect(throws: ProfilesError.self) { try update("z", "Zwolle") }
    try store.read { (reader) throws in
      for (id, modified) in [("a", before), ("b", clock.now)] {
        let isThere = try id.withBytes {
          try reader.withGroup("store", $0) { group in
            #expect(group.created == before)
            #expect(group.modified == modified)
          }
        }
        #expect(isThere)
      }
    }

    var changed = Self.stores
    changed.properties = [Property(name: "city", type: .number)]
    let error = #expect(throws: ProfilesError.self) { try store.write { try $0.putGroupType(changed) } }
    #expect(error?.code == .conflict)
    changed.properties = Self.stores.properties + [Property(name: "size", type: .number)]
    try store.write { try $0.putGroupType(changed) }
    #expect(throws: ProfilesError.self) { try store.write { try $0.putGroupType(GroupType(id: "x", joinedBy: [])) } }

    let segment = Segment(id: "visitors", name: "Visitors", condition: .not(.group("store", .exists)))
    try store.write { try $0.putSegment(segment) }
    let inUse = #expect(throws: ProfilesError.self) { try store.write { try $0.deleteGroupType("store") } }
    #expect(inUse?.code == .conflict)
    _ = try store.write { try $0.deleteSegment("visitors") }
    #expect(try store.write { try $0.deleteGroupType("store") })
    #expect(try !store.write { try $0.deleteGroupType("store") })
    #expect(try groups("store") == [])
    #expect(try groups("club").count == 1)
    #expect(throws: ProfilesError.self) { try store.write { try $0.putSegment(segment) } }
  }

  func groupMembers() throws {
    try store.write { (writer) throws in
      try writer.putGroupType(Self.stores)
      try putGroup("store", "7", city: "Amsterdam", in: writer)
      try putGroup("store", "b", city: "Breda", in: writer)
      try writer.putProperty(Property(name: "favourite"))
      try writer.putProperty(Property(name: "visited", type: .number))
    }
    func add(visited: String?, favourite: String?) throws -> ProfileID {
      try store.write { (writer) throws in
        let editor = DocumentEditor(properties: [
          Property(name: "visited", type: .number), Property(name: "favourite"),
        ])
        if let visited { visited.withBytes { _ = editor.apply(0, .set, .list($0)) } }
        if let favourite { editor.setText(1, favourite) }
        return try writer.insert(editor, permission: .personal)
      }
    }
    let none = try add(visited: nil, favourite: "a store that is not there")
    let one = try add(visited: "[5,7]", favourite: nil)
    let both = try add(visited: "[7]", favourite: "b")
    func members(_ json: String) throws -> [ProfileID] {
      let condition = try Condition(JSONValue(parsing: json))
      try store.write { try $0.putSegment(Segment(id: "s", name: "s", condition: condition)) }
      return try store.read { (reader) throws in
        var found: [ProfileID] = []
        try reader.profiles(matching: reader.predicate(segment: "s")) { found.append($0.id) }
        return found
      }
    }
    #expect(try members(#"{"group":"store"}"#) == [one, both])
    #expect(try members(#"{"not":{"group":"store"}}"#) == [none])
    #expect(try members(#"{"group":"store","is":7}"#) == [one, both])
    #expect(try members(#"{"group":"store","one_of":["b","c"]}"#) == [both])
    #expect(try members(#"{"group":"store","where":{"property":"city","is":"Breda"}}"#) == [both])
    #expect(
      try members(
        #"{"group":"store","where":{"all":[{"property":"city","exists":true},{"created":{"after":"2000-01-01"}}]}}"#)
        == [])
    try store.read { (reader) throws in
      let memberships = GroupMemberships(types: try reader.groupTypes())
      var found: [String] = []
      _ = try reader.withProfile(both) { profile in
        try memberships.forEachGroup(of: profile, in: reader) { found.append("\($0.id) \($1.idText)") }
      }
      #expect(found == ["store 7", "store b"])
    }
  }

  func isolation() throws {
    try add("a@x.com")
    try store.write { (writer) throws in
      _ = try writer.insert(edit("b@x.com", "Ben"), permission: .personal)
      #expect(try writer.profileCount() == 2)
      let store = store
      let seen = try onAnotherThread { try store.read { try $0.profileCount() } }
      #expect(seen == 1)
    }
    #expect(try store.read { try $0.profileCount() } == 2)
  }

  private func onAnotherThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
    nonisolated(unsafe) var result: Result<Value, any Error>?
    let done = DispatchSemaphore(value: 0)
    Thread {
      result = Result(catching: body)
      done.signal()
    }.start()
    done.wait()
    return try result!.get()
  }
}

extension String {
  func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
    var text = self
    return try text.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
  }
}

extension DocumentEditor {
  func setText(_ property: Int, _ text: String) {
    _ = text.withBytes { apply(property, .set, .text($0)) }
  }
}
