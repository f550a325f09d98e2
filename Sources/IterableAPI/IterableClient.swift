import Foundation
import Logging
import Records
import Synchronization

/// Iterable, as goals use it. Every call blocks the calling thread, may be made from several threads at once, waits for the
/// rate limit, retries what may pass, and throws `IterableError`. A 401 ends the client: later calls fail with the same
/// error and send nothing.
public final class IterableClient: Sendable {
  /// What went over the wire so far, for metrics.
  public struct Traffic: Sendable, Equatable {
    public var requests = 0
    public var retries = 0
  }

  public let configuration: IterableConfiguration
  let clock: any WaitingClock
  let cancellation: Cancellation
  private let baseURL: BaseURL
  private let transport = HTTPTransport()
  private let rateLimiter: RateLimiter
  private let logger: Logger
  private let warn: @Sendable (String) -> Void

  private struct State {
    var traffic = Traffic()
    /// The first 401; nothing is sent after it.
    var ended: IterableError?
    /// Whether it was told that Iterable does not answer; until it does.
    var isWaiting = false
    /// Lists made by this client, which Iterable may not know for some seconds.
    var newLists: Set<Int64> = []
  }

  private let state = Mutex(State())

  /// - Parameters:
  ///   - rateLimiter: share one between the clients of an organisation.
  ///   - cancellation: ends every call of this client.
  ///   - warn: told, on the calling thread, that Iterable does not answer and is asked again; once until it answers.
  /// - Throws: `IterableError` with code `configuration` for a base URL or key that cannot be used.
  public init(
    _ configuration: IterableConfiguration, rateLimiter: RateLimiter = RateLimiter(),
    clock: any WaitingClock = SystemClock(), cancellation: Cancellation = Cancellation(),
    warn: @escaping @Sendable (String) -> Void = { _ in }, logger: Logger = Logger(label: "millrace.iterable")
  ) throws {
    let isPlain = configuration.apiKey.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    guard !configuration.apiKey.isEmpty, isPlain else {
      throw IterableError(
        .configuration, configuration.apiKey.isEmpty ? "the API key is empty" : "the API key holds spaces or line ends",
        hint: "give the server-side key as Iterable shows it")
    }
    baseURL = try BaseURL(configuration.baseURL, isTestHost: configuration.isTestHost)
    self.configuration = configuration
    self.rateLimiter = rateLimiter
    self.clock = clock
    self.cancellation = cancellation
    self.warn = warn
    self.logger = logger
  }

  public var traffic: Traffic { state.withLock { $0.traffic } }

  /// How often the rate limits held this client, and those that share its limiter, back.
  public var rateLimitWaits: RateLimiter.Waits { rateLimiter.waits }

  // MARK: One call

  /// One call of an endpoint, ready to be tried any number of times.
  struct Call {
    var endpoint: Endpoint
    var path: [String: String] = [:]
    var query: [(String, String)] = []
    var body: [UInt8]?
    /// Every try starts again at the size that the spool has now.
    var spool: SpoolFile?
    var progress: DownloadProgress?
    /// The spool receives rows of JSON: a last line that is none was cut off, though HTTP ended well.
    var receivesRows = false
    /// Tries when the answer breaks off, times out or is 5xx; for callers who can ask for less instead.
    var triesOfBrokenAnswer: Int?
    /// Whether a second arrival of the same request would do harm; then only a 429 is tried again.
    var doesHarmTwice = false
    /// The call names a list made a moment ago.
    var isAboutNewList = false
  }

  /// Sends the call, again where that may help; gives the 2xx answer.
  func send(_ call: Call) throws -> HTTPResponse {
    var request = HTTPRequest(
      method: call.endpoint.method,
      url: try baseURL.address(call.endpoint, path: call.path, query: call.query))
    request.headers = [("Api-Key", configuration.apiKey), ("Accept", "*/*")]
    if let body = call.body {
      request.headers.append(("Content-Type", "application/json"))
      request.body = body
    }
    request.spool = call.spool
    request.progress = call.progress
    return try send(request, as: call.endpoint.rawValue, limitedAs: call.endpoint, receivesRows: call.receivesRows) {
      error, tried in
      if error.code == .unauthorized { self.state.withLock { $0.ended = error } }
      if error.breaksAnswer, let tries = call.triesOfBrokenAnswer { return tried < tries }
      if error.saysNoSuchUser { return false }
      if call.doesHarmTwice { return error.code == .rateLimited }
      return error.isRetryable || (call.isAboutNewList && error.code == .unknownList)
    }
  }

