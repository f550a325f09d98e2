import Foundation
import Testing

@testable import Console

@Suite struct LoopbackTests {
  @Test func `it tells that it lives and can work`() throws {
    let served = try Served()
    let health = try served.get("/healthz")
    #expect(health.status == 200 && health.text.contains(#"{"status":"ok"}"#) && health.text.contains("no-store"))
    var ready = try served.get("/readyz")
    while ready.text.contains("not looked at what is due yet") { ready = try served.get("/readyz") }
    #expect(ready.status == 200 && ready.text.contains(#"{"status":"ready","reasons":[]}"#))
  }

  @Test func `it is not ready when the store cannot be read, and says so`() throws {
    let served = try Served()
    try served.store.close()
    let ready = try served.get("/readyz")
    #expect(ready.status == 503 && ready.text.contains(#""status":"not_ready""#), "\(ready.text)")
    #expect(try served.get("/healthz").status == 200)
  }

  @Test(arguments: [
    ("127.0.0.1:1", 200), ("localhost", 200), ("[::1]:80", 200), ("LOCALHOST:9", 200), ("example.com", 403),
    ("127.0.0.1.example.com:80", 403), ("", 403), ("10.0.0.1", 403),
  ])
  func `only loopback may be asked for`(_ host: String, _ status: Int) throws {
    #expect(try Served().get("/healthz", host: host).status == status)
  }

  @Test func `what is not there or not taken is told with what is`() throws {
    let served = try Served()
    let missing = try served.get("/nothing")
    #expect(missing.status == 404 && missing.text.contains("GET /healthz"))
    let method = try served.get("/healthz", method: "DELETE")
    #expect(method.status == 405 && method.text.contains("Allow: GET"))
    // Those of the control socket alone.
    for path in ["/status", "/commands", "/requests/1"] { #expect(try served.get(path).status == 404, "\(path)") }
  }

  @Test func `what is too large or no HTTP is refused`() throws {
    let served = try Served()
    let long = String(repeating: "a", count: 20_000)
    let header = try served.exchange("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: \(long)\r\n\r\n")
    #expect(header.hasPrefix("HTTP/1.1 4") || header.isEmpty, "\(header)")
    let many = (0..<100).map { "X-\($0): a\r\n" }.joined()
    let headers = try served.exchange("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\(many)\r\n")
    #expect(headers.hasPrefix("HTTP/1.1 4") || headers.isEmpty, "\(headers)")
    let noise = try served.exchange("\u{1}\u{2} nonsense\r\n\r\n")
    #expect(noise.hasPrefix("HTTP/1.1 400") || noise.isEmpty, "\(noise)")
    #expect(try served.get("/healthz").status == 200)
  }

  @Test func `hundreds of slow clients keep nobody out, and are rid of`() throws {
    var limits = Console.Limits()
    limits.requestSeconds = 2
    let served = try Served(limits: limits)
    let slow = try (0..<500).map { _ in try served.connect() }
    defer { for descriptor in slow { close(descriptor) } }
    for descriptor in slow { send(descriptor, "GET /heal", 9, Int32(MSG_NOSIGNAL)) }
    #expect(try served.get("/healthz").status == 200)
    for descriptor in slow { #expect(Served.read(descriptor).isEmpty) }
  }

  @Test func `a client that gives its bytes one by one has no more time than others`() throws {
    var limits = Console.Limits()
    limits.connectionSeconds = 2
    let served = try Served(limits: limits)
    let descriptor = try served.connect()
    defer { close(descriptor) }
    var isOpen = true
    while isOpen {
      isOpen = send(descriptor, "G", 1, Int32(MSG_NOSIGNAL)) == 1
      usleep(50_000)
    }
    #expect(try served.get("/healthz").status == 200)
  }
}
