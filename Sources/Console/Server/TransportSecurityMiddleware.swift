import Hummingbird

/// Tells browsers to come over TLS alone.
struct TransportSecurityMiddleware: RouterMiddleware {
  func handle(
    _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    response.headers[.strictTransportSecurity] = "max-age=31536000"
    return response
  }
}
