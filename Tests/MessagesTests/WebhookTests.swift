import Foundation
import TestSupport
import Testing

@testable import Messages

@Suite struct WebhookTests {
  @Test(arguments: [
    "https://hooks.example.com/millrace", "https://10.1.2.3:8443/a?key=1", "http://127.0.0.1:9000/",
    "http://localhost/x",
    "http://[::1]:80/",
  ])
  func `an address over https, or of this machine, is taken`(text: String) { #expect(WebhookAddress(text) != nil) }

  @Test(arguments: [
    "", "hooks.example.com", "http://hooks.example.com/", "http://127.0.0.1.example.com/", "ftp://127.0.0.1/",
    "https://user:secret@example.com/", "https://example.com/#part", "https://example.com/a b", "https:///path",
    "https://example.com/\r\nX-Evil: 1", "file:///etc/passwd",
  ])
  func `any other is not`(text: String) { #expect(WebhookAddress(text) == nil) }

  @Test func `what is shown of an address is not its query`() {
    #expect(WebhookAddress("https://example.com/a?token=secret").map { "\($0)" } == "https://example.com/a")
  }

  /// As the README tells receivers to check it.
  @Test func `openssl makes the same signature`() throws {
    let body = Array(#"{"event":"test","name":"Zürich"}"#.utf8)
    let value = WebhookSignature.value(of: body, secret: "s3cret", at: Date(timeIntervalSince1970: 1_767_225_600.9))
    let openssl = Process()
    openssl.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    openssl.arguments = ["dgst", "-sha256", "-hmac", "s3cret"]
    let (input, output) = (Pipe(), Pipe())
    openssl.standardInput = input
    openssl.standardOutput = output
    try openssl.run()
    input.fileHandleForWriting.write(Data("1767225600.".utf8) + Data(body))
    try input.fileHandleForWriting.close()
    let digits = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      .split(separator: " ").last.map { $0.trimmingCharacters(in: .newlines) }
    #expect(digits.map { value == "t=1767225600,v1=\($0)" } == true, "\(value)")
  }
}

/// Against a real listener.
@Suite struct WebhookDeliveryTests {
  private func send(to server: LoopbackServer, path: String = "/hook") throws {
    try Webhook(
      address: #require(WebhookAddress(server.url + path)), secret: "s3cret", event: "run_ended", delivery: "c.1.2.x",
      body: Array(#"{"event":"run_ended"}"#.utf8)
    ).send(at: Date(timeIntervalSince1970: 1_767_225_600)) { false }
  }

  private func failure(_ answer: LoopbackServer.Answer) throws -> DeliveryFailure {
    let server = LoopbackServer(answer)
    defer { server.stop() }
    return try #require(#expect(throws: DeliveryFailure.self) { try send(to: server) })
  }

  @Test func `a webhook is a POST that says what it is, and is signed`() throws {
    let server = LoopbackServer(.init(204, ""))
    defer { server.stop() }
    try send(to: server, path: "/hook?for=ops")
    let request = try #require(server.requests.first)
    #expect(request.method == "POST" && request.target == "/hook?for=ops")
    #expect(request.body == #"{"event":"run_ended"}"#)
    #expect(request.headers["content-type"] == "application/json")
    #expect(request.headers["millrace-event"] == "run_ended" && request.headers["millrace-delivery"] == "c.1.2.x")
    #expect(
      request.headers["millrace-signature"]
        == WebhookSignature.value(
          of: Array(request.body.utf8), secret: "s3cret", at: Date(timeIntervalSince1970: 1_767_225_600)))
  }

  @Test func `what a receiver answers decides about the next try`() throws {
    let gone = try failure(.init(410, ""))
    #expect(gone.reach == .never && gone.message.contains("gone"))
    let busy = try failure(.init(503, "", headers: ["Retry-After: 120"]))
    #expect(busy.reach == .later && busy.retryAfterSeconds == 120)
    #expect(try failure(.init(500, "<html>")).reach == .later)
    #expect(try failure(.init(401, "")).reach == .later)
    #expect(try failure(.init(raw: "", ending: .reset)).reach == .server)
    #expect(try failure(.init(raw: "SMTP ready\r\n")).reach == .server)
  }

  @Test func `a redirect is not followed`() throws {
    let other = LoopbackServer(.init(200, ""))
    defer { other.stop() }
    let moved = try failure(.init(302, "", headers: ["Location: \(other.url)/"]))
    #expect(moved.reach == .later && moved.message.contains("302"))
    #expect(other.requests.isEmpty)
  }

  @Test func `a receiver that answers without end has been told`() throws {
    let server = LoopbackServer(.init(raw: "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", ending: .close))
    defer { server.stop() }
    try send(to: server)
  }
}
