import Hummingbird

/// Lets only those in who ask for loopback by its name: a web page that made its own name mean 127.0.0.1 does not.
struct HostMiddleware: RouterMiddleware {
  func handle(
    _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
  ) async throws -> Response {
    let host = request.head.authority ?? ""
    guard ListenAddress.isLoopback(ListenAddress.parts(of: host)?.host ?? host.withoutBrackets) else {
      throw ConsoleError(
        .forbidden, "the Host header does not name this machine's loopback",
        hint: "ask for 127.0.0.1 or localhost; a proxy sets 'Host: localhost'")
    }
    return try await next(request, context)
  }
}

extension String {
  /// Without the brackets around an IPv6 address that has no port behind it.
  fileprivate var withoutBrackets: String {
    hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self
  }
}
