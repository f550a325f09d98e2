import IterableAPI
import PluginHost
import Profiles
import Records

/// Whether a connection would work, step by step. Reads only.
public struct Check: Sendable {
  public struct Step: Sendable {
    public enum Result: Sendable {
      case ok(String)
      case warning(String, hint: String?)
      case failed(String, hint: String?)
      /// Could not be looked at because an earlier step failed.
      case notReached
    }

    /// Such as `key`, `lists`, `goal subscribers: processors`.
    public var name: String
    public var result: Result

    public init(name: String, result: Result) {
      self.name = name
      self.result = result
    }
  }

  public var steps: [Step]

  public init(steps: [Step] = []) { self.steps = steps }

  public var isOK: Bool {
    steps.allSatisfy { step in
      switch step.result {
      case .ok, .warning: true
      case .failed, .notReached: false
      }
    }
  }

  /// Looks at everything, whatever fails. `report` is called with each step as soon as it is known.
  public static func of(
    _ connection: Connection, in installation: Installation, cancellation: Cancellation = Cancellation(),
    report: (Step) -> Void = { _ in }
  ) -> Check {
    var checker = Checker(connection, installation, cancellation)
    var check = Check()
    checker.run {
      check.steps.append($0)
      report($0)
    }
    return check
  }
}

private struct Checker {
  private let connection: Connection
  private let installation: Installation
  private let cancellation: Cancellation
  private var client: IterableClient?

  init(_ connection: Connection, _ installation: Installation, _ cancellation: Cancellation) {
    self.connection = connection
    self.installation = installation
    self.cancellation = cancellation
  }

  mutating func run(_ report: (Check.Step) -> Void) {
    func step(_ name: String, _ look: () throws -> Check.Step.Result) {
      report(Check.Step(name: name, result: Self.result(look)))
    }
    let key = Self.result { try checkKey() }
    report(Check.Step(name: "key", result: key))
    if !connection.objectives.isEmpty { step("objectives", checkObjectives) }
    if let client, let drift = drift(client) { report(Check.Step(name: "fields", result: drift)) }
    if let notifications = connection.notifications { step("notifications") { try check(notifications) } }
    for goal in connection.goalsInRunningOrder {
      let name = "goal \(goal.name): "
      let sample = sample(of: goal)
      if !goal.allProcessors.isEmpty { step(name + "processors") { try checkProcessors(goal) } }
      switch goal {
      case .importGroups(let goal):
        step(name + "catalog") { try checkCatalog(goal, sample) }
        step(name + "group type") { try checkGroupType(goal) }
        if let result = existingProperties(goal.name) { report(Check.Step(name: name + "properties", result: result)) }
      case .importProfiles(let goal):
        if case .lists(let lists) = goal.source { step(name + "lists") { try checkLists(lists, areJoined: false) } }
        step(name + "fields") { try checkFields(goal, sample) }
        step(name + "link") { try checkLink(goal, sample) }
        if let result = existingProperties(goal.name) { report(Check.Step(name: name + "properties", result: result)) }
        if !goal.timeline.isEmpty { step(name + "event types") { try checkEventTypes(goal) } }
      case .exportProfiles(let goal):
        step(name + "segment") { try checkSegment(goal) }
        step(name + "properties") { try checkProperties(goal) }
        if let lifecycle = Self.resultIfAny({ try checkLifecycle(goal) }) {
          report(Check.Step(name: name + "lifecycle", result: lifecycle))
        }
        if let timeline = goal.timeline { step(name + "event types") { try checkTypes(timeline) } }
        if !goal.lists.isEmpty { step(name + "lists") { try checkLists(goal.lists.map(\.list), areJoined: true) } }
      }
    }
  }

  private static func result(_ look: () throws -> Check.Step.Result) -> Check.Step.Result { resultIfAny(look)! }

  private static func resultIfAny(_ look: () throws -> Check.Step.Result?) -> Check.Step.Result? {
    do {
      return try look()
    } catch let error as ConnectionsError {
      return .failed(error.message, hint: error.hint)
    } catch let error as PluginHostError {
      return .failed(error.message, hint: error.hint)
    } catch let error as ProfilesError {
      return .failed(error.message, hint: error.hint)
    } catch {
      return .failed("\(error)", hint: nil)
    }
  }

  private mutating func checkKey() throws -> Check.Step.Result {
    let client = try IterableClient(connection, in: installation, cancellation: cancellation)
    try client.verifyKey()
    self.client = client
    return .ok("\(connection.iterable.baseURL) lets it in")
  }

