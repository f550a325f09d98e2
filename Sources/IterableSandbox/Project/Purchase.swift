/// A purchase, and its export row: flat, with the fields of the items' `dataFields` beside the items' own.
struct Purchase: Sendable {
  var id: String
  /// Seconds since 1970.
  var createdAt: Int
  var email: String?
  var userID: String?
  var total: JSON
  var items: [JSONObject]
  var dataFields: JSONObject
  var campaignID: Int?
  var templateID: Int?

  var exportRow: JSONObject {
    var row: JSONObject = ["createdAt": .string(ProjectDate.text(createdAt))]
    if let email { row["email"] = .string(email) }
    if let userID { row["userId"] = .string(userID) }
    row["_id"] = .string(id)
    row["total"] = total
    row["shoppingCartItems"] = .array(items.map { .object(Self.flat($0)) })
    if let campaignID { row["campaignId"] = .integer(campaignID) }
    if let templateID { row["templateId"] = .integer(templateID) }
    for (name, value) in dataFields.members where row[name] == nil { row[name] = value }
    row["itblInternal"] = .object([
      "documentCreatedAt": .string(ProjectDate.text(createdAt)),
      "documentUpdatedAt": .string(ProjectDate.text(createdAt)),
    ])
    return row
  }

  static func flat(_ item: JSONObject) -> JSONObject {
    var flat = item
    flat["dataFields"] = nil
    for (name, value) in item["dataFields"]?.object?.members ?? [] where flat[name] == nil { flat[name] = value }
    return flat
  }
}
