import Foundation
import Synchronization
import TestSupport
import Testing

@testable import IterableAPI

@Suite struct TransportTests {
  static let okay = LoopbackServer.Answer(#"{"lists":[]}"#)

  @Test("connections are kept and used again")
  func keepAlive() throws {
    let server = LoopbackServer(Self.okay)
    defer { server.stop() }
    let client = try client(server)
    for _ in 0..<5 { _ = try client.lists() }
    #expect(server.connectionCount == 1)
    #expect(server.requests.allSatisfy { $0.headers["api-key"] == secretKey })
  }

  @Test("that nobody answers is told at once, once until somebody does")
  func waiting() throws {
    let failure = LoopbackServer.Answer(503, "{}")
    let server = LoopbackServer(failure, failure, Self.okay, failure, Self.okay)
    defer { server.stop() }
    let told = Mutex<[String]>([])
    var configuration = IterableConfiguration(baseURL: server.url, apiKey: secretKey)
    configuration.retry = RetryPolicy(tries: 4, firstDelaySeconds: 0.01)
    let client = try IterableClient(configuration, warn: { text in told.withLock { $0.append(text) } })
    for _ in 1...2 { _ = try client.lists() }
    let expected = "Iterable answers with an error (the server failed); trying again for up to 1 s"
    #expect(told.withLock { $0 } == [expected, expected])
    #expect(RetryPolicy().longestPauseSeconds(tried: 1) == 15)
    #expect(RetryPolicy().longestPauseSeconds(tried: 5) == 0)
  }

  @Test("a gzip'ed answer is unpacked, and gzip is asked for")
  func gzip() throws {
    let body = try gzipped(#"{"lists":[{"id":7,"name":"Nieuws"}]}"#)
    let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n"
    let server = LoopbackServer(LoopbackServer.Answer(bytes: Array(head.utf8) + body))
    defer { server.stop() }
    #expect(try client(server).lists().map(\.name) == ["Nieuws"])
    #expect(server.requests[0].headers["accept-encoding"] == "gzip")
  }

  @Test("gzip that stops before its end mark is cut off, however well the chunks end", arguments: [1, 8, 400])
  func cutGzip(missing: Int) throws {
    let lists = (0..<2_000).map { #"{"id":\#($0),"name":"list \#($0 &* 2_654_435_761 % 1_000_003)"}"# }
    let whole = try gzipped(#"{"lists":[\#(lists.joined(separator: ","))]}"#)
    func answer(_ body: [UInt8]) -> LoopbackServer.Answer {
      let head =
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n\(String(body.count, radix: 16))\r\n"
      return LoopbackServer.Answer(bytes: Array(head.utf8) + body + Array("\r\n0\r\n\r\n".utf8))
    }
    let server = LoopbackServer(answer(Array(whole.dropLast(missing))), answer(whole + (try gzipped(" "))))
    defer { server.stop() }
    let client = try client(server) { $0.retry.tries = 1 }
    #expect(iterableError { _ = try client.lists() }.code == .incomplete)
    #expect(try client.lists().count == 2_000, "two streams in one answer")
  }

  @Test("headers without end are not collected")
  func headers() throws {
    let server = LoopbackServer(
      LoopbackServer.Answer(200, "{}", headers: (0..<600).map { "X-\($0): x" }))
    defer { server.stop() }
    let client = try client(server)
    #expect(iterableError { _ = try client.lists() }.code == .malformed)
    #expect(server.requests.count == 1)
  }

  @Test("damaged gzip, and packing that was not asked for")
  func damagedGzip() throws {
    func answer(_ packing: String, _ body: [UInt8]) -> LoopbackServer.Answer {
      let head = "HTTP/1.1 200 OK\r\nContent-Encoding: \(packing)\r\nContent-Length: \(body.count)\r\n\r\n"
      return LoopbackServer.Answer(bytes: Array(head.utf8) + body)
    }
    var damaged = try gzipped(#"{"lists":[]}"#)
    damaged[damaged.count - 6] ^= 0xff
    let server = LoopbackServer(answer("gzip", damaged), answer("br", [1, 2, 3]))
    defer { server.stop() }
    let client = try client(server) { $0.retry.tries = 1 }
    #expect(iterableError { _ = try client.lists() }.code == .incomplete)
    #expect(iterableError { _ = try client.lists() }.code == .malformed)
  }

  @Test("a download that stops moving is given up")
  func stall() throws {
    let server = LoopbackServer(
      LoopbackServer.Answer(raw: "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"li", ending: .keep))
    defer { server.stop() }
    let client = try client(server) {
      $0.retry.tries = 1
      $0.idleTimeoutSeconds = 1
    }
    #expect(iterableError { _ = try client.lists() }.code == .timeout)
  }

  /// Each is noticed, retried, and named `incomplete` (or `network` when nothing arrived) in the end.
  @Test(
    "a cut-off body is an error",
    arguments: [
      ("shorter than Content-Length", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"lists\":[]}", "incomplete"),
      ("no last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{\"lists\":[]}\r\n", "incomplete"),
      ("half a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{\"lists\"", "incomplete"),
      (
        "a malformed chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{\"lists\":[]}\r\nzz\r\n",
        "incomplete"
      ),
      ("half a header", "HTTP/1.1 200 OK\r\nContent-Le", "incomplete"),
      ("nothing", "", "network"),
    ])
  func cutOff(name: String, bytes: String, code: String) throws {
    let server = LoopbackServer(LoopbackServer.Answer(raw: bytes))
    defer { server.stop() }
    let clock = ManualClock()
    let client = try client(server, clock: clock) { $0.retry.tries = 3 }
    let error = iterableError { _ = try client.lists() }
    #expect(error.code.rawValue == code, "\(error)")
    #expect(error.isRetryable)
    #expect(clock.waits.count == 2)
  }

  @Test("a reset in the middle passes when the next try is whole")
  func reset() throws {
    let cut = LoopbackServer.Answer(
      raw: "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"li", ending: .reset)
    let server = LoopbackServer(cut, Self.okay)
    defer { server.stop() }
    let client = try client(server)
    #expect(try client.lists().isEmpty)
    #expect(client.traffic == IterableClient.Traffic(requests: 2, retries: 1))
  }

  @Test("an answer that only the connection's close ends could be cut, and is not believed")
  func unmarkedEnd() throws {
    let server = LoopbackServer(LoopbackServer.Answer(raw: "HTTP/1.1 200 OK\r\n\r\n15"))
    defer { server.stop() }
    let client = try client(server)
    #expect(iterableError { _ = try client.listSize(1) }.code == .malformed)
  }

  @Test("something that is not HTTP is refused without a retry")
  func notHTTP() throws {
    let server = LoopbackServer(LoopbackServer.Answer(raw: "220 mail.example.com ESMTP\r\n"))
    defer { server.stop() }
    let client = try client(server)
    let error = iterableError { _ = try client.lists() }
    #expect(!error.isRetryable, "\(error)")
  }

  @Test("nobody listens")
  func refusedConnection() throws {
    let server = LoopbackServer(Self.okay)
    server.stop()
    let client = try client(server) { $0.retry.tries = 2 }
    let error = iterableError { _ = try client.lists() }
    #expect([IterableError.Code.network, .timeout].contains(error.code), "\(error)")
  }

  @Test("several requests are in flight at once, and cancel ends them all")
  func cancel() async throws {
    let server = LoopbackServer(.silence)
    defer { server.stop() }
    let cancellation = Cancellation()
    let client = try client(server, cancellation: cancellation)
    let codes = CollectedCodes()
    let threads = (0..<4).map { _ in
      Thread { codes.add(iterableError { _ = try client.lists() }.code) }
    }
    for thread in threads { thread.start() }
    while server.requests.count < 4 { try await Task.sleep(nanoseconds: 1_000_000) }
    cancellation.cancel()
    while codes.all.count < 4 { try await Task.sleep(nanoseconds: 1_000_000) }
    #expect(codes.all.allSatisfy { $0 == .cancelled })
    #expect(iterableError { _ = try client.lists() }.code == .cancelled)
    #expect(server.requests.count == 4)
  }

  @Test("cancel wakes a wait for the next try")
  func cancelWait() async throws {
    let server = LoopbackServer(LoopbackServer.Answer(503, "busy", type: "text/plain"))
    defer { server.stop() }
    let cancellation = Cancellation()
    var configuration = IterableConfiguration(baseURL: server.url, apiKey: secretKey)
    configuration.retry.firstDelaySeconds = 3_600
    configuration.retry.longestDelaySeconds = 3_600
    let client = try IterableClient(configuration, cancellation: cancellation)
    let codes = CollectedCodes()
    Thread { codes.add(iterableError { _ = try client.lists() }.code) }.start()
    while server.requests.isEmpty { try await Task.sleep(nanoseconds: 1_000_000) }
    try await Task.sleep(nanoseconds: 20_000_000)
    cancellation.cancel()
    while codes.all.isEmpty { try await Task.sleep(nanoseconds: 1_000_000) }
    #expect(codes.all == [.cancelled])
  }

  @Test("a redirect is not followed, so that the key stays with its host")
  func redirect() throws {
    let foreign = LoopbackServer(Self.okay)
    let server = LoopbackServer(
      LoopbackServer.Answer(302, "", headers: ["Location: http://localhost:\(foreign.port)/api/lists"]))
    defer {
      server.stop()
      foreign.stop()
    }
    let client = try client(server)
    #expect(iterableError { _ = try client.lists() }.code == .redirected)
    #expect(foreign.requests.isEmpty)
  }

  @Test(
    "base URLs that the key may not be sent to",
    arguments: [
      "http://api.iterable.com", "ftp://127.0.0.1", "https://user:pass@api.iterable.com", "api.iterable.com", "",
      "https://api.iterable.com/?x=1", "http://127.evil.com", "http://localhost.evil.com",
    ])
  func baseURL(text: String) throws {
    let error = iterableError { _ = try IterableClient(IterableConfiguration(baseURL: text, apiKey: secretKey)) }
    #expect(error.code == .configuration)
    #expect(!error.description.contains("pass"))
  }

  @Test("a key that would break the header is refused and not shown", arguments: ["", "abc\r\nX: y", "a b"])
  func keys(key: String) throws {
    let error = iterableError {
      _ = try IterableClient(IterableConfiguration(dataCenter: .us, apiKey: key))
    }
    #expect(error.code == .configuration)
    #expect(key.isEmpty || !error.description.contains(key))
  }

  @Test("a configuration does not show its key, however it is printed")
  func printedConfiguration() {
    let configuration = IterableConfiguration(dataCenter: .eu, apiKey: secretKey)
    var dumped = ""
    dump(configuration, to: &dumped)
    for text in ["\(configuration)", String(reflecting: configuration), "\([configuration])", dumped] {
      #expect(!text.contains(secretKey))
    }
  }

  @Test("a large download passes through in pieces, gzip'ed or not, to the last byte", arguments: [false, true])
  func large(isPacked: Bool) throws {
    let rows = (0..<200_000).map { #"{"row":\#($0),"x":"\#($0 &* 2_654_435_761 % 1_000_003)"}"# }
    let text = rows.joined(separator: "\n") + "\n"
    let body = isPacked ? try gzipped(text) : Array(text.utf8)
    let head = "HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n" + (isPacked ? "Content-Encoding: gzip\r\n" : "")
    let server = LoopbackServer(LoopbackServer.Answer(bytes: Array((head + "\r\n").utf8) + body))
    defer { server.stop() }
    let place = try SpoolPlace()
    let result = try client(server).export(.user, window: window(seconds: 60), to: place.url)
    #expect(result.bytes == Int64(text.utf8.count))
    #expect(place.text == text)
  }

  @Test("https: an unknown certificate is refused, a trusted one is not; the wrong host is")
  func certificates() throws {
    let server = try TLSServer()
    defer { server.stop() }
    func lists(_ host: String, trusting file: String?) throws -> [IterableList] {
      var configuration = IterableConfiguration(baseURL: "https://\(host):\(server.port)", apiKey: secretKey)
      configuration.retry.tries = 1
      configuration.certificateAuthorityFile = file
      return try IterableClient(configuration).lists()
    }
    #expect(try lists("127.0.0.1", trusting: server.certificate).map(\.id) == [7])
    let unknown = iterableError { _ = try lists("127.0.0.1", trusting: nil) }
    #expect(unknown.code == .tls && !unknown.isRetryable, "\(unknown)")
    #expect(iterableError { _ = try lists("localhost", trusting: server.certificate) }.code == .tls)
  }

  @Test(
    "HTTP/2 is spoken where it is offered, unless it is switched off",
    .enabled(if: HTTP2Server.isInstalled, "nginx is not installed"), arguments: [true, false])
  func http2(isWanted: Bool) throws {
    let server = try HTTP2Server()
    defer { server.stop() }
    var configuration = IterableConfiguration(baseURL: "https://127.0.0.1:\(server.port)", apiKey: secretKey)
    configuration.certificateAuthorityFile = server.certificate
    configuration.offersHTTP2 = isWanted
    let client = try IterableClient(configuration)
    for _ in 0..<20 {
      #expect(try client.lists().map(\.name) == [isWanted ? "HTTP/2.0" : "HTTP/1.1"])
    }
  }

  @Test("https is verified: a server that speaks no TLS gets no key")
  func plainBehindTLS() throws {
    let server = LoopbackServer(Self.okay)
    defer { server.stop() }
    var configuration = IterableConfiguration(baseURL: "https://127.0.0.1:\(server.port)", apiKey: secretKey)
    configuration.retry.tries = 1
    configuration.idleTimeoutSeconds = 2
    configuration.connectTimeoutSeconds = 2
    let client = try IterableClient(configuration)
    let error = iterableError { _ = try client.lists() }
    #expect([IterableError.Code.network, .tls, .timeout].contains(error.code), "\(error)")
    #expect(server.requests.isEmpty)
  }
}

private final class CollectedCodes: @unchecked Sendable {
  // @unchecked: under `lock`.
  private let lock = NSLock()
  private var codes: [IterableError.Code] = []
  var all: [IterableError.Code] { lock.withLock { codes } }
  func add(_ code: IterableError.Code) { lock.withLock { codes.append(code) } }
}

/// Packed by the system's gzip.
private func gzipped(_ text: String) throws -> [UInt8] {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["gzip", "-c"]
  let (input, output) = (Pipe(), Pipe())
  process.standardInput = input
  process.standardOutput = output
  try process.run()
  Thread {  // beside the reading, or both pipes fill up
    input.fileHandleForWriting.write(Data(text.utf8))
    try? input.fileHandleForWriting.close()
  }.start()
  let packed = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return Array(packed)
}
