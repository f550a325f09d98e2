import Foundation
import Records

/// One request on a connection of its own, and its answer as it comes: as much of HTTP/1.1 as our own server speaks.
final class ControlAnswer {
  private(set) var status = 0
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  /// Bytes of the body, or of its chunk, that are still to come; nil before the first chunk.
  private var left: Int?
  private var isChunked = false

  static let broken = ConsoleError(
    .unreachable, "the service's answer broke off", hint: "look whether it still runs; its log may say why")

  /// Sends the request and reads the head of the answer. Closes the descriptor in the end. `seconds` without a byte are too
  /// many; 0: none are.
  init(_ descriptor: Int32, _ method: String, _ path: String, _ body: JSONValue?, seconds: Int) throws {
    self.descriptor = descriptor
    var patience = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    let text = body?.text ?? ""
    try write(
      "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + (body == nil ? "" : "Content-Type: application/json\r\n")
        + "Content-Length: \(text.utf8.count)\r\n\r\n\(text)")
    try readHead()
  }

  deinit { close(descriptor) }

  /// The next bytes of the body; nil behind the last. Throws ``ConsoleError`` `unreachable` where it breaks off.
  func next() throws -> [UInt8]? {
    if isChunked, left == nil || left == 0 {
      if left == 0 { _ = try line() }  // the end of the chunk before
      guard let size = Int(try line().prefix { $0 != ";" }, radix: 16) else { throw Self.broken }
      left = size == 0 ? nil : size
      if size == 0 { return nil }
    }
    guard let left, left > 0 else { return nil }
    if buffer.isEmpty { try fill() }
    let piece = Array(buffer.prefix(left))
    buffer.removeFirst(piece.count)
    self.left = left - piece.count
    return piece
  }

  private func readHead() throws {
    let words = try line().split(separator: " ")
    guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else { throw Self.broken }
    self.status = status
    left = 0
    while case let header = try line().lowercased(), !header.isEmpty {
      let parts = header.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2 else { continue }
      if parts[0] == "content-length" { left = Int(parts[1]) ?? 0 }
      if parts[0] == "transfer-encoding", parts[1] == "chunked" { isChunked = true }
    }
    if isChunked { left = nil }
  }

  /// Up to the end of a line, which is taken away.
  private func line() throws -> String {
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeSubrange(...end)
        return line.trimmingCharacters(in: ["\r"])
      }
      guard buffer.count < 1 << 16 else { throw Self.broken }
      try fill()
    }
  }

  private func fill() throws {
    try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { room in
      var count = recv(descriptor, room.baseAddress, room.count, 0)
      while count < 0, errno == EINTR { count = recv(descriptor, room.baseAddress, room.count, 0) }
      guard count > 0 else { throw Self.broken }
      buffer += UnsafeRawBufferPointer(rebasing: room[..<count])
    }
  }

  private func write(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.broken }
      rest = rest.dropFirst(count)
    }
  }
}
