import Access
import Foundation
import Hummingbird
import Serving

/// `/sign-in`, `/sign-out` and, while there is nobody, `/set-up`: the only pages for whoever is not signed in.
struct SignInRoutes {
  let site: Site
  let code: SetUpCode

  func add(to pages: SiteRouter) {
    let router = pages.router
    router.get("sign-in") { [self] request, _ in
      if try site.workspace.accounts.users().isEmpty { return site.response(.redirect("/set-up"), nil) }
      let query = try Form(urlEncoded: request.uri.query ?? "")
      return site.response(.page(SignInPage(next: Self.own(query["next"]))), nil)
    }
    router.post("sign-in") { request, context in try await signIn(request, context) }
    router.get("set-up") { _, _ in
      guard try site.workspace.accounts.users().isEmpty else { return site.response(.redirect("/sign-in"), nil) }
      return site.response(.page(FirstAccountPage(minimum: Accounts.passwordLength.lowerBound)), nil)
    }
    router.post("set-up") { request, context in try await setUp(request, context) }
    pages.action("/sign-out", .viewer) { [sessions = site.sessions] visit in
      visit.visitor.cookie.map(sessions.end)
      return .redirect("/sign-in")
    }
  }

  private func signIn(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await site.form(request)
    let (name, password) = (form.text("name") ?? "", form["password"] ?? "")
    var page = SignInPage(name: name, next: Self.own(form["next"]))
    let address = context.channel.remoteAddress?.ipAddress ?? ""
    do {
      try site.limits.check(name, from: address)
      let accounts = site.workspace.accounts
      guard let user = try await BlockingWork.run({ try accounts.user(name, password: password) }) else {
        site.limits.failed(name, from: address)
        page.error = "There is no user with this name and password."
        return site.response(.page(page, status: .unauthorized), nil)
      }
      site.limits.succeeded(name)
      return enter(user.name, page.next)
    } catch let error as AccessError {
      let problem = ConsoleError(describing: error)
      page.error = error.description.sentence
      return site.response(.page(page, status: problem.status), nil)
    }
  }

  private func setUp(_ request: Request, _ context: ConsoleContext) async throws -> Response {
    let form = try await site.form(request)
    var page = FirstAccountPage(name: form.text("name") ?? "", minimum: Accounts.passwordLength.lowerBound)
    let address = context.channel.remoteAddress?.ipAddress ?? ""
    do {
      try site.limits.check("", from: address)
      guard code.matches(form["code"] ?? "") else {
        site.limits.failed("", from: address)
        throw ConsoleError(
          .forbidden, "this is not the code that 'millrace serve' wrote when it started",
          hint: "look where it runs; or make a user with 'millrace user add NAME --role admin'")
      }
      guard form["password"] == form["again"] else {
        throw ConsoleError(.badRequest, "the two passwords differ", hint: "enter the same twice")
      }
      let accounts = site.workspace.accounts
      let (name, password) = (page.name, form["password"] ?? "")
      try await BlockingWork.run { try accounts.addFirstUser(name, password: password) }
      return enter(name, "/connections")
    } catch {
      let problem = ConsoleError(describing: error)
      page.error = problem.description.sentence
      return site.response(.page(page, status: problem.status), nil)
    }
  }

  /// A session that nobody had before.
  private func enter(_ user: String, _ next: String) -> Response {
    var response = site.response(.redirect(next.isEmpty ? "/connections" : next), nil)
    response.headers[.setCookie] = site.cookie.set(site.sessions.begin(user).cookie)
    return response
  }

  /// A path of this console; anything else leads elsewhere.
  private static func own(_ next: String?) -> String {
    guard let next, next.hasPrefix("/"), !next.hasPrefix("//"), !next.contains("\\"),
      next.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7f })
    else { return "" }
    return next
  }
}
