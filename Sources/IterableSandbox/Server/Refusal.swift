/// An answer that says no, in Iterable's envelope.
struct Refusal: Error {
  var status = 400
  var code: String
  var message: String
  var params: JSON = .null

  static func badParams(_ message: String, _ params: JSON = .null) -> Refusal {
    Refusal(code: "BadParams", message: message, params: params)
  }

  static func badJSON(_ path: String, _ params: JSON) -> Refusal {
    Refusal(code: "BadJsonBody", message: "[\(path)] Invalid JSON body", params: params)
  }

  static func invalidEmail(_ email: String) -> Refusal {
    Refusal(code: "InvalidEmailAddressError", message: "Invalid email: \(email)")
  }

  static func forgotten(_ identifier: String) -> Refusal {
    Refusal(status: 409, code: "ForgottenUserError", message: "User \(identifier) has been forgotten")
  }
}
