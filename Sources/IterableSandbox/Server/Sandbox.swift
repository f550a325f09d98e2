import Foundation
import NIOCore
import Synchronization

/// The project behind its lock, and the way of a request through it.
final class Sandbox: Sendable {
  let configuration: SandboxConfiguration
  private let project: Mutex<Project>

  init(_ configuration: SandboxConfiguration) {
    self.configuration = configuration
    project = Mutex(Project(configuration))
  }

  /// - Returns: the answer, and what shall be done to it on its way.
  func answer(_ request: Incoming, from address: String) -> (answer: Answer, fault: Fault?) {
    project.withLock { project in
      project.settle()
      guard let (endpoint, parameters) = Endpoint.find(request.method, request.path) else {
        project.requestCounts["\(request.method) unknown route", default: [:]][404, default: 0] += 1
        return (.unknownRoute, nil)
      }
      var request = request
      request.parameters = parameters
      let isOwn = endpoint.template.hasPrefix("/sandbox") || endpoint.template == "/"
      let fault = isOwn ? nil : project.takeFault(endpoint.name)
      var answer =
        fault?.status != nil && fault?.takesEffect == false
        ? Answer.text("") : Self.handle(request, endpoint, project, from: address)
      if let fault, let status = fault.status {
        answer = Answer(status: status, contentType: fault.contentType ?? "application/json", fault.body ?? "")
        if let seconds = fault.retryAfter { answer.headers.append(("Retry-After", seconds)) }
      }
      if !isOwn { project.requestCounts[endpoint.name, default: [:]][answer.status, default: 0] += 1 }
      return (answer, fault)
    }
  }

  private static func handle(
    _ request: Incoming, _ endpoint: Endpoint, _ project: Project, from address: String
  ) -> Answer {
    let configuration = project.configuration
    if endpoint.template.hasPrefix("/api/") {
      let key = Project.keyHeaders.lazy.compactMap { request.headers[$0] }.first
      guard let key, configuration.apiKeys.contains(key) else {
        return .refusal(
          Refusal(
            status: 401, code: "BadApiKey", message: "Invalid API key",
            params: .object(["ip": .string(address), "endpoint": .string(request.path)])))
      }
      if configuration.enforcesRateLimits, let limit = endpoint.limit,
        !project.buckets[endpoint.name, default: LeakyBucket()].admits(limit, at: project.now)
      {
        return tooMany(request, limit, configuration)
      }
    }
    if request.body.count > configuration.maximumBodyBytes {
      return .refusal(
        Refusal(
          status: 413, code: "BatchTooLarge",
          message: "[\(request.path)] Request body is larger than \(configuration.maximumBodyBytes) bytes"))
    }
    do {
      return try endpoint.handler(request, project)
    } catch let refusal as Refusal {
      return .refusal(refusal)
    } catch {
      return .refusal(Refusal(status: 500, code: "GenericError", message: "An error occurred. Please try again later."))
    }
  }

  private static func tooMany(_ request: Incoming, _ limit: RateLimit, _ configuration: SandboxConfiguration) -> Answer
  {
    var answer = Answer.refusal(
      Refusal(
        status: 429, code: "RateLimitExceeded",
        message: "Exceeded rate limit of \(limit.requests) per \(limit.period) for endpoint: \(request.path), "
          + "project: \(configuration.projectID) ",
        params: .object([:])))
    if configuration.sendsRetryAfter {
      let seconds = Int((limit.period.rawValue / limit.requests).rounded(.up))
      answer.headers.append(("Retry-After", String(seconds)))
    }
    return answer
  }

  /// The next piece of generated text, from `place` on.
  /// - Returns: the bytes, none at the end, and where to go on.
  func piece(_ rows: any RowSource, _ places: Range<Int>, size: Int = 128 * 1024) -> (
    bytes: ByteBuffer, rest: Range<Int>
  ) {
    project.withLock { project in
      var bytes = ByteBufferAllocator().buffer(capacity: size + SubscriberGenerator.longestRow)
      var place = places.lowerBound
      while place < places.upperBound, bytes.readableBytes < size {
        rows.write(place: place, of: project, into: &bytes)
        place += 1
      }
      return (bytes, place..<places.upperBound)
    }
  }
}
