import HTTPTypes
import Hummingbird

/// Refuses what another site's page sends: browsers say where a request comes from. A form's token says the same once more.
struct OriginMiddleware: RouterMiddleware {
  private static let site = HTTPField.Name("Sec-Fetch-Site")!

  func handle(
    _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
  ) async throws -> Response {
    if request.method != .get, request.method != .head, isForeign(request) {
      throw ConsoleError(.forbidden, "the request comes from another site's page")
    }
    return try await next(request, context)
  }

  private func isForeign(_ request: Request) -> Bool {
    if let site = request.headers[Self.site] { return site != "same-origin" && site != "none" }
    guard let origin = request.headers[.origin] else { return false }
    return origin.split(separator: "/").last.map(String.init) != request.head.authority
  }
}
