import Connections
import Foundation
import IterableAPI
import IterableSandbox
import PluginHost
import Profiles
import Records
import SQLiteStore
import Synchronization
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A sandbox, a store and folders of a test's own.
final class Site {
  let folder: URL
  let sandbox: SandboxServer
  let store: SQLiteStore
  private let catalogue: PluginCatalogue
  /// How far the clocks of runs, of the store and of the sandbox were put forward.
  private let clockAdvance = ClockAdvance()
  /// Rows of one request.
  var bulkRowLimit = 1000

  init(subscribers: Int = 0, configure: (inout SandboxConfiguration) -> Void = { _ in }) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "connections-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var configuration = SandboxConfiguration()
    configuration.subscriberCount = subscribers
    configure(&configuration)
    sandbox = SandboxServer(configuration: configuration)
    try sandbox.startAndWait()
    store = try SQLiteStore(path: folder.appending(path: "millrace.db").path()) { [clockAdvance] in
      Timestamp(Date(timeIntervalSinceNow: clockAdvance.seconds))
    }
    catalogue = PluginCatalogue(
      folders: [try TestPlugins.folder.get()], cacheFolder: folder.appending(path: "cache"), worker: try .find())
    try store.write {
      try $0.putProperty(Property(name: "email", type: .email, isIdentifier: true))
      try $0.putSegment(Segment(id: "everybody", name: "Everybody", condition: .property("email", .exists)))
    }
  }

  deinit {
    sandbox.stopAndWait()
    try? FileManager.default.removeItem(at: folder)
  }

  func installation(store: (any ProfileStore)? = nil, key: String = "sandbox-key") -> Installation {
    let (advance, rows) = (clockAdvance, bulkRowLimit)
    return Installation(
      store: store ?? self.store, catalogue: catalogue, worker: try! .find(),
      spoolFolder: folder.appending(path: "spool"), environment: ["KEY": key],
      now: { Date(timeIntervalSinceNow: advance.seconds) },
      adjustClient: {
        $0.rateLimits = .unlimited
        $0.retry = RetryPolicy(tries: 3, rateLimitTries: 3, firstDelaySeconds: 0.01, longestDelaySeconds: 0.05)
        $0.exportPollSeconds = 0.01...0.05
        $0.bulkRowLimit = rows
      })
  }

  func client() throws -> IterableClient {
    var configuration = IterableConfiguration(baseURL: address, apiKey: "sandbox-key")
    configuration.rateLimits = .unlimited
    return try IterableClient(configuration)
  }

  var address: String { sandbox.baseURL.absoluteString.trimmingCharacters(in: ["/"]) }

  /// Makes or changes users at Iterable; each is an object with `email`, everything else are data fields.
  func putUsers(_ users: [JSONValue]) throws {
    let payloads = users.map { user in
      let email = user["email"]!.string!
      let json: JSONValue = ["email": .string(email), "dataFields": user]
      return UserPayload(identifier: .email(email), json: Array(json.text.utf8))
    }
    let outcome = try client().bulkUpdate(payloads)
    try #require(outcome.delivered == users.count, "\(outcome)")
  }

  /// Puts the clocks of the sandbox and of later runs forward.
  func wait(seconds: TimeInterval) throws {
    clockAdvance.add(seconds)
    try post(#"{"advance_seconds": \#(seconds)}"#, to: "clock")
  }

  /// Makes the next answers of an endpoint failures.
  func fail(_ endpoint: String, times: Int, status: Int) throws {
    try post(#"{"endpoint": "\#(endpoint)", "times": \#(times), "status": \#(status), "body": "{}"}"#, to: "faults")
  }

  /// Makes or replaces items of the sandbox's catalog `stores`: a JSON object of them by id.
  func putItems(_ items: String) throws {
    try ask("POST", "/api/catalogs/stores/items", #"{"documents": \#(items)}"#)
  }

  func clearFaults() throws { try ask("DELETE", "/sandbox/faults") }

  private func post(_ body: String, to path: String) throws { try ask("POST", "/sandbox/" + path, body) }

  private func ask(_ method: String, _ path: String, _ body: String? = nil) throws {
    var request = URLRequest(url: URL(string: address + path)!)
    request.httpMethod = method
    request.setValue("sandbox-key", forHTTPHeaderField: "Api-Key")
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.httpBody = body.map { Data($0.utf8) }
    let done = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var status = 0
    URLSession.shared.dataTask(with: request) { _, response, _ in
      status = (response as? HTTPURLResponse)?.statusCode ?? 0
      done.signal()
    }.resume()
    done.wait()
    try #require((200..<300).contains(status), "the sandbox answered \(status)")
  }

  /// A connection to the sandbox; `goals` are the items of its list.
  func connection(_ goals: String, _ more: String = "") throws -> Connection {
    let text = """
      connection: test
      iterable: { base_url: "\(address)", api_key: "${env:KEY}" }
      \(more)
      goals:
      \(goals)
      """
    let file = ConnectionFile(parsing: text, name: "test.yaml")
    return try #require(file.connection, "\(file.diagnostics)")
  }

  func run(_ connection: Connection, _ options: RunOptions = RunOptions()) throws -> Run {
    try Runner(installation()).run(connection, options)
  }

  /// Every profile's document, sorted.
  func documents() throws -> [String] {
    try store.read { reader in
      var documents: [String] = []
      _ = try reader.profiles(after: .first, limit: .max) {
        documents.append(String(decoding: $0.document, as: UTF8.self))
      }
      return documents.sorted()
    }
  }

  func rejects() throws -> [Reject] { try store.read { try $0.rejects(RejectFilter(), limit: 1000) } }

  /// What Iterable has of a user.
  func user(_ email: String) throws -> JSONValue? {
    try client().user(.email(email)).map(\.dataFields)
  }

  /// What was asked of the sandbox so far, such as `POST /api/lists/subscribe`.
  func requestedEndpoints() throws -> [String] {
    let answer = try Data(contentsOf: URL(string: address + "/sandbox/requests")!)
    let counts = try JSONSerialization.jsonObject(with: answer) as? [String: Any]
    return (counts ?? [:]).keys.sorted()
  }

  /// Who is on a list.
  func members(of list: Int64) throws -> [String] {
    let file = folder.appending(path: "members")
    _ = try client().subscribers(ofList: list, to: file)
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init).sorted()
  }
}

/// Seconds by which clocks are ahead.
private final class ClockAdvance: Sendable {
  private let value = Mutex<TimeInterval>(0)

  var seconds: TimeInterval { value.withLock { $0 } }
  func add(_ seconds: TimeInterval) { value.withLock { $0 += seconds } }
}

extension Run {
  func counters(_ goal: String) -> Counters { goals.first { $0.goal == goal }!.counters }
}
