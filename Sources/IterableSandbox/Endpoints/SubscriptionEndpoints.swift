extension Endpoint {
  static let subscriptionEndpoints: [Endpoint] = [
    Endpoint("POST", "/api/users/updateSubscriptions") { request, project in
      let body = try BodyReader(request)
      let user = UserRequest(body)
      let fields = subscriptions(body, project)
      try body.check(request)
      try needsIdentifier(user, "Either email or userId must be set")
      _ = try project.orRefusal { () throws(UserFailure) in try project.find(user) }
      store(fields, of: user, project)
      return .success()
    },
    Endpoint("POST", "/api/users/bulkUpdateSubscriptions") { request, project in
      let body = try BodyReader(request)
      let users = body.members("updateSubscriptionsRequests").map {
        (user: UserRequest($0), fields: subscriptions($0, project))
      }
      try body.check(request)
      var invalid: [UserFailure] = []
      for (user, fields) in users {
        do throws(UserFailure) {
          _ = try project.find(user)
          store(fields, of: user, project)
        } catch {
          invalid.append(error)
        }
      }
      let byEmail = invalid.filter { $0.list.hasSuffix("Emails") }.map(\.identifier)
      let byUserID = invalid.filter { $0.list.hasSuffix("UserIds") }.map(\.identifier)
      return .json([
        "successCount": .integer(users.count - invalid.count), "failCount": .integer(invalid.count),
        "invalidEmails": .strings(byEmail), "invalidUserIds": .strings(byUserID), "validEmailFailures": .array([]),
        "validUserIdFailures": .array([]),
      ])
    },
  ]

  /// Every list that the request names replaces the stored one.
  private static func subscriptions(_ body: BodyReader, _ project: Project) -> JSONObject {
    var fields = JSONObject()
    if let lists = body.array("emailListIds") { fields[project.listField] = .array(lists) }
    for name in ["unsubscribedChannelIds", "unsubscribedMessageTypeIds", "subscribedMessageTypeIds"] {
      if let ids = body.array(name) { fields[name] = .array(ids) }
    }
    return fields
  }

  private static func store(_ fields: JSONObject, of user: UserRequest, _ project: Project) {
    let time = Int(project.now)
    project.schedule { project in
      if let key = project.apply(user, source: "API", at: time) { project.set(fields, of: key, at: time) }
    }
  }
}
