import Foundation
import FoundationNetworking
import IterableAPI
import IterableSandbox
import Logging
import Synchronization
import Testing

/// A client and the sandbox that it talks to over loopback. The sandbox is asked what really happened; the client's
/// word counts for nothing.
final class Meeting {
  let server: SandboxServer
  let client: IterableClient
  let clock: SandboxClock
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("millrace-\(UUID().uuidString)")

  init(
    sandbox changeSandbox: (inout SandboxConfiguration) -> Void = { _ in },
    client changeClient: (inout IterableConfiguration) -> Void = { _ in }
  ) throws {
    var sandbox = SandboxConfiguration()
    sandbox.subscriberCount = 60
    changeSandbox(&sandbox)
    server = SandboxServer(configuration: sandbox)
    try server.startAndWait()
    clock = SandboxClock(server.baseURL, isStopped: sandbox.stopsClock)
    var configuration = IterableConfiguration(baseURL: server.baseURL.absoluteString, apiKey: sandbox.apiKeys[0])
    configuration.rateLimits = .unlimited
    changeClient(&configuration)
    client = try IterableClient(
      configuration, clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  // MARK: What should come

  /// The rows of all seeded subscribers, as their generator writes them.
  var seededRows: [String] {
    let sandbox = server.configuration
    let generator = SubscriberGenerator(
      seed: sandbox.seed, projectType: sandbox.projectType, clean: sandbox.clean)
    return (0..<sandbox.subscriberCount).map { index in
      var row: [UInt8] = []
      generator.write(index: index, appendingTo: &row)
      return String(decoding: row.dropLast(), as: UTF8.self)
    }
  }

  /// The same as Foundation reads them.
  var seededSubscribers: [[String: Any]] { seededRows.map(object) }

  // MARK: What came

  var spool: URL { folder.appendingPathComponent("spool.ndjson") }
  var spooledLines: [String] {
    guard let text = try? String(contentsOf: spool, encoding: .utf8), text.last == "\n" else { return [] }
    return text.split(separator: "\n").map(String.init)
  }
  /// Names of all files beside the spool, it among them.
  var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] }

  // MARK: What the sandbox knows

  func user(_ identifier: Identifier) -> [String: Any]? {
    let (name, value) =
      switch identifier {
      case .email(let email): ("email", email)
      case .userID(let userID): ("userId", userID)
      }
    let encoded = value.addingPercentEncoding(withAllowedCharacters: .alphanumerics)!
    let reply = server.baseURL.ask("/sandbox/user?\(name)=\(encoded)")
    return reply.status == 200 ? object(reply.text) : nil
  }

  func members(ofList list: Int64) -> [String] {
    server.baseURL.ask("/sandbox/lists/\(list)").text.split(separator: "\n").map(String.init)
  }

  /// How many subscribers were created, events tracked and so on.
  func count(_ what: String) -> Int? { object(server.baseURL.ask("/sandbox/counts").text)[what] as? Int }

  /// How often each status was answered.
  func answers(_ endpoint: Endpoint) -> [Int: Int] { allAnswers[endpoint.rawValue] ?? [:] }

  var allAnswers: [String: [Int: Int]] {
    object(server.baseURL.ask("/sandbox/requests").text).mapValues { statuses in
      let counts = statuses as? [String: Int] ?? [:]
      return Dictionary(uniqueKeysWithValues: counts.map { (Int($0.key)!, $0.value) })
    }
  }

  func add(_ fault: Fault) throws {
    let body = String(decoding: try JSONEncoder().encode(fault), as: UTF8.self)
    #expect(server.baseURL.ask("/sandbox/faults", post: body).status == 200)
  }

  /// Posts to the API itself, for what the client has no call for.
  func post(_ path: String, _ body: String) {
    let reply = server.baseURL.ask(path, post: body, key: server.configuration.apiKeys[0])
    #expect((200..<300).contains(reply.status), "\(reply.text)")
  }
}

/// The sandbox's time. When the client waits, it is put forward; else it passes as ever, or not at all.
final class SandboxClock: WaitingClock {
  private let sandbox: URL
  private let isStopped: Bool
  private let skippedSeconds = Mutex(0.0)

  init(_ sandbox: URL, isStopped: Bool) {
    self.sandbox = sandbox
    self.isStopped = isStopped
  }

  var monotonicSeconds: Double {
    (isStopped ? 0 : ProcessInfo.processInfo.systemUptime) + skippedSeconds.withLock { $0 }
  }
  var date: Date { Date(timeIntervalSinceNow: skippedSeconds.withLock { $0 }) }

  func wait(seconds: Double, cancellation: Cancellation) throws {
    try cancellation.check()
    #expect(sandbox.ask("/sandbox/clock", post: #"{"advance_seconds": \#(seconds)}"#).status == 200)
    skippedSeconds.withLock { $0 += seconds }
  }
}

extension URL {
  /// One request to the sandbox that the client has no part in.
  fileprivate func ask(_ path: String, post body: String? = nil, key: String? = nil) -> (status: Int, text: String) {
    var request = URLRequest(url: URL(string: absoluteString + path)!)
    if let body {
      request.httpMethod = "POST"
      request.httpBody = Data(body.utf8)
    }
    if let key { request.setValue(key, forHTTPHeaderField: "Api-Key") }
    let answered = DispatchSemaphore(value: 0)
    let answer = Mutex((status: 0, text: ""))
    URLSession.shared.dataTask(with: request) { data, response, error in
      let text = data.map { String(decoding: $0, as: UTF8.self) } ?? "\(String(describing: error))"
      answer.withLock { $0 = ((response as? HTTPURLResponse)?.statusCode ?? 0, text) }
      answered.signal()
    }.resume()
    answered.wait()
    return answer.withLock { $0 }
  }
}

/// A JSON object as Foundation reads it: neither the client's parser nor the sandbox's.
func object(_ text: String) -> [String: Any] {
  (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
}

/// The error that `body` throws; a failed expectation when it throws none.
@discardableResult
func iterableError(_ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation) -> IterableError? {
  #expect(throws: IterableError.self, sourceLocation: sourceLocation, performing: body)
}

extension ExportWindow {
  /// All that seeded subscribers and the tests themselves may have made.
  static let everything = ExportWindow.all(until: Date(timeIntervalSinceNow: 1_000_000))
}
