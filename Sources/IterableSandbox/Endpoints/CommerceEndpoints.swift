import Foundation

extension Endpoint {
  static let commerceEndpoints: [Endpoint] = [
    Endpoint("POST", "/api/commerce/trackPurchase") { request, project in
      let body = try BodyReader(request)
      let (user, createsNewFields) = try buyer(body)
      let items = cart(body)
      let total = body.required("total", body.number, or: .null)
      let id = body.string("id")
      let createdAt = body.integer("createdAt")
      let dataFields = body.object("dataFields") ?? [:]
      let campaignID = body.integer("campaignId")
      let templateID = body.integer("templateId")
      try body.check(request)
      try check(id: id)
      let buyer = try project.admit([user], createsNewFields: createsNewFields).requests[0]
      _ = try project.orRefusal { () throws(UserFailure) in try project.find(buyer) }

      let newID = id ?? UUID().uuidString.lowercased()
      let time = Int(project.now)
      project.schedule { project in
        guard let key = project.apply(buyer, source: "API", at: time) else { return }
        project.set(["shoppingCartItems": .array([])], of: key, at: time)
        let purchase = Purchase(
          id: newID, createdAt: createdAt.map(Event.seconds) ?? time, email: project.field("email", of: key)?.string,
          userID: project.field("userId", of: key)?.string, total: total, items: items, dataFields: dataFields,
          campaignID: campaignID, templateID: templateID)
        if let place = project.purchasePlaces[newID] {
          project.purchases[place] = purchase
        } else {
          project.purchasePlaces[newID] = project.purchases.count
          project.purchases.append(purchase)
        }
      }
      return .success(params: .object(["id": .string(newID)]))
    },
    Endpoint("POST", "/api/commerce/updateCart") { request, project in
      let body = try BodyReader(request)
      let (user, createsNewFields) = try buyer(body)
      let items = cart(body)
      try body.check(request)
      let buyer = try project.admit([user], createsNewFields: createsNewFields).requests[0]
      _ = try project.orRefusal { () throws(UserFailure) in try project.find(buyer) }
      let time = Int(project.now)
      project.schedule { project in
        guard let key = project.apply(buyer, source: "API", at: time) else { return }
        project.set(["shoppingCartItems": .array(items.map { .object($0) })], of: key, at: time)
        project.events.append(
          Event(
            id: UUID().uuidString.lowercased(), name: "updateCart", createdAt: time,
            email: project.field("email", of: key)?.string, userID: project.field("userId", of: key)?.string,
            dataFields: ["updatedShoppingCartItems": .array(items.map { .object($0) })], updatedAt: time))
      }
      return .success()
    },
  ]

  private static func buyer(_ body: BodyReader) throws(Refusal) -> (user: UserRequest, createsNewFields: Bool?) {
    let member = body.member("user")
    let user = UserRequest(member)
    try needsIdentifier(user, "Either email or userId must be set: user")
    return (user, member.bool("createNewFields"))
  }

  private static func cart(_ body: BodyReader) -> [JSONObject] {
    body.members("items").map { item in
      _ = item.required("id", item.string, or: "")
      _ = item.required("name", item.string, or: "")
      _ = item.required("price", item.number, or: .null)
      _ = item.required("quantity", item.integer, or: 0)
      return item.body
    }
  }
}
