import Access
import Audit
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Records
import Serving

/// One operation of the API, as `openapi.json` describes it.
struct APIOperation: Sendable {
  let method: HTTPRequest.Method
  /// Below `/api/v1`, with `{name}` for what varies.
  let path: String
  let role: Role
  let handler: Site.Handler

  static func get(_ path: String, for role: Role = .viewer, _ handler: @escaping Site.Handler) -> APIOperation {
    APIOperation(method: .get, path: path, role: role, handler: handler)
  }

  static func post(_ path: String, for role: Role = .operator, _ handler: @escaping Site.Handler) -> APIOperation {
    APIOperation(method: .post, path: path, role: role, handler: handler)
  }

  static func put(_ path: String, for role: Role = .operator, _ handler: @escaping Site.Handler) -> APIOperation {
    APIOperation(method: .put, path: path, role: role, handler: handler)
  }

  static func delete(_ path: String, for role: Role = .operator, _ handler: @escaping Site.Handler) -> APIOperation {
    APIOperation(method: .delete, path: path, role: role, handler: handler)
  }
}

/// `/api/v1`: what programs may ask for, with an API token, or with the session of a browser. Answers and errors are JSON.
struct APIRouter {
  let site: Site

  static let prefix = "/api/v1"
  private static let csrf = HTTPField.Name("X-CSRF-Token")!

  func add(_ operations: [APIOperation], to router: Router<ConsoleContext>) {
    // What there is to ask for is no secret.
    let document = site.web.assets["openapi.json"]?.content ?? ""
    router.get(RouterPath(Self.prefix + "/openapi.json")) { _, _ in Response.text(document, type: "application/json") }
    for operation in operations {
      let path = operation.path.replacing(#/\{([a-z]+)\}/#) { ":\($0.1)" }
      router.on(RouterPath(Self.prefix + path), method: operation.method) { request, context in
        do {
          return try await answer(operation, request, context)
        } catch {
          let problem = ConsoleError(describing: error)
          return Response.json(problem.json, status: problem.status)
        }
      }
    }
  }

  private func answer(_ operation: APIOperation, _ request: Request, _ context: ConsoleContext) async throws
    -> Response
  {
    let visitor = try visitor(request)
    guard visitor.role >= operation.role else {
      throw ConsoleError(
        .forbidden, "this takes the role \(operation.role.rawValue), and '\(visitor.name)' is \(visitor.role.rawValue)")
    }
    let hasBody = [.post, .put].contains(operation.method)
    let body = hasBody ? try await request.optionalObject() : nil
    let visit = Visit(
      workspace: site.workspace, visitor: visitor, path: request.uri.path, parameters: context.decodedParameters,
      query: try Form(urlEncoded: request.uri.query ?? ""), form: Form(), body: body, headers: request.headers)
    return try await BlockingWork.run {
      site.response(try AuditActor.acting(as: visitor.name) { try operation.handler(visit) }, visitor)
    }
  }

  /// Throws ``ConsoleError`` `unauthorized`.
  private func visitor(_ request: Request) throws -> Visitor {
    if let header = request.headers[.authorization] {
      let parts = header.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "bearer",
        let token = try site.workspace.accounts.token(String(parts[1]))
      else { throw ConsoleError(.unauthorized, "the API token is none", hint: "'millrace token add' makes one") }
      return Visitor(name: "token:\(token.name)", role: token.role, session: nil, cookie: nil)
    }
    guard let visitor = try site.visitor(request), let session = visitor.session else {
      throw ConsoleError(
        .unauthorized, "nobody is signed in", hint: "send 'Authorization: Bearer TOKEN'; 'millrace token add' makes one"
      )
    }
    if request.method != .get, request.method != .head {
      guard session.allows(request.headers[Self.csrf] ?? "") else {
        throw ConsoleError(.forbidden, "the header X-CSRF-Token is not that of the session")
      }
    }
    return visitor
  }
}

extension Visit {
  /// How many to answer: `limit` of the query, 50 where nothing is said. Throws ``ConsoleError``.
  func limit(most: Int = 1000) throws(ConsoleError) -> Int {
    guard let text = query.text("limit") else { return 50 }
    guard let limit = Int(text), (1...most).contains(limit) else {
      throw ConsoleError(.badRequest, "'limit' is between 1 and \(most)")
    }
    return limit
  }

  /// A whole number of the query; nil where it is absent. Throws ``ConsoleError``.
  func number(inQuery name: String) throws(ConsoleError) -> Int64? {
    guard let text = query.text(name) else { return nil }
    guard let number = Int64(text), number >= 0 else { throw ConsoleError(.badRequest, "'\(name)' is a whole number") }
    return number
  }

  /// The version that a change is of, from `If-Match`. Throws ``ConsoleError`` where nothing is said.
  func expectedVersion() throws(ConsoleError) -> Int64? {
    guard let header = headers[.ifMatch] else {
      throw ConsoleError(
        .preconditionRequired, "the header If-Match is missing", hint: "send the ETag that GET answered, or '*'")
    }
    if header == "*" { return nil }
    guard let number = Int64(header.trimmingCharacters(in: CharacterSet(charactersIn: "\""))) else {
      throw ConsoleError(.outdated, "If-Match is none of this resource's ETags")
    }
    return number
  }
}

extension Request {
  /// The body as a JSON object; nil where it is empty. Throws ``ConsoleError``.
  fileprivate func optionalObject() async throws -> JSONValue? {
    let bytes = try await bytes(upTo: 3 << 20)
    guard bytes.readableBytes > 0 else { return nil }
    guard let value = bytes.readableBytesView.withUnsafeBytes({ try? JSONValue(parsing: $0) }), value.object != nil
    else {
      throw ConsoleError(.badRequest, "the request's body is not a JSON object")
    }
    return value
  }
}
