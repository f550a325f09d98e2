import Foundation
import Glibc
import Synchronization
import TestSupport

/// Stands between a client and the sandbox, and does something to the requests of one phase of a run.
final class FaultProxy: Sendable {
  /// What a run is at when it happens.
  enum Phase: String, CaseIterable, Sendable {
    case lists, download, jobStart, jobPoll, jobFile, catalog, update, join, leave, event, purchase

    func contains(_ request: LoopbackServer.Request) -> Bool {
      let path = request.target.prefix { $0 != "?" }
      return switch self {
      case .lists: request.method == "GET" && path == "/api/lists"
      case .download: path == "/api/export/data.json"
      case .jobStart: path == "/api/export/start"
      case .jobPoll: path.hasPrefix("/api/export/") && path.hasSuffix("/files")
      case .jobFile: path.hasPrefix("/export-files/")
      case .catalog: path.hasPrefix("/api/catalogs/")
      case .update: path == "/api/users/bulkUpdate"
      case .join: path == "/api/lists/subscribe"
      case .leave: path == "/api/lists/unsubscribe"
      case .event: path == "/api/events/trackBulk"
      case .purchase: path == "/api/commerce/trackPurchase"
      }
    }

    /// Whether it belongs to an export, and not to an import.
    var isOfExport: Bool { [.lists, .update, .join, .leave, .event, .purchase].contains(self) }
    var isOfEvents: Bool { self == .event || self == .purchase }
    var isOfJob: Bool { [.jobStart, .jobPoll, .jobFile].contains(self) }
  }

  let phase: Phase
  let fault: AnswerFault
  private let times: Int
  private let sandboxPort: Int
  private let hitCount = Mutex(0)
  private let server = Mutex<LoopbackServer?>(nil)

  /// - Parameter times: how many requests of the phase are hit; those behind them pass.
  init(before sandboxPort: Int, _ fault: AnswerFault, in phase: Phase, times: Int) {
    (self.sandboxPort, self.fault, self.phase, self.times) = (sandboxPort, fault, phase, times)
    server.withLock { $0 = LoopbackServer { [unowned self] request, _ in answer(request) } }
  }

  deinit { stop() }

  /// Nobody listens here any more.
  func stop() { server.withLock { $0 }?.stop() }

  var url: String { server.withLock { $0!.url } }
  /// How many requests were hit.
  var hits: Int { hitCount.withLock { $0 } }
  /// How many requests of the phase came, hit or not.
  var requests: Int { server.withLock { $0!.requests.count(where: phase.contains) } }

  private func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Answer {
    let isHit =
      phase.contains(request)
      && hitCount.withLock { count in
        guard count < times else { return false }
        count += 1
        return true
      }
    guard isHit else { return (forward(request) ?? .unreachable).wire }
    if fault == .refused { stop() }
    if fault == .deliveredTwice { _ = forward(request) }
    return fault.spoil(fault.reachesSandbox ? forward(request) ?? .unreachable : .unreachable)
  }

  /// The sandbox's own answer; nil where it gave none.
  private func forward(_ request: LoopbackServer.Request) -> HTTPAnswer? {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    address.sin_port = in_port_t(sandboxPort).bigEndian
    let isConnected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else { return nil }
    var head = "\(request.method) \(request.target) HTTP/1.1\r\nConnection: close\r\n"
    for (name, value) in request.headers where name != "connection" { head += "\(name): \(value)\r\n" }
    let bytes = Array((head + "\r\n" + request.body).utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { send(socket, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return nil }
      sent += count
    }
    var answer: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(socket, &piece, piece.count, 0)
      guard count > 0 else { break }
      answer += piece[..<count]
    }
    return HTTPAnswer(answer)
  }
}