  /// What changed since a run last looked; nil where nothing did, or nobody can say.
  private func drift(_ client: IterableClient) -> Check.Step.Result? {
    let source = FieldSource.users(of: connection)
    guard let known = try? installation.store.read({ try $0.sourceFields(of: source.key) }),
      let fields = try? client.fields(),
      let drift = FieldDrift(from: SourceFields(known), to: SourceFields(fields), of: source)
    else { return nil }
    return .warning("\(drift)", hint: "see 'millrace connection suggest'")
  }

  private func drift(of catalog: String, _ sample: CatalogSample) throws -> FieldDrift? {
    let source = FieldSource.catalog(catalog, of: connection)
    return try installation.store.read { try $0.sourceFields(of: source.key) }.flatMap {
      FieldDrift(from: SourceFields($0), to: sample.sourceFields(since: $0), of: source)
    }
  }

  /// Nil where there is nothing to say.
  private func existingProperties(_ goal: String) -> Check.Step.Result? {
    let found = try? installation.store.read { try ExistingProperty.find(in: connection, $0) }
    guard let found = found?.filter({ $0.goal == goal }), !found.isEmpty else { return nil }
    let places = found.map { "'\($0.mapping.property)' (line \($0.mapping.position.line))" }.joined(separator: ", ")
    return .warning("existing \(found.count == 1 ? "property" : "properties"): \(places)", hint: ExistingProperty.hint)
  }

  private func checkObjectives() throws -> Check.Step.Result {
    .ok(try installation.store.read { try connection.linkedObjectives($0) }.map(\.id).joined(separator: ", "))
  }

  /// Whether there is what they are sent with; nothing is sent.
  private func check(_ notifications: Notifications) throws -> Check.Step.Result {
    for webhook in notifications.webhooks { _ = try webhook.secret.resolve(environment: installation.environment) }
    let recipients = notifications.to.map(\.text) + notifications.webhooks.map { "\($0.address)" }
    if !notifications.to.isEmpty {
      guard let email = try installation.settings().email else {
        return .failed("no mail server is set up", hint: "name one in settings.yaml; 'millrace settings' shows how")
      }
      _ = try email.server(environment: installation.environment)
    }
    return .ok("\(recipients.joined(separator: ", ")); 'millrace notify test' sends them one")
  }

  private func checkProcessors(_ goal: Goal) throws -> Check.Step.Result {
    let chain = try RecordChain(
      goal.allProcessors, started: Timestamp(installation.now()),
      for: PluginUse(connection: connection.id, goal: goal.name), in: installation)
    defer { chain.close() }
    return .ok(chain.labels.joined(separator: ", "))
  }

  private func checkLists(_ references: [ListReference], areJoined: Bool) throws -> Check.Step.Result {
    guard let client else { return .notReached }
    let directory = try ListDirectory(client.lists())
    let lists = try areJoined ? directory.resolveJoinable(references) : directory.resolve(references)
    return .ok(lists.map { "\($0.name) (\($0.id))" }.joined(separator: ", "))
  }

  /// Nil where the goal has no processors, or they cannot be tried; that is told by other steps.
  private func sample(of goal: Goal) -> ChainSample? {
    guard let client, !goal.processors.isEmpty else { return nil }
    switch goal {
    case .importGroups(let goal): return try? ChainSample(of: goal, connection, client, in: installation)
    case .importProfiles(let goal): return try? ChainSample(of: goal, connection, client, in: installation)
    case .exportProfiles: return nil
    }
  }

  /// What to say of a field that the source does not have. Processors may make it: a sample of records tells.
  private func unknownField(
    _ message: String, _ unknown: [String], _ goal: Goal, _ sample: ChainSample?, known: [String]
  ) -> Check.Step.Result? {
    guard !goal.processors.isEmpty else {
      return unknown.first.map { .warning("\(message) '\($0)'", hint: Suggestion.hint(for: $0, among: known)) }
    }
    // Without a record nobody can say what processors make.
    guard let sample, !sample.passed.isEmpty else { return nil }
    let made = sample.fields
    return unknown.first { !made.contains($0) }.map {
      .warning(
        "\(message) '\($0)', and none of \(sample.passed.count) sample records has it behind the processors",
        hint: Suggestion.hint(for: $0, among: Set(known).union(made).sorted()))
    }
  }

  private func checkFields(_ goal: ImportProfilesGoal, _ sample: ChainSample?) throws -> Check.Step.Result {
    guard let client else { return .notReached }
    let known = try client.fields()
    let asked = goal.link.map(\.field) + goal.mappings.map(\.field) + goal.timeline.flatMap(\.fieldsOfRecord)
    let always = ["email", "userId", "profileUpdatedAt", "itblUserId"]
    let unknown = asked.filter { known[$0] == nil && !always.contains($0) }
    return unknownField(
      "the project has no field", unknown, .importProfiles(goal), sample, known: known.keys.sorted())
      ?? .ok("\(Set(asked).count) fields")
  }

