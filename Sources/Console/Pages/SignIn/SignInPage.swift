/// Where somebody says who they are.
struct SignInPage: Page {
  static let template = "sign-in"
  let title = "Sign in"
  let section = ""
  var name = ""
  /// Where they wanted to go.
  var next = ""
  var error: String?
}

/// Where the first account is made.
struct FirstAccountPage: Page {
  static let template = "set-up"
  let title = "Set up"
  let section = ""
  var name = ""
  var minimum: Int
  var error: String?
}
