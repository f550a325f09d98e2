import Foundation
import GRDB
import IterableSandbox
import Synchronization
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A folder with an installation in it, which can be put back to what it was, beside a sandbox that can be, too.
final class Place {
  let folder: URL
  let sandbox: SandboxServer
  let victim: Victim
  private let template: URL

  /// What may fill up or break: the home, and what is written beside it.
  let disk: URL
  var home: URL { disk.appending(path: "home", directoryHint: .notDirectory) }
  var database: URL { home.appending(path: "millrace.db") }
  var address: String { sandbox.baseURL.absoluteString }

  init(subscribers: Int, clean: Bool = false) throws {
    folder = FileManager.default.temporaryDirectory.appending(
      path: "torture-\(UUID().uuidString)", directoryHint: .notDirectory)
    disk = folder.appending(path: "disk", directoryHint: .notDirectory)
    let records = folder.appending(path: "records", directoryHint: .notDirectory)
    for folder in [disk, records] {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
    template = folder.appending(path: "template", directoryHint: .notDirectory)
    var configuration = SandboxConfiguration()
    configuration.subscriberCount = subscribers
    configuration.clean = clean
    sandbox = SandboxServer(configuration: configuration)
    try sandbox.startAndWait()
    victim = Victim(disk: disk, records: records)
  }

  deinit {
    sandbox.stopAndWait()
    try? FileManager.default.removeItem(at: folder)
  }

  /// Runs a command that must do what it should.
  @discardableResult
  func millrace(_ arguments: String...) throws -> String { try millrace(arguments) }

  @discardableResult
  func millrace(_ arguments: [String]) throws -> String {
    let ending = try victim.run(arguments + ["--home", home.path])
    try #require(ending.isDone, "millrace \(arguments): \(ending)")
    return ending.text
  }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    let file = folder.appending(path: name)
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file.path
  }

  // MARK: Going back

  /// Keeps everything as it is now, for `reset`.
  func mark() throws {
    try FileManager.default.copyItem(at: disk, to: template)
    _ = try ask("/sandbox/mark", post: true)
  }

  func reset() throws {
    try FileManager.default.removeItem(at: disk)
    try FileManager.default.copyItem(at: template, to: disk)
    _ = try ask("/sandbox/reset", post: true)
  }

  /// Puts the files onto a disk of their own for as long as `body` takes.
  func onSmallDisk<Result>(_ body: (SmallDisk) throws -> Result) throws -> Result {
    let small = try SmallDisk(over: disk)
    defer { small.unmount() }
    for name in try FileManager.default.contentsOfDirectory(atPath: template.path) {
      try FileManager.default.copyItem(at: template.appending(path: name), to: disk.appending(path: name))
    }
    return try body(small)
  }

  // MARK: Looking

  func ask(_ path: String, post: Bool = false) throws -> String {
    var request = URLRequest(url: URL(string: address + path)!)
    if post { request.httpMethod = "POST" }
    request.setValue("sandbox-key", forHTTPHeaderField: "Api-Key")
    let done = DispatchSemaphore(value: 0)
    let answer = Mutex((status: 0, text: ""))
    URLSession.shared.dataTask(with: request) { data, response, error in
      let text = data.map { String(decoding: $0, as: UTF8.self) } ?? "\(String(describing: error))"
      answer.withLock { $0 = ((response as? HTTPURLResponse)?.statusCode ?? 0, text) }
      done.signal()
    }.resume()
    done.wait()
    let (status, text) = answer.withLock { $0 }
    try #require(status == 200, "\(path): \(text)")
    return text
  }

  /// What lies in the home's spool folder, and files that were not finished. The mark of a run that is over says nothing: the
  /// next run removes it.
  func leftovers() -> [String] {
    let files = FileManager.default.enumerator(atPath: disk.path)?.compactMap { $0 as? String } ?? []
    return files.filter {
      ($0.hasPrefix("home/spool/") && !$0.hasSuffix(".running")) || $0.hasSuffix(".unfinished") || $0.hasSuffix(".part")
    }.map { "left over: \($0)" }
  }
}