  private func checkLink(_ goal: ImportProfilesGoal, _ sample: ChainSample?) throws -> Check.Step.Result {
    let properties = try installation.store.read { try GoalProperties(goal, known: $0.properties()) }
    let new = properties.new.map(\.name)
    if let changed = sample.flatMap({ ChangedIdentifiers(of: goal, behind: $0, in: connection) }) {
      return .warning(changed.message, hint: ChangedIdentifiers.hint)
    }
    let pairs = goal.link.map { "\($0.field) = \($0.property)" }.joined(separator: ", ")
    return .ok(new.isEmpty ? pairs : "\(pairs); new properties: \(new.joined(separator: ", "))")
  }

  private func checkCatalog(_ goal: ImportGroupsGoal, _ chain: ChainSample?) throws -> Check.Step.Result {
    guard let client else { return .notReached }
    try client.requireCatalog(goal.catalog)
    let sample = try CatalogSample(of: goal.catalog, client)
    let asked = [goal.id] + goal.mappings.map(\.field)
    guard sample.count > 0 else { return .warning("catalog '\(goal.catalog)' has no items", hint: nil) }
    let message = "the first \(sample.count) items of catalog '\(goal.catalog)' have no field"
    let known = sample.types.keys.sorted()
    let unknown = asked.filter { sample.types[$0] == nil }
    if let warning = unknownField(message, unknown, .importGroups(goal), chain, known: known) { return warning }
    if let drift = try drift(of: goal.catalog, sample) {
      return .warning("\(drift)", hint: "see 'millrace connection suggest --goal \(goal.name)'")
    }
    return .ok("'\(goal.catalog)' has \(asked.count) fields that the goal takes")
  }

  private func checkGroupType(_ goal: ImportGroupsGoal) throws -> Check.Step.Result {
    let (type, properties) = try installation.store.read { reader in
      let type = try reader.groupType(of: goal)
      return (type, try GoalProperties(goal, known: type.properties))
    }
    let joined = "'\(type.id)', joined by \(type.joinedBy.joined(separator: ", "))"
    let new = properties.new.map(\.name)
    return .ok(new.isEmpty ? joined : "\(joined); new properties: \(new.joined(separator: ", "))")
  }

  private func checkEventTypes(_ goal: ImportProfilesGoal) throws -> Check.Step.Result {
    let types = try installation.store.read { try TimelineType.all(of: goal.timeline, in: installation, $0) }
    for type in types {
      guard let offer = type.offer else { continue }
      try EventJudge(
        type.type, offer, started: Timestamp(installation.now()),
        for: PluginUse(connection: connection.id, goal: goal.name), in: installation
      ).close()
    }
    var names: [String] = []
    for type in types where !names.contains(type.type.id) { names.append(type.type.id) }
    return .ok(names.joined(separator: ", "))
  }

  private func checkSegment(_ goal: ExportProfilesGoal) throws -> Check.Step.Result {
    let count = try installation.store.read { try $0.count(matching: $0.predicate(segment: goal.segment)) }
    return .ok("'\(goal.segment)' holds \(count) profiles")
  }

  private func checkTypes(_ timeline: TimelineExport) throws -> Check.Step.Result {
    try timeline.check(in: installation)
    return .ok(timeline.types?.joined(separator: ", ") ?? "all")
  }

  /// Nil where the goal has nothing to do with a lifecycle.
  private func checkLifecycle(_ goal: ExportProfilesGoal) throws -> Check.Step.Result? {
    try installation.store.read { reader in
      let gate = try StageGate(goal, of: connection, started: Timestamp(installation.now()), reader)
      return gate.map { gate in
        .ok("a touchpoint of stage '\(gate.reference)'" + (gate.countsTouches ? "" : " that counts no touches"))
      }
    }
  }

  private func checkProperties(_ goal: ExportProfilesGoal) throws -> Check.Step.Result {
    let coming = try installation.store.read { reader in
      let known = try Set(reader.properties().map(\.name))
      let coming = connection.comingProperties.filter { !known.contains($0.key) }
      _ = try ProfileColumns(goal.without(Set(coming.keys)), reader, now: Timestamp(installation.now()))
      return coming.filter { goal.names($0.key) }.sorted { $0.key < $1.key }
    }
    let notes = coming.map { "; property '\($0.key)' comes with the first run of goal '\($0.value)'" }
    return .ok("\(goal.mappings.count) mappings" + notes.joined())
  }
}
