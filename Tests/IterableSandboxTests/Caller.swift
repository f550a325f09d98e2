import Foundation
import FoundationNetworking

@testable import IterableSandbox

/// A sandbox that listens, and one way to talk to it over real HTTP.
struct Caller {
  let server: SandboxServer

  init(_ change: (inout SandboxConfiguration) -> Void = { _ in }) throws {
    var configuration = SandboxConfiguration()
    configuration.subscriberCount = 200
    // However slow the machine is, no time passes but what a test advances.
    configuration.stopsClock = true
    change(&configuration)
    server = SandboxServer(configuration: configuration)
    try server.startAndWait()
  }

  struct Reply {
    let status: Int
    let text: String
    let headers: [String: String]
    /// The body as Foundation reads it: an independent parser.
    var json: [String: Any] {
      (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
    }
    var lines: [Substring] { text.split(separator: "\n") }
    var rows: [[String: Any]] {
      lines.compactMap { (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any] }
    }
    var code: String? { json["code"] as? String }
    var message: String? { json["msg"] as? String }
  }

  func get(_ path: String, key: String? = "sandbox-key") async throws -> Reply { try await send("GET", path, key: key) }
  func delete(_ path: String) async throws -> Reply { try await send("DELETE", path) }
  func post(_ path: String, _ body: String) async throws -> Reply { try await send("POST", path, Data(body.utf8)) }

  func send(
    _ method: String, _ path: String, _ body: Data? = nil, key: String? = "sandbox-key", keyHeader: String = "Api-Key"
  ) async throws -> Reply {
    let address = path.hasPrefix("http") ? path : server.baseURL.absoluteString + path
    var request = URLRequest(url: URL(string: address)!)
    request.httpMethod = method
    request.httpBody = body
    request.timeoutInterval = 60
    if let key { request.setValue(key, forHTTPHeaderField: keyHeader) }
    if body != nil { request.setValue("application/json", forHTTPHeaderField: "Content-Type") }
    let session = URLSession(configuration: .ephemeral)
    defer { session.finishTasksAndInvalidate() }
    let (data, response) = try await session.data(for: request)
    let http = response as! HTTPURLResponse
    let headers = http.allHeaderFields.map { (($0 as! String).lowercased(), $1 as! String) }
    return Reply(
      status: http.statusCode, text: String(decoding: data, as: UTF8.self),
      headers: Dictionary(headers, uniquingKeysWith: { first, _ in first }))
  }

  /// Runs curl and gives what it printed and its exit status.
  func curl(_ arguments: String) throws -> (output: String, status: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", arguments.replacing("BASE", with: "\(server.baseURL)")]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (String(decoding: output, as: UTF8.self), process.terminationStatus)
  }

  /// The e-mail of a seeded subscriber that the API can find.
  func knownEmail(_ number: Int = 0) -> String {
    let generator = SubscriberGenerator(seed: server.configuration.seed)
    var found = -1
    for index in 0..<server.configuration.subscriberCount {
      var row: [UInt8] = []
      generator.write(index: index, appendingTo: &row)
      let document = (try? JSONParser.parse(row))?.object
      guard let email = document?["email"]?.string, Identifiers.isEmail(email), email == email.lowercased() else {
        continue
      }
      found += 1
      if found == number { return email }
    }
    return ""
  }

  func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: .alphanumerics)! }
}
