import CSandbox
import Foundation

/// All that an Iterable project holds, and its rules. Not thread-safe: the sandbox lets one thread in at a time.
///
/// A subscriber's key is its place: below `subscriberCount` it is a seeded one, whose row is generated when it is
/// needed; from there on it was created by a request. `changes` lies over both.
final class Project {
  let configuration: SandboxConfiguration
  let generator: SubscriberGenerator

  /// What requests changed of a subscriber: a field's new value, or null for a deleted one.
  struct Change {
    var fields = JSONObject()
    var updatedAt: Int
    var isDeleted = false
  }
  var changes: [Int: Change] = [:]
  var createdCount = 0
  var keysByEmail: [String: Int] = [:]
  var keysByUserID: [String: Int] = [:]
  var forgottenEmails: Set<String> = []
  var forgottenUserIDs: Set<String> = []

  var userFields: FieldTypes
  var eventFields: [String: FieldTypes] = [:]
  var lists: [Int: MailingList]
  var events: [Event] = []
  var eventPlaces: [String: Int] = [:]
  var purchases: [Purchase] = []
  var purchasePlaces: [String: Int] = [:]
  var catalogs: [String: [String: CatalogItem]]
  var jobs: [Int: ExportJob] = [:]

  var buckets: [String: LeakyBucket] = [:]
  var faults: [Fault]
  var requestCounts: [String: [Int: Int]] = [:]

  /// Seconds by which the clock was put forward.
  var clockAdvance = 0.0
  private let born = Date()
  private var waiting: [(due: Double, change: (Project) -> Void)] = []
  private var nextID = 70_000

  init(_ configuration: SandboxConfiguration) {
    self.configuration = configuration
    generator = SubscriberGenerator(
      seed: configuration.seed, projectType: configuration.projectType, clean: configuration.clean)
    let listField = Self.listField(configuration.projectType)
    userFields = FieldTypes(
      Dictionary(
        SubscriberGenerator.fields.map { ($0.name == "emailListIds" ? listField : $0.name, $0.type) },
        uniquingKeysWith: { first, _ in first }))
    lists = MailingList.seeded
    catalogs = CatalogItem.seeded
    faults = configuration.faults
    mark()
  }

  // MARK: Going back

  /// Puts back what was marked last; at first, what the project was born with.
  private(set) var reset: () -> Void = {}

  /// Keeps all that requests can change, as it is now, for `reset`.
  func mark() {
    let content = (
      (changes, createdCount, keysByEmail, keysByUserID, forgottenEmails, forgottenUserIDs), (userFields, eventFields),
      (lists, events, eventPlaces, purchases, purchasePlaces, catalogs, jobs), (buckets, faults, requestCounts),
      (clockAdvance, waiting, nextID)
    )
    reset = { [unowned self] in
      (changes, createdCount, keysByEmail, keysByUserID, forgottenEmails, forgottenUserIDs) = content.0
      (userFields, eventFields) = content.1
      (lists, events, eventPlaces, purchases, purchasePlaces, catalogs, jobs) = content.2
      (buckets, faults, requestCounts) = content.3
      (clockAdvance, waiting, nextID) = content.4
    }
  }

  // MARK: Time

  /// Seconds since 1970 on the sandbox's clock.
  var now: Double { (configuration.stopsClock ? born : Date()).timeIntervalSince1970 + clockAdvance }

  /// Applies the change when it has become visible: at once, or after the configured delay.
  func schedule(_ change: @escaping (Project) -> Void) {
    if configuration.visibilityDelaySeconds <= 0 {
      change(self)
    } else {
      waiting.append((now + configuration.visibilityDelaySeconds, change))
    }
  }

  /// Applies what is due. Called before every request.
  func settle() {
    let now = now
    let due = waiting.prefix { $0.due <= now }
    waiting.removeFirst(due.count)
    for entry in due { entry.change(self) }
  }

  var waitingCount: Int { waiting.count }

  func makeID() -> Int {
    nextID += 1
    return nextID
  }

  // MARK: Keys

  var subscriberCount: Int { configuration.subscriberCount }
  /// The keys of all subscribers, deleted ones among them.
  var keys: Range<Int> { 0..<subscriberCount + createdCount }
  var isByEmail: Bool { configuration.projectType == .email }
  var listField: String { Self.listField(configuration.projectType) }

  static func listField(_ type: ProjectType) -> String { type == .email ? "emailListIds" : "userListIds" }

