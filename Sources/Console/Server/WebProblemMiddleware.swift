import Hummingbird

/// Makes an answer of every error that no handler did: a page for browsers, JSON for whoever asks below `/api` or for figures.
struct WebProblemMiddleware: RouterMiddleware {
  let site: Site
  let json: ProblemMiddleware

  init(site: Site, routes: [String]) {
    self.site = site
    json = ProblemMiddleware(routes: routes)
  }

  func handle(
    _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
  ) async throws -> Response {
    guard request.headers[.accept]?.contains("text/html") == true, !request.uri.path.hasPrefix("/api/") else {
      return try await json.handle(request, context: context, next: next)
    }
    do {
      return try await next(request, context)
    } catch {
      let problem =
        (error as? HTTPError)?.status == .notFound
        ? ConsoleError(.notFound, "there is no such page") : ConsoleError(describing: error)
      return site.response(.page(ProblemPage(problem), status: problem.status), try? site.visitor(request))
    }
  }
}
