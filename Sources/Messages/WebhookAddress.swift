import Foundation

/// Where a webhook is sent to: https, or http to this machine.
public struct WebhookAddress: Sendable, Hashable, CustomStringConvertible {
  public let url: String

  public static let remedy = "write it as https://host/path; http is for 127.0.0.1, localhost and ::1 only"

  /// Nil where the text is no such address, or carries a user, a password or a fragment.
  public init?(_ text: String) {
    guard text.utf8.count <= 2_048, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
      let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty, parts.user == nil,
      parts.password == nil, parts.fragment == nil
    else { return nil }
    let scheme = parts.scheme?.lowercased()
    guard scheme == "https" || (scheme == "http" && Loopback.isHost(host)) else { return nil }
    url = text
  }

  /// Without the query, which may hold what only the receiver should know.
  public var description: String { String(url.prefix { $0 != "?" }) }

  var isLoopback: Bool { URLComponents(string: url)?.host.map { Loopback.isHost($0) } ?? false }
}
