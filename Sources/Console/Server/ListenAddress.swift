import Foundation

/// An address, `HOST:PORT`.
public struct ListenAddress: Sendable, Equatable {
  public let host: String
  /// 0 is any free one.
  public let port: Int

  public static let standard = ListenAddress(host: "127.0.0.1", port: 8731)

  private init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Throws ``ConsoleError`` `address` for what is no address.
  public init(_ text: String) throws(ConsoleError) {
    guard let (host, digits) = Self.parts(of: text), let port = Int(digits), (0...65_535).contains(port) else {
      throw ConsoleError(
        .address, "'\(text)' is no address to listen on", hint: "write HOST:PORT, such as \(Self.standard)")
    }
    self.init(host: host, port: port)
  }

  /// Host, without brackets, and port as they are written; nil where one of them is missing.
  static func parts(of text: String) -> (host: String, port: String)? {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    var host = String(text[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
    } else if host.contains(":") {
      return nil
    }
    let port = String(text[text.index(after: colon)...])
    guard !host.isEmpty, !port.isEmpty, port.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return (host, port)
  }

  /// Nobody else's machine reaches it.
  var isLoopback: Bool { Self.isLoopback(host) }

  /// A name or number that cannot be anybody else's.
  static func isLoopback(_ host: String) -> Bool {
    if host.lowercased() == "localhost" { return true }
    var four = in_addr()
    if inet_pton(AF_INET, host, &four) == 1 { return UInt32(bigEndian: four.s_addr) >> 24 == 127 }
    var six = in6_addr()
    guard inet_pton(AF_INET6, host, &six) == 1 else { return false }
    return withUnsafeBytes(of: six) { $0.dropLast().allSatisfy { $0 == 0 } && $0.last == 1 }
  }
}

extension ListenAddress: CustomStringConvertible {
  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
