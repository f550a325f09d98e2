extension Project {
  func updateOne(_ user: UserRequest, createsNewFields: Bool?) throws(Refusal) -> Answer {
    let admitted = try admit([user], createsNewFields: createsNewFields).requests[0]
    try orRefusal { () throws(UserFailure) in
      _ = try find(admitted)
      try check(admitted)
    }
    let time = Int(now)
    schedule { $0.apply(admitted, source: "API", at: time) }
    return .success()
  }

  func updateEmail(email: String?, userID: String?, to newEmail: String) throws(Refusal) -> Answer {
    guard isByEmail else { throw .badParams("updateEmail is for email-based projects; use users/update") }
    if let email, !Identifiers.isEmail(email) {
      throw Refusal(code: "InvalidEmailAddressError", message: "Invalid currentEmail \(email)")
    }
    guard Identifiers.isEmail(newEmail) else {
      throw Refusal(code: "InvalidEmailAddressError", message: "Invalid newEmail \(newEmail)")
    }
    guard let key = email.flatMap({ key(email: $0) }) ?? userID.flatMap({ key(userID: $0) }) else {
      throw Refusal(code: "UnknownEmailError", message: "No user exists with email \(email ?? userID ?? "")")
    }
    let stored = newEmail.lowercased()
    if forgottenEmails.contains(stored) { throw .forgotten(stored) }
    if self.key(email: stored) != nil {
      throw Refusal(code: "EmailAlreadyExists", message: "Email \(stored) already exists")
    }
    let time = Int(now)
    schedule { project in
      if let old = project.field("email", of: key)?.string?.lowercased() { project.keysByEmail[old] = nil }
      project.keysByEmail[stored] = key
      project.set(["email": .string(stored)], of: key, at: time)
    }
    return .success()
  }

  /// A failure of the one subscriber that a request is about refuses the request.
  func orRefusal<Value>(_ work: () throws(UserFailure) -> Value) throws(Refusal) -> Value {
    do throws(UserFailure) { return try work() } catch { throw error.refusal }
  }
}
