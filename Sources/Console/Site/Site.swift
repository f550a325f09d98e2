import Access
import Audit
import Connections
import Foundation
import Hummingbird
import Mustache
import NIOCore
import Profiles
import Records
import Serving

/// The web console: how a request becomes a visit, and what a handler answers a response.
///
/// A handler runs on a thread that may block; what it changes is audited as the visitor's.
struct Site: Sendable {
  typealias Handler = @Sendable (Visit) throws -> Answer

  let workspace: Workspace
  let web: WebFolder
  let sessions: Sessions
  let limits: SignInLimits
  let notices = Notices()
  let cookie: SessionCookie

  /// A form is no larger: a connection file is 1 MB at most.
  private static let formLimit = 3 << 20

  /// The form in the request's body.
  func form(_ request: Request) async throws -> Form {
    guard request.headers[.contentType]?.hasPrefix("application/x-www-form-urlencoded") == true else {
      throw ConsoleError(.badRequest, "the request is no form")
    }
    let bytes = try await request.bytes(upTo: Self.formLimit)
    return try Form(urlEncoded: String(buffer: bytes))
  }

  /// Nil where nobody is signed in.
  func visitor(_ request: Request) throws -> Visitor? {
    guard let value = cookie.read(request.headers), let session = sessions.session(value),
      let user = try workspace.accounts.user(session.user)
    else { return nil }
    return Visitor(name: user.name, role: user.role, session: session, cookie: value)
  }

  // MARK: Answers

  func answer(
    _ request: Request, _ context: ConsoleContext, _ visitor: Visitor, _ role: Role, form: Form,
    _ handler: @escaping Handler
  ) async throws -> Response {
    do {
      let visit = Visit(
        workspace: workspace, visitor: visitor, path: request.uri.path, parameters: context.decodedParameters,
        query: try Form(urlEncoded: request.uri.query ?? ""), form: form, headers: request.headers)
      try visit.require(role)
      return try await BlockingWork.run {
        response(try AuditActor.acting(as: visitor.name) { try handler(visit) }, visitor)
      }
    } catch {
      let problem = ConsoleError(describing: error)
      return response(.page(ProblemPage(problem), status: problem.status), visitor)
    }
  }

  /// Any thread. Rendering a large page takes some milliseconds.
  func response(_ answer: Answer, _ visitor: Visitor?) -> Response {
    switch answer {
    case .page(let page, let status):
      let frame = Frame(
        page, visitor, notice: visitor?.cookie.flatMap(notices.take), version: workspace.version,
        assets: web.assetPath)
      let tree = PageTree.make(Rendering(frame: frame, page: page))
      let html = web.templates.render(tree, withTemplate: type(of: page).template)
      return .text(html ?? "", type: "text/html; charset=utf-8", status: html == nil ? .internalServerError : status)
    case .redirect(let path, let notice):
      if let notice, let cookie = visitor?.cookie { notices.leave(notice, for: cookie) }
      var headers = HTTPFields.console(type: "text/plain; charset=utf-8")
      headers[.location] = path
      return Response(status: .seeOther, headers: headers)
    case .download(let text, let name, let type):
      var response = Response.text(text, type: type)
      response.headers[.contentDisposition] = "attachment; filename=\"\(name.filter { $0 != "\"" && $0 != "\\" })\""
      return response
    case .json(let json, let status, let fields):
      var response = Response.json(json, status: status)
      response.headers.append(contentsOf: fields)
      return response
    case .stream(let type, let stream):
      return Response(
        status: .ok, headers: .console(type: type),
        body: ResponseBody { writer in
          for await buffer in stream { try await writer.write(buffer) }
          try await writer.finish(nil)
        })
    }
  }

  /// Where to sign in, and what to show then.
  func signIn(_ request: Request) throws -> Response {
    let isFirst = try workspace.accounts.users().isEmpty
    let next = request.method == .get ? "?next=\(Form.encoded(request.uri.string))" : ""
    return response(.redirect(isFirst ? "/set-up" : "/sign-in\(next)"), nil)
  }

  private struct Rendering {
    var frame: Frame
    var page: any Page
  }
}

/// What a page is shown in the place of, when something went wrong.
struct ProblemPage: Page {
  static let template = "problem"
  var title: String
  let section = ""
  var message: String
  var hint: String?

  init(_ problem: ConsoleError) {
    title =
      switch problem.code {
      case .notFound: "Not found"
      case .forbidden: "Not allowed"
      default: "This did not work"
      }
    message = problem.message.sentence
    hint = problem.hint?.sentence
  }
}

extension String {
  /// With a capital letter at its beginning and a full stop at its end.
  var sentence: String {
    guard let first else { return self }
    let text = first.uppercased() + dropFirst()
    return text.last.map { ".!?:".contains($0) } == true ? text : text + "."
  }
}

extension ConsoleContext {
  var decodedParameters: [String: String] {
    var decoded: [String: String] = [:]
    for (name, value) in parameters { decoded[String(name)] = String(value).removingPercentEncoding ?? String(value) }
    return decoded
  }
}
