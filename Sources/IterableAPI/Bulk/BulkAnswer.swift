import Records

/// The 200 of a bulk endpoint: counts, and the failed people by identifier, never by position.
struct BulkAnswer {
  /// Names of failure groups as Iterable writes them before `Emails` and `UserIds`.
  private static let groups: [(name: String, reason: BulkOutcome.Reason, forUserIDs: BulkOutcome.Reason)] = [
    ("forgotten", .forgotten, .forgotten), ("invalid", .invalidEmail, .invalidUserID),
    ("notFound", .notFound, .notFound), ("invalidData", .invalidData, .invalidData),
    ("conflict", .conflict, .conflict),
  ]

  struct Verdict {
    var reason: BulkOutcome.Reason
    var message: String
  }

  var failCount: Int
  var createdFields: [String]
  var filteredOutFields: [String]
  private var people: [Identifier: Verdict] = [:]
  private var events: [String: Verdict] = [:]

  /// Nil when the answer has not the two counts that every one has.
  init?(_ json: JSONValue) {
    guard json["successCount"]?.integer != nil, let failCount = json["failCount"]?.integer else { return nil }
    self.failCount = Int(failCount)
    createdFields = json["createdFields"]?.strings ?? []
    filteredOutFields = json["filteredOutFields"]?.strings ?? []
    for group in BulkAnswer.groups {
      // The same groups stand at the top in older answers.
      for place in [json["failedUpdates"], json] {
        add(place?["\(group.name)Emails"], group.reason, "\(group.name)Emails") { .email($0) }
        add(place?["\(group.name)UserIds"], group.forUserIDs, "\(group.name)UserIds") { .userID($0) }
      }
    }
    for name in json["disallowedEventNames"]?.strings ?? [] {
      events[name] = Verdict(reason: .eventDisallowed, message: "the event name is disallowed from tracking")
    }
  }

  private mutating func add(
    _ identifiers: JSONValue?, _ reason: BulkOutcome.Reason, _ group: String, _ identifier: (String) -> Identifier
  ) {
    for text in identifiers?.strings ?? [] where people[identifier(text).folded] == nil {
      people[identifier(text).folded] = Verdict(reason: reason, message: "Iterable lists it under \(group)")
    }
  }

  func verdict(on row: BulkRow) -> Verdict? {
    row.eventName.flatMap { events[$0] } ?? people[row.identifier]
  }

  /// For a row that stood alone: whatever the answer says is about it, by whichever of its identifiers.
  var onlyVerdict: Verdict {
    people.values.first ?? Verdict(reason: .refused, message: "Iterable counts it as failed without a reason")
  }
}
