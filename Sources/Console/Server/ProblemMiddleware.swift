import Connections
import Hummingbird
import Profiles
import Records

/// Makes an answer of every error: JSON with a code, a message and what to do.
struct ProblemMiddleware: RouterMiddleware {
  /// What there is to ask for, as `GET /healthz`.
  let routes: [String]

  func handle(
    _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch {
      let problem = problem(error, request)
      var response = Response.json(problem.json, status: problem.status)
      if problem.code == .methodNotAllowed {
        response.headers[.allow] = methods(of: request.uri.path).joined(separator: ", ")
      }
      return response
    }
  }

  private func problem(_ error: any Error, _ request: Request) -> ConsoleError {
    if let error = error as? HTTPError, error.status == .notFound {
      let methods = methods(of: request.uri.path)
      if !methods.isEmpty {
        return ConsoleError(
          .methodNotAllowed, "\(request.uri.path) does not take \(request.method.rawValue)",
          hint: "it takes \(methods.joined(separator: " and "))")
      }
      return ConsoleError(
        .notFound, "there is nothing at this path", hint: "there are " + routes.joined(separator: ", "))
    }
    return ConsoleError(describing: error)
  }

  /// Which methods the path takes.
  private func methods(of path: String) -> [String] {
    let parts = path.split(separator: "/")
    return routes.compactMap { route in
      let words = route.split(separator: " ")
      let pattern = words[1].split(separator: "/")
      let fits = pattern.count == parts.count && zip(pattern, parts).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
      return fits ? String(words[0]) : nil
    }
  }
}

extension Response {
  /// JSON on one line, for nobody to keep.
  static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
    .text(value.text + "\n", type: "application/json", status: status)
  }

  static func text(_ text: String, type: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(status: status, headers: .console(type: type), body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
