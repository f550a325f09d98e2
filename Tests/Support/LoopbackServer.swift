import Foundation
import Glibc

/// A scriptable HTTP server on loopback: says exactly the bytes it is told, so that answers can be as broken as the wild's.
public final class LoopbackServer: @unchecked Sendable {
  // @unchecked: everything mutable is under `lock`.
  public struct Request: Sendable {
    public var method: String
    /// Path and query as they came.
    public var target: String
    /// Names in lower case.
    public var headers: [String: String]
    public var body: String
    /// Counts connections, so that reuse can be seen.
    public var connection: Int
  }

  public struct Answer: Sendable {
    public enum Ending: Sendable { case keep, close, reset }
    /// Written as they are; empty means that the connection just ends.
    public var bytes: [UInt8]
    public var ending = Ending.keep
    /// Says no more behind the bytes, and keeps the connection; ended by the server's stop.
    public var holdsBack = false
    /// The bytes go out in so many pieces, with pauses between them.
    public var drip: (pieces: Int, pauseSeconds: Double)?

    public init(bytes: [UInt8], ending: Ending = .keep) {
      self.bytes = bytes
      self.ending = ending
    }

    public init(raw text: String, ending: Ending = .close) { self.init(bytes: Array(text.utf8), ending: ending) }

    public init(
      _ status: Int, _ body: String, type: String = "application/json", headers: [String] = []
    ) {
      let lines =
        ["HTTP/1.1 \(status) Reason", "Content-Type: \(type)", "Content-Length: \(body.utf8.count)"] + headers
      self.init(bytes: Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8))
    }

    public init(_ body: String) { self.init(200, body) }

    public static func chunked(_ chunks: [String], ends: Bool = true) -> Answer {
      var text = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
      for chunk in chunks { text += String(chunk.utf8.count, radix: 16) + "\r\n" + chunk + "\r\n" }
      return Answer(raw: text + (ends ? "0\r\n\r\n" : ""), ending: ends ? .keep : .close)
    }

    public static let success = Answer(#"{"msg":"","code":"Success","params":null}"#)
    public static let silence: Answer = {
      var answer = Answer(bytes: [])
      answer.holdsBack = true
      return answer
    }()
  }

  public let port: Int
  private let listener: Int32
  private let lock = NSLock()
  private let script: @Sendable (Request, Int) -> Answer
  private var seen: [Request] = []
  private var open: Set<Int32> = []
  private var connections = 0
  private var stopped = false

  /// - Parameter script: the answer to a request and its number from 0; called on the connection's thread.
  public init(_ script: @escaping @Sendable (Request, Int) -> Answer) {
    self.script = script
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, 4)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let (fd, size) = (listener, length)
    let bound = withUnsafeMutableBytes(of: &address) { bytes in
      let pointer = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
      return bind(fd, pointer, size) == 0 && listen(fd, 64) == 0 && getsockname(fd, pointer, &length) == 0
    }
    precondition(bound, "no loopback port")
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread { [self] in accept() }.start()
  }

  /// The answers in order; the last one again for whatever follows.
  public convenience init(_ answers: Answer...) {
    self.init { _, number in answers[min(number, answers.count - 1)] }
  }

  public var url: String { "http://127.0.0.1:\(port)" }
  public var requests: [Request] { lock.withLock { seen } }
  public var connectionCount: Int { lock.withLock { connections } }

  public func stop() {
    // Under the lock, and once: a descriptor that is closed may be somebody else's at once.
    lock.withLock {
      guard !stopped else { return }
      stopped = true
      shutdown(listener, Int32(SHUT_RDWR))
      for socket in open { shutdown(socket, Int32(SHUT_RDWR)) }
    }
  }

  private func accept() {
    while true {
      let socket = Glibc.accept(listener, nil, nil)
      guard socket >= 0 else { break }
      let number = lock.withLock {
        connections += 1
        open.insert(socket)
        return connections
      }
      Thread { [self] in
        serve(socket, number)
        _ = lock.withLock { open.remove(socket) }
        close(socket)
      }.start()
    }
    close(listener)
  }

  private func serve(_ socket: Int32, _ connection: Int) {
    var one: Int32 = 1
    setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
    var input: [UInt8] = []
    while let request = read(socket, &input, connection) {
      let number = lock.withLock {
        seen.append(request)
        return seen.count - 1
      }
      let answer = script(request, number)
      var sent = 0
      let piece = max(answer.bytes.count / (answer.drip?.pieces ?? 1), 1)
      while sent < answer.bytes.count {
        let count = answer.bytes.withUnsafeBytes {
          send(socket, $0.baseAddress! + sent, min($0.count - sent, piece), Int32(MSG_NOSIGNAL))
        }
        if count <= 0 { return }
        sent += count
        if let drip = answer.drip { usleep(UInt32(drip.pauseSeconds * 1_000_000)) }
      }
      if answer.holdsBack {  // until the other side goes, or the server stops
        var byte: UInt8 = 0
        _ = recv(socket, &byte, 1, 0)
        return
      }
      if answer.ending == .reset {
        var hard = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &hard, socklen_t(MemoryLayout<linger>.size))
      }
      if answer.ending != .keep { return }
    }
  }

  private func read(_ socket: Int32, _ input: inout [UInt8], _ connection: Int) -> Request? {
    let end = Array("\r\n\r\n".utf8)
    var chunk = [UInt8](repeating: 0, count: 65_536)
    func more() -> Bool {
      let count = recv(socket, &chunk, chunk.count, 0)
      if count > 0 { input += chunk[..<count] }
      return count > 0
    }
    var headEnd: Int?
    while headEnd == nil {
      headEnd = input.firstRange(of: end)?.upperBound
      let isTLS = input.first == 0x16
      if isTLS || headEnd == nil && !more() { return nil }
    }
    let lines = String(decoding: input[..<headEnd!], as: UTF8.self).components(separatedBy: "\r\n")
    let first = lines[0].split(separator: " ").map(String.init)
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    while input.count < headEnd! + length { if !more() { return nil } }
    let body = String(decoding: input[headEnd!..<headEnd! + length], as: UTF8.self)
    input.removeSubrange(..<(headEnd! + length))
    return Request(method: first[0], target: first[1], headers: headers, body: body, connection: connection)
  }
}
