extension Endpoint {
  static let userEndpoints: [Endpoint] = [
    Endpoint("POST", "/api/users/update", .perSecond(500)) { request, project in
      let body = try BodyReader(request)
      let user = UserRequest(body)
      let createsNewFields = body.bool("createNewFields")
      try body.check(request)
      try needsIdentifier(user, "Either email or userId must be set")
      return try project.updateOne(user, createsNewFields: createsNewFields)
    },
    Endpoint("POST", "/api/users/bulkUpdate", .perSecond(5)) { request, project in
      let body = try BodyReader(request)
      let users = body.members("users").map(UserRequest.init)
      let createsNewFields = body.bool("createNewFields")
      try body.check(request)
      if users.isEmpty { throw Refusal(code: "InvalidEmailAddressError", message: "Emails invalid: ") }
      return try project.update(users, createsNewFields: createsNewFields, source: "API")
    },
    Endpoint("GET", "/api/users/getByEmail", .perSecond(100)) { request, project in
      try user(email: request.required("email") { $0 }, project)
    },
    Endpoint("GET", "/api/users/{email}", .perSecond(100)) { request, project in
      try user(email: request.parameters["email"]!, project)
    },
    Endpoint("GET", "/api/users/byUserId", .perSecond(100)) { request, project in
      try user(userID: request.required("userId") { $0 }, project)
    },
    Endpoint("GET", "/api/users/byUserId/{userId}", .perSecond(100)) { request, project in
      user(userID: request.parameters["userId"]!, project)
    },
    Endpoint("DELETE", "/api/users/{email}", .perSecond(100)) { request, project in
      let email = request.parameters["email"]!
      guard Identifiers.isEmail(email) else { throw Refusal.invalidEmail(email) }
      project.schedule { project in project.key(email: email).map(project.delete) }
      return .success()
    },
    Endpoint("DELETE", "/api/users/byUserId/{userId}", .perSecond(100)) { request, project in
      let userID = request.parameters["userId"]!
      guard project.key(userID: userID) != nil else {
        throw Refusal.badParams("User does not exist. Email:  UserId: \(userID)")
      }
      project.schedule { project in project.key(userID: userID).map(project.delete) }
      return .success("All users associated with \(userID) were successfully deleted")
    },
    Endpoint("GET", "/api/users/getFields", .perSecond(3)) { _, project in
      var fields = JSONObject()
      for (name, type) in project.userFields.types.sorted(by: { $0.key < $1.key }) {
        fields[name] = .string(type.rawValue)
      }
      return .json(["fields": .object(fields)])
    },
    Endpoint("POST", "/api/users/updateEmail") { request, project in
      let body = try BodyReader(request)
      let newEmail = body.required("newEmail", body.string, or: "")
      let email = body.string("currentEmail")
      let userID = body.string("currentUserId")
      try body.check(request)
      return try project.updateEmail(email: email, userID: userID, to: newEmail)
    },
    Endpoint("POST", "/api/users/merge", .perSecond(50)) { request, project in
      let body = try BodyReader(request)
      let source = try subscriber(body, "source", project)
      let destination = try subscriber(body, "destination", project)
      try body.check(request)
      let time = Int(project.now)
      project.schedule { project in
        guard var fields = project.document(source), let kept = project.document(destination) else { return }
        fields.remove { kept[$0] != nil || $0 == "email" || $0 == "userId" }
        project.set(fields, of: destination, at: time)
        project.delete(source)
      }
      return .success()
    },
    Endpoint("POST", "/api/users/forget", .perSecond(3)) { request, project in
      let body = try BodyReader(request)
      let user = UserRequest(body)
      try body.check(request)
      try needsIdentifier(user, "Either email or userId must be set")
      if let email = user.storedEmail {
        project.key(email: email).map(project.delete)
        project.forgottenEmails.insert(email)
      }
      if let userID = user.userID {
        project.key(userID: userID).map(project.delete)
        project.forgottenUserIDs.insert(userID)
      }
      return .success()
    },
    Endpoint("POST", "/api/users/unforget", .perSecond(3)) { request, project in
      let body = try BodyReader(request)
      let user = UserRequest(body)
      try body.check(request)
      try needsIdentifier(user, "Either email or userId must be set")
      if let email = user.storedEmail { project.forgottenEmails.remove(email) }
      if let userID = user.userID { project.forgottenUserIDs.remove(userID) }
      return .success()
    },
  ]

  static func needsIdentifier(_ user: UserRequest, _ message: String) throws(Refusal) {
    if user.email == nil && user.userID == nil { throw .badParams(message) }
  }

  private static func user(email: String, _ project: Project) throws(Refusal) -> Answer {
    guard Identifiers.isEmail(email) else { throw .invalidEmail(email) }
    return project.userAnswer(project.key(email: email))
  }

  private static func user(userID: String, _ project: Project) -> Answer {
    guard let key = project.key(userID: userID) else { return .text("No user with that id exists!", status: 400) }
    return project.userAnswer(key)
  }

  /// The subscriber that `sourceEmail`, `sourceUserId` and the like name.
  private static func subscriber(_ body: BodyReader, _ role: String, _ project: Project) throws(Refusal) -> Int {
    let email = body.string(role + "Email")
    let userID = body.string(role + "UserId")
    if let key = email.flatMap({ project.key(email: $0) }) ?? userID.flatMap({ project.key(userID: $0) }) { return key }
    throw .badParams("The \(role) user does not exist")
  }
}
