import Foundation
import TestSupport

/// An answer taken apart, to be put together well or badly.
struct HTTPAnswer {
  var status: String
  /// Without those that say where the body ends.
  var headers: [String]
  var body: [UInt8]

  static let unreachable = HTTPAnswer(status: "502 Bad Gateway", headers: [], body: [])

  init(status: String, headers: [String], body: [UInt8]) {
    (self.status, self.headers, self.body) = (status, headers, body)
  }

  /// Reads a whole answer; nil where it is none.
  init?(_ bytes: [UInt8]) {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    var lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    status = lines.removeFirst().split(separator: " ", maxSplits: 1).last.map(String.init) ?? ""
    let isChunked = lines.contains { $0.lowercased().hasPrefix("transfer-encoding: chunked") }
    headers = lines.filter {
      let line = $0.lowercased()
      return !["transfer-encoding:", "content-length:", "connection:"].contains { line.hasPrefix($0) }
    }
    body = Array(bytes[end.upperBound...])
    if isChunked { body = Self.withoutChunks(body) }
  }

  private static func withoutChunks(_ bytes: [UInt8]) -> [UInt8] {
    var body: [UInt8] = []
    var place = 0
    while let end = bytes[place...].firstRange(of: Array("\r\n".utf8)),
      let size = Int(String(decoding: bytes[place..<end.lowerBound], as: UTF8.self), radix: 16), size > 0,
      end.upperBound + size <= bytes.count
    {
      body += bytes[end.upperBound..<end.upperBound + size]
      place = end.upperBound + size + 2
    }
    return body
  }

  func head(_ more: String...) -> [UInt8] {
    Array((["HTTP/1.1 \(status)"] + headers + more + ["", ""]).joined(separator: "\r\n").utf8)
  }

  /// As it should be.
  var whole: [UInt8] { head("Content-Length: \(body.count)") + body }
  var wire: LoopbackServer.Answer { LoopbackServer.Answer(bytes: whole) }
}
