/// What became of the subscribers of a bulk request, in the shape that subscribe, unsubscribe and bulkUpdate share.
struct BulkOutcome {
  var successCount = 0
  var failures: [UserFailure] = []
  var createdFields: [String] = []
  var filteredOutFields: [String] = []

  /// Lists of `failedUpdates` that only requests with data fields have beside those of an event request.
  private static let userLists = ["invalidData", "conflict"]
  private static let eventLists = ["invalid", "notFound", "forgotten"]

  var answer: Answer {
    var body = common(Self.eventLists + Self.userLists)
    body["noOpEmails"] = .array([])
    body["noOpUserIds"] = .array([])
    return .json(body)
  }

  func eventAnswer(disallowedEventNames: [String]) -> Answer {
    var body = common(Self.eventLists)
    body["disallowedEventNames"] = .strings(disallowedEventNames)
    return .json(body)
  }

  private func common(_ lists: [String]) -> JSONObject {
    var failed = JSONObject()
    for list in lists {
      failed[list + "Emails"] = identifiers(list + "Emails")
      failed[list + "UserIds"] = identifiers(list + "UserIds")
    }
    return [
      "successCount": .integer(successCount), "failCount": .integer(failures.count),
      "invalidEmails": identifiers("invalidEmails"), "invalidUserIds": identifiers("invalidUserIds"),
      "filteredOutFields": .strings(filteredOutFields), "createdFields": .strings(createdFields),
      "failedUpdates": .object(failed),
    ]
  }

  private func identifiers(_ list: String) -> JSON { .strings(failures.filter { $0.list == list }.map(\.identifier)) }
}
