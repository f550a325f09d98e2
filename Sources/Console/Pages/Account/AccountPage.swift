import Access

/// One's own account.
struct AccountPage: Page {
  static let template = "account"
  let title = "Your account"
  let section = "/account"
  let minimum = Accounts.passwordLength.lowerBound
  var problems: [FormProblem] = []
  var hasProblems: Bool

  init(problems: [FormProblem] = []) {
    self.problems = problems
    hasProblems = !problems.isEmpty
  }
}

/// Who may sign in, and which programs may use the API.
struct UsersPage: Page {
  static let template = "users"
  let title = "Users and tokens"
  let section = "/settings"

  struct User: Sendable {
    var name: String
    var roles: [Choice]
    var created: Moment
    var isSelf: Bool
  }

  struct Token: Sendable {
    var name: String
    var role: String
    var created: Moment
    var expires: Moment?
  }

  let users: [User]
  let tokens: [Token]
  let hasTokens: Bool
  let roles = Role.allCases.map { Choice(value: $0.rawValue, label: $0.rawValue, isChosen: false) }
  let minimum = Accounts.passwordLength.lowerBound
  /// A token that was made by this request; it is not shown again.
  let secret: String?
  let problems: [FormProblem]
  let hasProblems: Bool

  init(_ visit: Visit, secret: String? = nil, problems: [FormProblem] = []) throws {
    let now = visit.workspace.now
    users = try visit.workspace.accounts.users().map { user in
      User(
        name: user.name,
        roles: Role.allCases.map { .init(value: $0.rawValue, label: $0.rawValue, isChosen: $0 == user.role) },
        created: Moment(user.created, now: now), isSelf: user.name == visit.visitor.name)
    }
    tokens = try visit.workspace.accounts.tokens().map {
      Token(
        name: $0.name, role: $0.role.rawValue, created: Moment($0.created, now: now),
        expires: $0.expires.map { Moment($0, now: now) })
    }
    hasTokens = !tokens.isEmpty
    self.secret = secret
    self.problems = problems
    hasProblems = !problems.isEmpty
  }
}
