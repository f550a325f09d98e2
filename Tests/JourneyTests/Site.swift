import Foundation
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// An installation in a folder of its own, beside a sandbox that runs as a process of its own.
final class Site {
  let folder: TemporaryFolder
  let sandbox: Program.Running
  let address: String
  static let key = "journey-key-1234"

  var home: String { folder.url.appendingPathComponent("home").path }

  init(subscribers: Int, _ sandboxArguments: String...) throws {
    folder = try TemporaryFolder()
    sandbox = try Program.Running(
      ["sandbox", "--port", "0", "--subscribers", String(subscribers), "--api-key", Self.key] + sandboxArguments)
    let deadline = Date(timeIntervalSinceNow: 30)
    var address: Substring?
    while address == nil, Date() < deadline, sandbox.process.isRunning {
      address = sandbox.output.firstMatch(of: #/http:\/\/127\.0\.0\.1:\d+/#)?.output
      usleep(20_000)
    }
    self.address = String(try #require(address, "the sandbox said: \(sandbox.messages)"))
  }

  /// Runs a command in this installation.
  func millrace(_ arguments: String..., key: String = Site.key) throws -> Program.Result {
    try start(arguments, key: key).wait()
  }

  func start(_ arguments: [String], key: String = Site.key) throws -> Program.Running {
    try Program.Running(
      arguments + ["--home", home], environment: ["ITERABLE_API_KEY": key], folder: folder.url)
  }

  /// Runs a command that prints JSON.
  func json(_ arguments: String...) throws -> Any {
    let result = try start(arguments + ["--output", "json"]).wait()
    try #require(result.signal == nil, "\(arguments): \(result.messages)")
    return try JSONSerialization.jsonObject(with: Data(result.output.utf8), options: .fragmentsAllowed)
  }

  /// Writes a file beside the installation and answers its path.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    let url = folder.url.appendingPathComponent(name)
    try text.write(to: url, atomically: true, encoding: .utf8)
    return url.path
  }

  /// Asks the sandbox itself, which needs no key under `/sandbox`.
  func ask(_ path: String, post body: String? = nil, key: Bool = false) throws -> Data {
    var request = URLRequest(url: URL(string: address + path)!)
    if let body {
      request.httpMethod = "POST"
      request.httpBody = Data(body.utf8)
      request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    }
    if key { request.setValue(Self.key, forHTTPHeaderField: "Api-Key") }
    let done = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var answer: Swift.Result<Data, any Error> = .failure(CancellationError())
    URLSession.shared.dataTask(with: request) { data, _, error in
      answer = data.map { .success($0) } ?? .failure(error ?? CancellationError())
      done.signal()
    }.resume()
    done.wait()
    return try answer.get()
  }
}
