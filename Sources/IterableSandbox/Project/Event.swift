/// A custom event, and how it reads back.
struct Event: Sendable {
  var id: String
  var name: String
  /// Seconds since 1970.
  var createdAt: Int
  var email: String?
  var userID: String?
  var dataFields: JSONObject
  var campaignID: Int?
  var templateID: Int?
  var updatedAt: Int

  private var head: JSONObject {
    var head: JSONObject = ["createdAt": .string(ProjectDate.text(createdAt))]
    if let email { head["email"] = .string(email) }
    if let userID { head["userId"] = .string(userID) }
    head["eventName"] = .string(name)
    if let campaignID { head["campaignId"] = .integer(campaignID) }
    if let templateID { head["templateId"] = .integer(templateID) }
    return head
  }

  private var inner: JSON {
    .object([
      "documentCreatedAt": .string(ProjectDate.text(updatedAt)),
      "documentUpdatedAt": .string(ProjectDate.text(updatedAt)),
    ])
  }

  /// With the payload flat beside the rest.
  var exportRow: JSONObject {
    var row = head
    row["_id"] = .string(id)
    for (name, value) in dataFields.members where row[name] == nil { row[name] = value }
    row["itblInternal"] = inner
    return row
  }

  /// As `GET /api/events/{email}` answers it, with the payload in `dataFields`.
  var answer: JSONObject {
    var answer = head
    answer["eventType"] = .string("customEvent")
    answer["dataFields"] = .object(dataFields)
    answer["eventUpdatedAt"] = .string(ProjectDate.text(updatedAt))
    answer["itblInternal"] = inner
    return answer
  }

  /// Seconds of a time that a request gives in seconds or milliseconds.
  static func seconds(_ createdAt: Int) -> Int { createdAt >= 100_000_000_000 ? createdAt / 1000 : createdAt }
}
