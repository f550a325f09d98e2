import Foundation

extension Project {
  /// The subscriber that a request means; `nil` when taking the request would create it.
  func find(_ request: UserRequest) throws(UserFailure) -> Int? {
    if let userID = request.userID, !Identifiers.isUserID(userID) { throw .invalidUserID(userID) }
    if let email = request.email, !Identifiers.isEmail(email) { throw .invalidEmail(email) }
    if let email = request.storedEmail, forgottenEmails.contains(email) { throw .forgottenEmail(request.identifier) }
    if let userID = request.userID, forgottenUserIDs.contains(userID) { throw .forgottenUserID(userID) }

    let byEmail = request.storedEmail.flatMap { key(email: $0) }
    let byUserID = request.userID.flatMap { key(userID: $0) }
    switch configuration.projectType {
    case .email:
      if request.email != nil { return byEmail }
      guard let userID = request.userID else { throw .invalidEmail("") }
      if byUserID == nil && !request.prefersUserID { throw .notFoundUserID(userID) }
      return byUserID
    case .userID:
      guard request.userID != nil else { throw .notFoundEmail(request.identifier) }
      return byUserID
    case .hybrid:
      guard let email = request.email else {
        if request.userID == nil { throw .invalidUserID("") }
        return byUserID
      }
      guard let userID = request.userID else { return byEmail }
      if let byEmail, let byUserID, byEmail != byUserID { throw .conflictEmail(email) }
      if let byEmail, byUserID == nil, let other = field("userId", of: byEmail)?.string, other != userID {
        throw .conflictEmail(email)
      }
      return byUserID ?? byEmail
    }
  }

  /// Refuses identifiers in the data fields that no subscriber could have.
  func check(_ request: UserRequest) throws(UserFailure) {
    if let email = request.dataFields["email"]?.string, !Identifiers.isEmail(email) { throw .invalidEmail(email) }
    if let userID = request.dataFields["userId"]?.string, !Identifiers.isUserID(userID) { throw .invalidUserID(userID) }
  }

  /// Finds or creates the subscriber and merges the fields into it.
  @discardableResult
  func apply(_ request: UserRequest, source: String, at time: Int) -> Int? {
    guard let found = try? find(request) as Int?? else { return nil }
    let key =
      found
      ?? create(
        email: request.storedEmail ?? (isByEmail ? placeholderEmail() : nil), userID: request.userID, source: source,
        at: time)
    var fields = JSONObject()
    if let email = request.storedEmail, field("email", of: key)?.string?.lowercased() != email {
      keysByEmail[email] = key
      fields["email"] = .string(email)
    }
    if let userID = request.userID, field("userId", of: key)?.string != userID {
      keysByUserID[userID] = key
      fields["userId"] = .string(userID)
    }
    for (name, value) in request.dataFields.members where name != "email" && name != "userId" {
      if request.mergesNestedObjects, let sent = value.object, let stored = field(name, of: key)?.object {
        fields[name] = .object(Self.merged(stored, with: sent))
      } else {
        fields[name] = value
      }
    }
    set(fields, of: key, at: time)
    return key
  }

  private static func merged(_ stored: JSONObject, with sent: JSONObject) -> JSONObject {
    var merged = stored
    for (name, value) in sent.members {
      if let inner = value.object, let old = stored[name]?.object {
        merged[name] = .object(self.merged(old, with: inner))
      } else {
        merged[name] = value == .null ? nil : value
      }
    }
    return merged
  }

  private func placeholderEmail() -> String { "\(UUID().uuidString.lowercased())@placeholder.email" }

  // MARK: Fields

  /// Checks the data fields of a whole request before anything of it is stored.
  /// - Parameter createsNewFields: the request's own word, if it has one.
  /// - Returns: the requests without the fields that are filtered out; their names and those of new fields.
  /// - Throws: `Refusal` (`RequestFieldsTypesMismatched`, `UniqueFieldsLimitExceeded`).
  func admit(_ requests: [UserRequest], createsNewFields: Bool?) throws(Refusal) -> (
    requests: [UserRequest], created: [String], filtered: [String]
  ) {
    let creates = createsNewFields ?? configuration.createsNewFields
    var types = userFields
    var admitted = requests
    var created: [String] = []
    var filtered: [String] = []
    for place in admitted.indices {
      for (name, value) in admitted[place].dataFields.members where !types.knows(name) && value != .null {
        if creates {
          if !created.contains(name) { created.append(name) }
        } else if !filtered.contains(name) {
          filtered.append(name)
        }
      }
      if !filtered.isEmpty { admitted[place].dataFields.remove { filtered.contains($0) } }
      do throws(FieldTypes.Mismatch) {
        try types.learn(admitted[place].dataFields)
      } catch {
        throw refusal(error, category: "user")
      }
    }
    if types.types.count > 1000 {
      throw Refusal(
        code: "UniqueFieldsLimitExceeded",
        message: "Project \(configuration.projectID): more than 1000 unique user fields")
    }
    userFields = types
    return (admitted, created, filtered)
  }

  func refusal(_ mismatch: FieldTypes.Mismatch, category: String) -> Refusal {
    let incoming = mismatch.incoming.incomingTypes
    return Refusal(
      code: "RequestFieldsTypesMismatched",
      message: "Project \(configuration.projectID): The request does not have the same data types as the data "
        + "previously submitted. Field '\(mismatch.field)' already exists for type '\(category)' and has a data type of "
        + "'\(mismatch.expected.rawValue)' but possible types '\(incoming.joined(separator: ", "))' in the request.",
      params: .object([
        "validationErrors": .object([
          mismatch.field: .object([
            "incomingTypes": .strings(incoming), "expectedType": .string(mismatch.expected.rawValue),
            "_type": .string("UnexpectedType"), "offendingValue": mismatch.value, "category": .string(category),
          ])
        ])
      ]))
  }

  // MARK: Answers

  /// A subscriber as GET answers it: identifiers on top, `itblInternal` nested.
  func userAnswer(_ key: Int?) -> Answer {
    guard let key, let document = document(key) else { return .json([:]) }
    var user = JSONObject()
    user["email"] = document["email"]
    user["userId"] = document["userId"]
    var fields = JSONObject()
    var inner = JSONObject()
    for (name, value) in document.members {
      if name.hasPrefix("itblInternal.") {
        inner[String(name.dropFirst("itblInternal.".count))] = value
      } else {
        fields[name] = value
      }
    }
    if !inner.isEmpty { fields["itblInternal"] = .object(inner) }
    user["dataFields"] = .object(fields)
    return .json(["user": .object(user)])
  }
}
