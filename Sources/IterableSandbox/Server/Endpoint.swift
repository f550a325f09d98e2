/// One route: where it is, how often it may be called, and what answers.
struct Endpoint: Sendable {
  typealias Handler = @Sendable (Incoming, Project) throws -> Answer

  let method: String
  /// The path as the contract writes it: `/api/lists/{listId}/size`.
  let template: String
  let limit: RateLimit?
  let handler: Handler
  private let segments: [Substring]

  init(_ method: String, _ template: String, _ limit: RateLimit? = nil, _ handler: @escaping Handler) {
    self.method = method
    self.template = template
    self.limit = limit
    self.handler = handler
    segments = template.split(separator: "/")
  }

  var name: String { "\(method) \(template)" }

  static let all: [Endpoint] =
    listEndpoints + userEndpoints + subscriptionEndpoints + eventEndpoints + commerceEndpoints + exportEndpoints
    + catalogEndpoints + sandboxEndpoints

  /// The endpoint of a request and its path's parameters; a literal part goes before a parameter.
  static func find(_ method: String, _ path: String) -> (endpoint: Endpoint, parameters: [String: String])? {
    let parts = path.split(separator: "/")
    var best: (endpoint: Endpoint, parameters: [String: String])?
    for endpoint in all where endpoint.method == method && endpoint.segments.count == parts.count {
      var parameters: [String: String] = [:]
      let fits = zip(endpoint.segments, parts).allSatisfy { segment, part in
        guard segment.hasPrefix("{") else { return segment == part }
        parameters[String(segment.dropFirst().dropLast())] = Incoming.decode(part, plusIsSpace: false)
        return true
      }
      if fits, parameters.count < best?.parameters.count ?? .max { best = (endpoint, parameters) }
    }
    return best
  }
}
