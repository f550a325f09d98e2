/// One subscriber of an update, a list subscription or a purchase.
struct UserRequest {
  var email: String?
  var userID: String?
  var dataFields: JSONObject
  var mergesNestedObjects: Bool
  var prefersUserID: Bool

  init(_ body: BodyReader) {
    email = body.string("email").flatMap { $0.isEmpty ? nil : $0 }
    userID = body.string("userId").flatMap { $0.isEmpty ? nil : $0 }
    dataFields = body.object("dataFields") ?? [:]
    mergesNestedObjects = body.bool("mergeNestedObjects") ?? false
    prefersUserID = body.bool("preferUserId") ?? false
  }

  /// The e-mail as Iterable stores it.
  var storedEmail: String? { email?.lowercased() }
  var identifier: String { email ?? userID ?? "" }
}

/// Why one subscriber of a request was not taken: the list of `failedUpdates` that its identifier goes to.
enum UserFailure: Error {
  case invalidEmail(String)
  case invalidUserID(String)
  case notFoundEmail(String)
  case notFoundUserID(String)
  case conflictEmail(String)
  case conflictUserID(String)
  case forgottenEmail(String)
  case forgottenUserID(String)

  var list: String {
    switch self {
    case .invalidEmail: "invalidEmails"
    case .invalidUserID: "invalidUserIds"
    case .notFoundEmail: "notFoundEmails"
    case .notFoundUserID: "notFoundUserIds"
    case .conflictEmail: "conflictEmails"
    case .conflictUserID: "conflictUserIds"
    case .forgottenEmail: "forgottenEmails"
    case .forgottenUserID: "forgottenUserIds"
    }
  }

  var identifier: String {
    switch self {
    case .invalidEmail(let text), .invalidUserID(let text), .notFoundEmail(let text), .notFoundUserID(let text),
      .conflictEmail(let text), .conflictUserID(let text), .forgottenEmail(let text), .forgottenUserID(let text):
      text
    }
  }

  /// The refusal of a request for this one subscriber.
  var refusal: Refusal {
    switch self {
    case .invalidEmail(let email): .invalidEmail(email)
    case .invalidUserID(let userID): Refusal(code: "InvalidUserIdError", message: "Invalid userId: \(userID)")
    case .notFoundEmail(let email):
      Refusal(code: "UnknownEmailError", message: "No user exists with email \(email)")
    case .notFoundUserID(let userID):
      Refusal(code: "UnknownUserIdError", message: "No user exists with userId \(userID)")
    case .conflictEmail(let email):
      Refusal(status: 409, code: "EmailAlreadyExists", message: "Email \(email) belongs to another user")
    case .conflictUserID(let userID):
      Refusal(status: 409, code: "UserIdAlreadyExists", message: "UserId \(userID) belongs to another user")
    case .forgottenEmail(let text), .forgottenUserID(let text): .forgotten(text)
    }
  }
}
