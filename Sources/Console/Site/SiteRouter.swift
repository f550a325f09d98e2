import Access
import Hummingbird

/// Where pages and what their forms do are told to the server. Every route says which role it takes.
struct SiteRouter {
  let site: Site
  let router: Router<ConsoleContext>

  /// A page that everybody who signed in may see.
  func page(_ path: String, _ handler: @escaping Site.Handler) { page(path, .viewer, handler) }

  /// What a form does that takes an operator.
  func action(_ path: String, _ handler: @escaping Site.Handler) { action(path, .operator, handler) }

  /// A page.
  func page(_ path: String, _ role: Role, _ handler: @escaping Site.Handler) {
    router.get(RouterPath(path)) { [site] request, context in
      guard let visitor = try site.visitor(request) else { return try site.signIn(request) }
      return try await site.answer(request, context, visitor, role, form: Form(), handler)
    }
  }

  /// What a form on a page does. It is taken only with the token of the session that the page was made for.
  func action(_ path: String, _ role: Role, _ handler: @escaping Site.Handler) {
    router.post(RouterPath(path)) { [site] request, context in
      guard let visitor = try site.visitor(request) else { return try site.signIn(request) }
      let form = try await site.form(request)
      guard let session = visitor.session, session.allows(form["csrf"] ?? "") else {
        let problem = ConsoleError(
          .forbidden, "the form is not of this session", hint: "go back, reload the page and send it again")
        return site.response(.page(ProblemPage(problem), status: .forbidden), visitor)
      }
      return try await site.answer(request, context, visitor, role, form: form, handler)
    }
  }
}
