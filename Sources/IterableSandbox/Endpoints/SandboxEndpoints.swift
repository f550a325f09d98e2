import Foundation

extension Endpoint {
  /// What the real Iterable has not: a look inside, and levers.
  static let sandboxEndpoints: [Endpoint] = [
    Endpoint("GET", "/") { _, project in
      .text(
        """
        This is a Millrace sandbox: a local stand-in for Iterable. It is not Iterable, and nothing here leaves this machine.

        project type    \(project.configuration.projectType.rawValue)
        subscribers     \(project.keys.count)
        API             /api/... with an Api-Key header
        look inside     GET /sandbox/counts, /sandbox/user?email= or ?userId=, /sandbox/lists/{listId}, /sandbox/requests
        levers          POST /sandbox/faults, DELETE /sandbox/faults, POST /sandbox/clock {"advance_seconds": 60},
                        POST /sandbox/mark and POST /sandbox/reset, which goes back to the mark, or to the beginning

        """)
    },
    Endpoint("GET", "/sandbox/counts") { _, project in
      .json([
        "seeded": .integer(project.subscriberCount), "created": .integer(project.createdCount),
        "changed": .integer(project.changes.values.count { !$0.isDeleted }),
        "deleted": .integer(project.changes.values.count(where: \.isDeleted)),
        "events": .integer(project.events.count), "purchases": .integer(project.purchases.count),
        "lists": .integer(project.lists.count), "waiting": .integer(project.waitingCount),
      ])
    },
    Endpoint("GET", "/sandbox/user") { request, project in
      let key =
        request.query("email").flatMap { project.key(email: $0) }
        ?? request.query("userId").flatMap { project.key(userID: $0) }
      guard let key, let document = project.document(key) else { return .json([:], status: 404) }
      return .json(document)
    },
    Endpoint("GET", "/sandbox/lists/{listId}") { request, project in
      let id = try request.required("listId", Int.init)
      guard let list = project.lists[id] else { return .text("no such list\n", status: 404) }
      return Answer(
        rows: ListMembers(list: list, prefersUserID: false), project.keys, contentType: "text/plain; charset=utf-8")
    },
    Endpoint("GET", "/sandbox/requests") { _, project in
      var endpoints = JSONObject()
      for (name, statuses) in project.requestCounts.sorted(by: { $0.key < $1.key }) {
        var counts = JSONObject()
        for (status, count) in statuses.sorted(by: { $0.key < $1.key }) { counts[String(status)] = .integer(count) }
        endpoints[name] = .object(counts)
      }
      return .json(endpoints)
    },
    Endpoint("POST", "/sandbox/faults") { request, project in
      let fault: Fault
      do { fault = try JSONDecoder().decode(Fault.self, from: Data(request.body)) } catch {
        throw Refusal.badParams("not a fault: \(error)")
      }
      guard fault.isPossible else {
        throw Refusal.badParams("not a fault: status is 200 to 599, delay_seconds at most 3600, no number is negative")
      }
      project.faults.append(fault)
      return .success()
    },
    Endpoint("DELETE", "/sandbox/faults") { _, project in
      project.faults = []
      return .success()
    },
    Endpoint("POST", "/sandbox/mark") { _, project in
      project.mark()
      return .success()
    },
    Endpoint("POST", "/sandbox/reset") { _, project in
      project.reset()
      return .success()
    },
    Endpoint("POST", "/sandbox/clock") { request, project in
      let body = try BodyReader(request)
      let seconds = body.required("advance_seconds", body.number, or: .null).double ?? 0
      try body.check(request)
      guard (0...1e9).contains(seconds) else { throw Refusal.badParams("advance_seconds must be from 0 to 1e9") }
      project.clockAdvance += seconds
      project.settle()
      return .success()
    },
  ]
}
