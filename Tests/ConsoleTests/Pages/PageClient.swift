import Access
import Foundation
import Testing

@testable import Console

/// A browser without a screen: one user who is signed in, over real HTTP.
final class PageClient {
  struct Answer {
    var status: Int
    var headers: [String: String]
    var body: String

    /// Where it leads to.
    var location: String? { headers["location"] }
  }

  let served: Served
  private(set) var cookie = ""

  /// Nobody, or whoever has this cookie.
  init(_ served: Served, cookie: String = "") {
    self.served = served
    self.cookie = cookie
  }

  /// Makes a user of this role and signs in: with a session of the console's own, since passwords take their time.
  init(_ served: Served, as role: Role, name: String? = nil) throws {
    self.served = served
    let name = name ?? role.rawValue
    if try served.accounts.user(name) == nil { try served.accounts.addTestUser(name, role: role) }
    cookie = "millrace_session=" + served.console.testSession(for: name)
  }

  /// The token that stands in this session's forms.
  func csrf() throws -> String {
    let page = try get("/connections").body
    return try #require(page.firstMatch(of: #/name="csrf" value="([^"]+)"/#).map { String($0.1) })
  }

  func get(_ path: String, headers: [String: String] = [:]) throws -> Answer {
    try send("GET", path, headers: ["Accept": "text/html"].merging(headers) { $1 }, body: "")
  }

  /// Sends a form, with the session's token.
  func post(_ path: String, _ fields: KeyValuePairs<String, String>, csrf: String? = nil) throws -> Answer {
    try post(path, fields.map { Form.Field(name: $0.key, value: $0.value) }, csrf: csrf)
  }

  func post(_ path: String, _ fields: [Form.Field], csrf: String? = nil) throws -> Answer {
    let form = Form([Form.Field(name: "csrf", value: try csrf ?? self.csrf())] + fields)
    return try send(
      "POST", path,
      headers: [
        "Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin",
      ],
      body: form.urlEncoded)
  }

  func send(_ method: String, _ path: String, headers: [String: String], body: String) throws -> Answer {
    var lines = [
      "\(method) \(path) HTTP/1.1", "Host: 127.0.0.1", "Connection: close", "Content-Length: \(body.utf8.count)",
    ]
    if !cookie.isEmpty { lines.append("Cookie: \(cookie)") }
    lines += headers.map { "\($0.key): \($0.value)" }
    let text = try served.exchange(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    let end = try #require(text.firstRange(of: "\r\n\r\n"), "no answer to \(method) \(path): \(text)")
    let head = text[..<end.lowerBound].components(separatedBy: "\r\n")
    let status = try #require(head[0].split(separator: " ").dropFirst().first.flatMap { Int($0) })
    var fields: [String: String] = [:]
    for line in head.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      fields[parts[0].lowercased()] = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
    }
    var content = String(text[end.upperBound...])
    if fields["transfer-encoding"] == "chunked" { content = Self.unchunked(content) }
    return Answer(status: status, headers: fields, body: content)
  }

  private static func unchunked(_ text: String) -> String {
    var rest = Array(text.utf8)[...]
    var bytes: [UInt8] = []
    while let end = rest.firstIndex(of: 13),
      let count = Int(String(decoding: rest[rest.startIndex..<end], as: UTF8.self), radix: 16), count > 0
    {
      let start = end + 2
      bytes += rest[start..<min(start + count, rest.endIndex)]
      rest = rest[min(start + count + 2, rest.endIndex)...]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