  /// Fetches a file of rows that an answer named. It lies on another host: no key, no limit of the API's.
  func fetchFile(_ url: String, as name: String, into spool: SpoolFile, progress: DownloadProgress?) throws {
    guard baseURL.allowsFile(at: url) else {
      throw IterableError(.malformed, "an export file's address is not https", endpoint: name)
    }
    var request = HTTPRequest(method: "GET", url: url)
    request.spool = spool
    request.progress = progress
    _ = try send(request, as: name, limitedAs: nil, receivesRows: true) { error, _ in error.isRetryable }
  }

  /// Asks Iterable once to end an export job, also after this client was cancelled; the answer does not matter.
  func cancelExport(_ job: String) {
    guard state.withLock({ $0.ended }) == nil,
      let url = try? baseURL.address(.cancelExport, path: ["jobId": job], query: [])
    else { return }
    var request = HTTPRequest(method: Endpoint.cancelExport.method, url: url)
    request.headers = [("Api-Key", configuration.apiKey)]
    request.connectTimeoutSeconds = 5
    request.idleTimeoutSeconds = 5
    request.certificateAuthorityFile = configuration.certificateAuthorityFile
    _ = try? transport.perform(request, cancellation: Cancellation())
  }

  private func send(
    _ request: HTTPRequest, as name: String, limitedAs endpoint: Endpoint?, receivesRows: Bool,
    mayRetry: (IterableError, _ tried: Int) -> Bool
  ) throws -> HTTPResponse {
    var request = request
    request.connectTimeoutSeconds = configuration.connectTimeoutSeconds
    request.idleTimeoutSeconds =
      request.spool == nil ? configuration.idleTimeoutSeconds : configuration.downloadIdleTimeoutSeconds
    request.offersHTTP2 = configuration.offersHTTP2
    request.certificateAuthorityFile = configuration.certificateAuthorityFile
    let start = request.spool?.size ?? 0
    var tried = 0
    while true {
      try cancellation.check()
      if endpoint != nil, let ended = state.withLock({ $0.ended }) { throw ended }
      if let endpoint {
        try rateLimiter.acquire(
          endpoint, project: configuration.apiKey, limits: configuration.rateLimits, clock: clock,
          cancellation: cancellation)
      }
      try request.spool?.rollBack(to: start)
      tried += 1
      state.withLock {
        $0.traffic.requests += 1
        $0.traffic.retries += tried > 1 ? 1 : 0
      }
      do {
        let response = try answer(to: request, as: name)
        WireMetrics.answered(endpoint, status: "\(response.status)")
        state.withLock { $0.isWaiting = false }
        if let spool = request.spool {
          try checkIsNoError(spool, from: start, as: name)
          if receivesRows { try checkLastRow(of: spool, from: start, as: name) }
        }
        return response
      } catch let error as IterableError {
        WireMetrics.answered(endpoint, status: error.httpStatus > 0 ? "\(error.httpStatus)" : error.code.rawValue)
        guard mayRetry(error, tried), let pause = pause(after: error, tried: tried, endpoint: endpoint) else {
          throw error
        }
        WireMetrics.retries(endpoint)
        logger.info("\(error); trying again in \(Int(pause.rounded(.up))) s")
        tellWaiting(after: error, tried: tried)
        try clock.wait(seconds: pause, cancellation: cancellation)
      }
    }
  }

  /// A server that is gone is waited for at length, and nobody should wonder why nothing happens meanwhile.
  private func tellWaiting(after error: IterableError, tried: Int) {
    guard error.saysNobodyAnswers,
      state.withLock({ state in
        defer { state.isWaiting = true }
        return !state.isWaiting
      })
    else { return }
    let seconds = Int(configuration.retry.longestPauseSeconds(tried: tried).rounded(.up))
    let what = error.code == .server ? "Iterable answers with an error" : "Iterable does not answer"
    warn("\(what) (\(error.message)); trying again for up to \(seconds) s")
  }

