import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Between HTTP and the sandbox.
struct SandboxResponder: HTTPResponder {
  struct Context: RequestContext, RemoteAddressRequestContext {
    var coreContext: CoreRequestContextStorage
    let remoteAddress: SocketAddress?

    init(source: ApplicationRequestContextSource) {
      coreContext = .init(source: source)
      remoteAddress = source.channel.remoteAddress
    }
  }

  let sandbox: Sandbox

  func respond(to request: Request, context: Context) async throws -> Response {
    var incoming = Incoming(
      method: request.method.rawValue, path: request.uri.path, query: Incoming.parseQuery(request.uri.query ?? ""),
      headers: Dictionary(
        request.headers.map { ($0.name.canonicalName, $0.value) }, uniquingKeysWith: { first, _ in first }))
    if let host = request.head.authority { incoming.headers["host"] = host }
    // What is too large is read to its end, so that the client hears the refusal, but not kept.
    for try await part in request.body where incoming.body.count <= sandbox.configuration.maximumBodyBytes {
      incoming.body += part.readableBytesView
    }

    let (answer, fault) = sandbox.answer(incoming, from: context.remoteAddress?.ipAddress ?? "unknown")
    if let seconds = fault?.delaySeconds { try await Task.sleep(for: .seconds(seconds)) }
    return response(answer, fault, takesGzip: incoming.headers["accept-encoding"]?.contains("gzip") ?? false)
  }

  private func response(_ answer: Answer, _ fault: Fault?, takesGzip: Bool) -> Response {
    var headers = HTTPFields()
    for (name, value) in answer.headers { headers[HTTPField.Name(name)!] = value }
    headers[HTTPField.Name("Iterable-Request-Id")!] = UUID().uuidString.lowercased()

    // Short answers are not worth it, and a length that lies must count plain bytes.
    var compresses = takesGzip && fault?.excessContentLength == nil
    if case .bytes(let bytes) = answer.body, bytes.count < 1024 { compresses = false }
    if compresses { headers[.contentEncoding] = "gzip" }

    let delivery = Delivery(sandbox: sandbox, body: answer.body, fault: fault, compresses: compresses)
    var length: Int?
    if let excess = fault?.excessContentLength {
      length = delivery.length + excess
    } else if case .bytes = answer.body, !compresses, fault?.cutAfterBytes == nil {
      length = delivery.length
    }
    return Response(
      status: .init(code: answer.status), headers: headers,
      body: ResponseBody(contentLength: length) { writer in try await delivery.send(to: &writer) })
  }
}
