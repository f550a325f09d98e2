import Access
import Audit
import Connections
import Foundation
import IterableAPI
import PluginHost
import Profiles
import Records
import SQLiteStore
import Testing

@testable import Console

/// A service without connections and its console, in a folder of a test's own, on real sockets.
final class Served {
  let home: URL
  let store: SQLiteStore
  let service: Service
  let console: Console
  let accounts: Accounts
  let workspace: Workspace
  let metrics = PrometheusMetrics()
  private(set) var port: UInt16 = 0
  private let cancellation = Cancellation()
  private let stopped = DispatchSemaphore(value: 0)

  init(
    below folder: String = "", limits: Console.Limits = Console.Limits(), now: Date? = nil,
    environment: [String: String] = [:],
    perform: @escaping @Sendable (CommandSession) -> Int32 = { _ in 0 }
  ) throws {
    home = FileManager.default.temporaryDirectory.appending(path: "console-\(UUID().uuidString)" + folder)
    let plugins = home.appending(path: "plugins")
    try FileManager.default.createDirectory(at: plugins, withIntermediateDirectories: true)
    store = try SQLiteStore(
      path: home.appending(path: "millrace.db").path(), now: { now.map { Timestamp($0) } ?? .now() })
    let installation = Installation(
      store: store, catalogue: PluginCatalogue(folders: [plugins], cacheFolder: home, worker: try .find()),
      worker: try .find(), spoolFolder: home.appending(path: "spool"), logFolder: home.appending(path: "logs"),
      environment: environment, now: { now ?? Date() },
      adjustClient: {
        $0.rateLimits = .unlimited
        $0.retry = RetryPolicy(tries: 2, rateLimitTries: 2, firstDelaySeconds: 0.01, longestDelaySeconds: 0.05)
        $0.exportPollSeconds = 0.01...0.05
      })
    service = Service(Runner(installation), connections: home.appending(path: "connections")) { _ in }
    let audit = AuditLog(url: home.appending(path: "audit.jsonl"))
    accounts = Accounts(url: home.appending(path: "accounts.json"), audit: audit)
    workspace = Workspace(
      service: service, installation: installation,
      library: ConnectionLibrary(
        folder: home.appending(path: "connections"), store: store, catalogue: installation.catalogue, audit: audit,
        spoolFolder: installation.spoolFolder),
      accounts: accounts, home: home, version: "1.2.3")
    var setup = Console.Setup(workspace: workspace, metrics: metrics, perform: perform)
    setup.limits = limits
    console = try Console(setup)
    try console.openControl()
    let address = try console.openWeb(try ListenAddress("127.0.0.1:0"))
    port = UInt16(address.split(separator: ":").last!)!
    let (service, cancellation, stopped) = (service, cancellation, stopped)
    Thread.detachNewThread {
      try? service.serve(until: cancellation)
      stopped.signal()
    }
  }

  deinit {
    cancellation.cancel()
    stopped.wait()
    console.stop()
    try? FileManager.default.removeItem(at: home)
  }

  var client: ControlClient { ControlClient(socket: Console.socket(in: home)) }

  /// A connection to loopback. The caller closes it.
  func connect() throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(result == 0, "cannot connect: \(String(cString: strerror(errno)))")
    return descriptor
  }

  /// Everything that comes until the other side closes, a minute at most.
  static func read(_ descriptor: Int32) -> String {
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var bytes: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = recv(descriptor, &room, room.count, 0), count > 0 { bytes += room[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Sends text as it is on a new connection and answers what came back.
  func exchange(_ text: String) throws -> String {
    let descriptor = try connect()
    defer { close(descriptor) }
    send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL))
    return Self.read(descriptor)
  }

  func get(_ path: String, host: String = "127.0.0.1", method: String = "GET") throws -> (status: Int, text: String) {
    let answer = try exchange("\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
    let status = try #require(answer.split(separator: " ").dropFirst().first.flatMap { Int($0) }, "\(answer)")
    return (status, answer)
  }
}
