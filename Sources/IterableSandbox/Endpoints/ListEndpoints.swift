import NIOCore

extension Endpoint {
  static let listEndpoints: [Endpoint] = [
    Endpoint("GET", "/api/lists", .perSecond(100)) { _, project in
      .json(["lists": .array(project.lists.values.sorted { $0.id < $1.id }.map(\.json))])
    },
    Endpoint("POST", "/api/lists") { request, project in
      let body = try BodyReader(request)
      let name = body.required("name", body.string, or: "")
      let description = body.string("description")
      try body.check(request)
      let id = project.makeID()
      project.lists[id] = MailingList(
        id: id, name: name, description: description, createdAt: Int(project.now * 1000))
      return .json(["listId": .integer(id)])
    },
    Endpoint("DELETE", "/api/lists/{listId}") { request, project in
      let id = try request.required("listId", Int.init)
      let place = "List \(id) in Project \(project.configuration.projectID)"
      guard project.lists.removeValue(forKey: id) != nil else {
        throw Refusal.badParams(
          "Unable to delete list \(id) in Project \(project.configuration.projectID), which does not exist.")
      }
      return .success("\(place) was successfully deleted.")
    },
    Endpoint("GET", "/api/lists/getUsers", .perMinute(5)) { request, project in
      Answer(rows: try members(request, project), project.keys, contentType: "text/plain; charset=utf-8")
    },
    Endpoint("GET", "/api/lists/previewUsers", .perMinute(5)) { request, project in
      let size = try request.query("size").map { _ in try request.required("size", Int.init) } ?? 1000
      guard (1...5000).contains(size) else { throw Refusal.badParams("size must be between 1 and 5000") }
      return .text(sample(try members(request, project), size, project))
    },
    Endpoint("GET", "/api/lists/{listId}/size", .perMinute(5)) { request, project in
      let list = try list(request, project)
      return .text(String(count(ListMembers(list: list, prefersUserID: false), project)))
    },
    Endpoint("POST", "/api/lists/subscribe") { request, project in
      let body = try BodyReader(request)
      let id = body.required("listId", body.integer, or: 0)
      let subscribers = body.members("subscribers").map(UserRequest.init)
      let onlyExisting = body.bool("updateExistingUsersOnly") ?? false
      try body.check(request)
      try project.checkList(id)
      if onlyExisting && project.isByEmail {
        throw Refusal.badParams("updateExistingUsersOnly is for userID-based and hybrid projects")
      }
      return try project.update(subscribers, createsNewFields: nil, source: "ListAPI", onlyExisting: onlyExisting) {
        project, key, time in project.setMembership(of: key, list: id, true, at: time)
      }
    },
    Endpoint("POST", "/api/lists/unsubscribe") { request, project in
      let body = try BodyReader(request)
      let id = body.required("listId", body.integer, or: 0)
      let subscribers = body.members("subscribers").map(UserRequest.init)
      let fromChannel = body.bool("channelUnsubscribe") ?? false
      _ = body.integer("campaignId")
      try body.check(request)
      try project.checkList(id)
      return project.unsubscribe(subscribers, list: id, fromChannel: fromChannel)
    },
  ]

  private static func list(_ request: Incoming, _ project: Project) throws(Refusal) -> MailingList {
    let text = request.query("listId") ?? request.parameters["listId"] ?? ""
    guard let list = Int(text).flatMap({ project.lists[$0] }) else {
      throw .badParams(
        "Invalid email list id",
        .object(["projectId": .string(String(project.configuration.projectID)), "listId": .string(text)]))
    }
    return list
  }

  private static func members(_ request: Incoming, _ project: Project) throws(Refusal) -> ListMembers {
    ListMembers(list: try list(request, project), prefersUserID: request.query("preferUserId") == "true")
  }

  private static func count(_ members: ListMembers, _ project: Project) -> Int {
    var line = ByteBuffer()
    return project.keys.count { key in
      line.clear()
      members.write(place: key, of: project, into: &line)
      return line.readableBytes > 0
    }
  }

  /// At most so many members, evenly picked: the same list gives the same sample.
  private static func sample(_ members: ListMembers, _ size: Int, _ project: Project) -> String {
    let everyNth = max(1, (count(members, project) + size - 1) / size)
    var text = ByteBuffer()
    var met = 0
    for key in project.keys {
      var line = ByteBuffer()
      members.write(place: key, of: project, into: &line)
      guard line.readableBytes > 0 else { continue }
      if met % everyNth == 0 { text.writeBuffer(&line) }
      met += 1
    }
    return String(buffer: text)
  }
}
