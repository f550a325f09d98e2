import Foundation
import Records

/// Asks a running `serve` through its control socket. Any thread; calls block.
public struct ControlClient: Sendable {
  private let socket: URL

  public init(socket: URL) { self.socket = socket }

  /// Whether somebody listens.
  public var isServed: Bool {
    guard let descriptor = try? ControlSocket(socket).connect() else { return false }
    close(descriptor)
    return true
  }

  /// Sends one request and answers what came back. Throws ``ConsoleError``: `unreachable` where nobody listens or the answer
  /// broke off, and what the service answered where that is an error.
  @discardableResult
  public func send(_ method: String, _ path: String, _ body: JSONValue? = nil, seconds: Int = 30) throws -> JSONValue {
    let answer = try ControlAnswer(try connect(), method, path, body, seconds: seconds)
    var bytes: [UInt8] = []
    while let piece = try answer.next() {
      bytes += piece
      guard bytes.count <= 64 << 20 else { throw ControlAnswer.broken }
    }
    let value = try bytes.withUnsafeBytes { bytes in
      do { return try JSONValue(parsing: bytes) } catch { throw ControlAnswer.broken }
    }
    guard (200..<300).contains(answer.status) else {
      throw ConsoleError(value) ?? ConsoleError(.failed, "the service answered \(answer.status)")
    }
    return value
  }

  /// Sends one request whose answer is JSON lines, and lends each as it comes; waits for each as long as it takes. Throws as
  /// ``send(_:_:_:seconds:)`` does.
  public func lines(_ method: String, _ path: String, _ body: JSONValue, _ take: (JSONValue) -> Void) throws {
    let answer = try ControlAnswer(try connect(), method, path, body, seconds: 0)
    var rest: [UInt8] = []
    while let piece = try answer.next() {
      rest += piece
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        let line = try? rest[..<end].withUnsafeBytes { try JSONValue(parsing: $0) }
        guard let line else { throw ControlAnswer.broken }
        guard (200..<300).contains(answer.status) else { throw ConsoleError(line) ?? ControlAnswer.broken }
        take(line)
        rest.removeSubrange(...end)
      }
    }
    guard rest.isEmpty else { throw ControlAnswer.broken }
  }

  private func connect() throws -> Int32 {
    if let descriptor = try ControlSocket(socket).connect() { return descriptor }
    throw ConsoleError(
      .unreachable, "no service listens on \(socket.path)",
      hint: "start one with 'millrace serve', in the same home folder")
  }
}
