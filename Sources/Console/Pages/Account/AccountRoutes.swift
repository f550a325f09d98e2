import Access
import Foundation

/// `/account` and, for admins, `/settings/users`.
struct AccountRoutes {
  let sessions: Sessions

  func add(to pages: SiteRouter) {
    pages.page("/account") { _ in .page(AccountPage()) }
    pages.action("/account", .viewer, setPassword)
    pages.page("/settings/users", .admin) { .page(try UsersPage($0)) }
    pages.action("/settings/users", .admin, changeUsers)
  }

  private func setPassword(_ visit: Visit) throws -> Answer {
    let (form, accounts, name) = (visit.form, visit.workspace.accounts, visit.visitor.name)
    guard try accounts.user(name, password: form["old"] ?? "") != nil else {
      return .page(
        AccountPage(problems: [FormProblem(field: "old", message: "This is not your password.")]), status: .badRequest)
    }
    guard form["new"] == form["again"] else {
      return .page(
        AccountPage(problems: [FormProblem(field: "again", message: "The two new passwords differ.")]),
        status: .badRequest)
    }
    do {
      try accounts.setPassword(of: name, to: form["new"] ?? "")
    } catch let error as AccessError where error.code == .invalid {
      return .page(
        AccountPage(problems: [FormProblem(field: "new", message: error.description.sentence)]), status: .badRequest)
    }
    sessions.endAll(of: name, but: visit.visitor.cookie)
    return .redirect("/account", notice: .done("You have another password; your other sessions are over."))
  }

  private func changeUsers(_ visit: Visit) throws -> Answer {
    let (form, accounts) = (visit.form, visit.workspace.accounts)
    let name = form.text("name") ?? ""
    func role() throws -> Role {
      guard let role = form.text("role").flatMap(Role.init) else {
        throw ConsoleError(.badRequest, "there is no such role")
      }
      return role
    }
    do {
      let done: String
      switch form["action"] {
      case "add_user":
        try accounts.addUser(name, role: role(), password: form["password"] ?? "")
        done = "'\(name)' may sign in."
      case "set_role":
        try accounts.setRole(of: name, to: role())
        done = "'\(name)' is \(try role().rawValue) now."
      case "set_password":
        try accounts.setPassword(of: name, to: form["password"] ?? "")
        sessions.endAll(of: name)
        done = "'\(name)' has another password; their sessions are over."
      case "remove_user":
        try accounts.removeUser(name)
        sessions.endAll(of: name)
        done = "'\(name)' may not sign in any more."
      case "add_token":
        let days = form.text("days").flatMap { Double($0) }
        let secret = try accounts.addToken(
          name, role: role(), expires: days.map { visit.workspace.now.addingTimeInterval($0 * 86_400) })
        return .page(try UsersPage(visit, secret: secret))
      case "remove_token":
        try accounts.removeToken(name)
        done = "The token '\(name)' is refused from now on."
      default: throw ConsoleError(.badRequest, "there is no such action")
      }
      return .redirect("/settings/users", notice: .done(done))
    } catch let error as AccessError where error.code != .file {
      return .page(
        try UsersPage(visit, problems: [FormProblem(message: error.description.sentence)]),
        status: ConsoleError(describing: error).status)
    }
  }
}