  /// The subscriber with this e-mail, in any case.
  func key(email: String) -> Int? {
    let email = email.lowercased()
    if let key = keysByEmail[email] { return key }
    return seededKey(email, subscribers_find_email, field: "email")
  }

  func key(userID: String) -> Int? {
    keysByUserID[userID] ?? seededKey(userID, subscribers_find_user_id, field: "userId")
  }

  private func seededKey(
    _ identifier: String,
    _ find: (UnsafePointer<subscribers>?, UInt64, UnsafePointer<CChar>?, Int) -> Int64, field: String
  ) -> Int? {
    var identifier = identifier
    let found = identifier.withUTF8 { text in
      withUnsafePointer(to: generator.population) { population in
        text.withMemoryRebound(to: CChar.self) {
          find(population, UInt64(subscriberCount), $0.baseAddress, $0.count)
        }
      }
    }
    guard found >= 0 else { return nil }
    // Deleted since, or known by another identifier now.
    if let change = changes[Int(found)], change.isDeleted || change.fields[field] != nil { return nil }
    return Int(found)
  }

  // MARK: Subscribers

  /// A subscriber as its export row, every field; `nil` when deleted.
  func document(_ key: Int) -> JSONObject? {
    let change = changes[key]
    if change?.isDeleted == true { return nil }
    var document = JSONObject()
    if key < subscriberCount { document = seededRow(key) }
    for (name, value) in change?.fields.members ?? [] { document[name] = value == .null ? nil : value }
    return document
  }

  /// One field of a subscriber; far cheaper than `document` for what every request needs: identifiers and lists.
  func field(_ name: String, of key: Int) -> JSON? {
    if let set = changes[key]?.fields[name] { return set == .null ? nil : set }
    guard key < subscriberCount else { return nil }
    let bit = seededBits[name].map { UInt64(1) << $0 }
    return bit.flatMap { seededRow(key, fields: $0)[name] }
  }

  /// The place of each seeded field in a row.
  private lazy var seededBits = Dictionary(
    uniqueKeysWithValues: SubscriberGenerator.fields.prefix(SubscriberGenerator.topLevelCount).enumerated().map {
      ($0.element.name == "emailListIds" ? listField : $0.element.name, UInt64($0.offset))
    })

  private func seededRow(_ key: Int, fields: UInt64 = .max) -> JSONObject {
    let row = [UInt8](unsafeUninitializedCapacity: SubscriberGenerator.longestRow) { room, count in
      count = generator.write(index: key, fields: fields, into: UnsafeMutableRawPointer(room.baseAddress!))
    }
    return (try? JSONParser.parse(row))?.object ?? [:]
  }

  func lists(of key: Int) -> [Int] {
    field(listField, of: key)?.array?.compactMap(\.integer) ?? []
  }

  /// Sets fields of a subscriber and its time of update.
  func set(_ fields: JSONObject, of key: Int, at time: Int) {
    var change = changes[key] ?? Change(updatedAt: time)
    for (name, value) in fields.members { change.fields[name] = value }
    change.fields["profileUpdatedAt"] = .string(ProjectDate.text(time))
    change.fields["itblInternal.documentUpdatedAt"] = .string(ProjectDate.text(time))
    change.updatedAt = time
    changes[key] = change
  }

  /// - Returns: the key of a new subscriber.
  func create(email: String?, userID: String?, source: String, at time: Int) -> Int {
    let key = keys.upperBound
    createdCount += 1
    var fields = JSONObject()
    if let email { fields["email"] = .string(email) }
    if let userID { fields["userId"] = .string(userID) }
    if !isByEmail { fields["itblUserId"] = .string("itbl-\(configuration.projectID)-\(key)") }
    fields["signupDate"] = .string(ProjectDate.text(time))
    fields["signupSource"] = .string(source)
    if let domain = email?.split(separator: "@").last { fields["itblInternal.emailDomain"] = .string(String(domain)) }
    fields["itblInternal.documentCreatedAt"] = .string(ProjectDate.text(time))
    set(fields, of: key, at: time)
    if let email { keysByEmail[email] = key }
    if let userID { keysByUserID[userID] = key }
    return key
  }

  func delete(_ key: Int) {
    if let email = field("email", of: key)?.string { keysByEmail[email] = nil }
    if let userID = field("userId", of: key)?.string { keysByUserID[userID] = nil }
    changes[key] = Change(updatedAt: Int(now), isDeleted: true)
  }
}