  private func pause(after error: IterableError, tried: Int, endpoint: Endpoint?) -> Double? {
    let limit = endpoint.flatMap { configuration.rateLimits[$0] }
    let pause = configuration.retry.delaySeconds(
      after: error, tried: tried, limit: limit, jitter: Double.random(in: 0..<1))
    if let pause, let endpoint, error.code == .rateLimited {
      rateLimiter.hold(
        endpoint, project: configuration.apiKey, limits: configuration.rateLimits, seconds: pause, clock: clock)
    }
    return pause
  }

  /// One try: a 2xx answer that is whole and not a page of HTML, or an error.
  private func answer(to request: HTTPRequest, as name: String) throws -> HTTPResponse {
    let response: HTTPResponse
    do {
      response = try transport.perform(request, cancellation: cancellation)
    } catch var error as IterableError {
      error.message = IterableError.withoutSecrets(error.message, secret: configuration.apiKey)
      error.endpoint = name
      throw error
    }
    guard response.isSuccess else {
      throw IterableError(response, endpoint: name, secret: configuration.apiKey, now: clock.date)
    }
    if response.header("content-type")?.hasPrefix("text/html") == true {
      throw IterableError(
        .malformed, "the answer is a web page", hint: "check the base URL, and proxies on the way",
        httpStatus: response.status, endpoint: name)
    }
    guard response.endIsMarked else {
      throw IterableError(
        .malformed, "the answer has neither a length nor chunks, so that a cut could not be noticed",
        hint: "check proxies on the way", httpStatus: response.status, endpoint: name)
    }
    return response
  }

  /// An error that comes with 200 is not a row, and the window would be taken for read.
  private func checkIsNoError(_ spool: SpoolFile, from start: Int64, as name: String) throws {
    guard let bytes = try spool.bytes(from: start, atMost: 4096),
      let value = try? bytes.withUnsafeBytes({ try JSONValue(parsing: $0) })
    else { return }
    try throwError(of: value, httpStatus: 200, endpoint: name)
  }

  private func checkLastRow(of spool: SpoolFile, from start: Int64, as name: String) throws {
    let line = try spool.unendedLine(from: start)
    guard line?.isEmpty != true else { return }
    let row = try? line?.withUnsafeBytes { try JSONValue(parsing: $0) }
    guard row?.object != nil else {
      throw IterableError(
        .incomplete, "the answer was cut off in the middle of a row, after \(spool.size - start) bytes", endpoint: name)
    }
  }

  // MARK: Small answers

  /// Sends the call and reads its JSON answer. An envelope whose code is not `Success` is an error whatever the status.
  func json(_ call: Call) throws -> JSONValue {
    let response = try send(call)
    let value = try? response.body.withUnsafeBytes { try JSONValue(parsing: $0) }
    guard let value, value.object != nil else { throw malformed(call.endpoint, "the answer is not a JSON object") }
    try throwError(of: value, httpStatus: response.status, endpoint: call.endpoint.rawValue)
    return value
  }

  /// Nothing where the value is no envelope, or one that tells of success.
  private func throwError(of value: JSONValue, httpStatus: Int, endpoint: String) throws {
    guard value["msg"] != nil, let code = value["code"]?.string, code != "Success" else { return }
    throw IterableError(
      .refused, IterableError.withoutSecrets(value["msg"]?.string ?? code, secret: configuration.apiKey),
      httpStatus: httpStatus, iterableCode: code, endpoint: endpoint)
  }

  func malformed(_ endpoint: Endpoint, _ text: String) -> IterableError {
    IterableError(.malformed, text, hint: "check the base URL, and proxies on the way", endpoint: endpoint.rawValue)
  }

  // MARK: New lists

  func remember(newList list: Int64) { state.withLock { _ = $0.newLists.insert(list) } }
  func isNew(list: Int64) -> Bool { state.withLock { $0.newLists.contains(list) } }
}

extension IterableError {
  /// The answer may have been too much for the server: asking for less can help.
  var breaksAnswer: Bool { [.incomplete, .timeout, .server].contains(code) }

  /// Nobody is there, or nobody who can help; what is tried again for it takes long.
  var saysNobodyAnswers: Bool { [.network, .timeout, .server].contains(code) }
}

extension JSONValue {
  /// The texts of an array; nothing for any other value.
  var strings: [String] { array?.compactMap(\.string) ?? [] }
}
