extension Endpoint {
  static let eventEndpoints: [Endpoint] = [
    Endpoint("POST", "/api/events/track", .perSecond(2000)) { request, project in
      let body = try BodyReader(request)
      let event = Project.EventRequest(body)
      try body.check(request)
      try needsIdentifier(event.user, "Either email or userId must be specified in a track call")
      try check(id: event.id)
      _ = try project.admit([event])
      let id = try project.orRefusal { () throws(UserFailure) in try project.track(event) }
      return .success("Event with id: \(id) tracked.", params: .object(["id": .string(id)]))
    },
    Endpoint("POST", "/api/events/trackBulk", .perSecond(10)) { request, project in
      let body = try BodyReader(request)
      let events = body.members("events").map(Project.EventRequest.init)
      try body.check(request)
      for event in events { try check(id: event.id) }
      var outcome = BulkOutcome(createdFields: try project.admit(events))
      for event in events {
        do throws(UserFailure) {
          _ = try project.track(event)
          outcome.successCount += 1
        } catch {
          outcome.failures.append(error)
        }
      }
      return outcome.eventAnswer(disallowedEventNames: [])
    },
    Endpoint("GET", "/api/events/{email}", .perSecond(100)) { request, project in
      try events(of: project.key(email: request.parameters["email"]!), request, project)
    },
    Endpoint("GET", "/api/events/byUserId/{userId}", .perSecond(100)) { request, project in
      try events(of: project.key(userID: request.parameters["userId"]!), request, project)
    },
  ]

  private static func events(of key: Int?, _ request: Incoming, _ project: Project) throws(Refusal) -> Answer {
    let limit = request.query("limit").map { Int($0) ?? 0 } ?? 30
    guard (1...200).contains(limit) else { throw .badParams("limit must be between 1 and 200") }
    let found = key.map { project.events(of: $0, flat: false) } ?? []
    return .json(["events": .array(found.prefix(limit).map { .object($0) })])
  }

  static func check(id: String?) throws(Refusal) {
    guard let id else { return }
    let allowed = id.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "-")
    }
    guard allowed, (1...512).contains(id.utf8.count) else {
      throw .badParams("id must be 1 to 512 alphanumeric characters or hyphens")
    }
  }
}
